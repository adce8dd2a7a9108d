"""What sheets and letters say keeps its meaning.

* “Due date agreed” stays; what was never said stays as usual (agreed on with businesses, not with
  consumers).
* A level whose words give formal notice is one, and so are the letters that it sent: interest of
  French consumers counts from them. The fourteen-day letter never is. Nobody chose this before, so
  nothing is overwritten, and every other level stays a reminder.
"""

#: how the heading of a formal notice begins, in the languages of the addon
HEADINGS = ("formal notice", "notice of default", "mise en demeure", "ingebrekestelling")
#: what its opening says; one that only threatens with a notice says none of it
OPENINGS = (
    "give you formal notice",
    "formally ask you to pay",
    "vous mettons en demeure",
    "vous mettre en demeure",
    "formeel in gebreke",
    "hiermit förmlich",
)


def migrate(cr, version):
    cr.execute("UPDATE account_dunning_sheet SET law_due_date = 'agreed' WHERE law_due_date_agreed")
    _mark_levels(cr)
    cr.execute(
        """
        UPDATE account_dunning_notice notice
           SET is_formal_notice = TRUE
          FROM account_dunning_level level
         WHERE level.id = notice.level_id
           AND level.is_formal_notice
           AND notice.state NOT IN ('proposed', 'skipped')
        """
    )


def _mark_levels(cr):
    """The words stand in the level, in any language, or in one of its layouts."""
    cr.execute(
        """
        UPDATE account_dunning_level level
           SET is_formal_notice = TRUE
         WHERE level.is_fourteen_day_letter IS NOT TRUE
           AND (level.heading::text ILIKE ANY(%(headings)s)
                OR level.opening::text ILIKE ANY(%(openings)s)
                OR EXISTS (SELECT FROM account_dunning_layout layout
                            WHERE layout.level_id = level.id
                              AND ('"' || layout.heading ILIKE ANY(%(headings)s)
                                   OR layout.opening ILIKE ANY(%(openings)s))))
        """,
        {
            # each translation of a heading stands between quotes
            "headings": [f'%"{word}%' for word in HEADINGS],
            "openings": [f"%{word}%" for word in OPENINGS],
        },
    )
