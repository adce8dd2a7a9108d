"""What reminders left on customers so far tells nobody else any more.

Messages and activities on customers get the company whose reminders they tell of. Which company a
message is of says its link, or what was written in the same moment.
"""

from odoo.tools import SQL

TYPES = """
    SELECT res_id FROM ir_model_data
     WHERE module = 'account_dunning_levels' AND model = 'mail.activity.type'
"""

ACTIVITIES = (
    """
    UPDATE mail_activity activity SET dunning_company_id = notice.company_id
      FROM account_dunning_notice notice
     WHERE notice.id = activity.dunning_notice_id
    """,
    """
    UPDATE mail_activity activity SET dunning_company_id = hold.company_id
      FROM account_dunning_hold hold
     WHERE hold.id = activity.dunning_hold_id
    """,
    f"""
    UPDATE mail_activity activity SET dunning_company_id = owner.company_id
      FROM res_users owner
     WHERE owner.id = activity.user_id
       AND activity.dunning_company_id IS NULL
       AND activity.activity_type_id IN ({TYPES})
    """,
)

#: message -> company, for messages on customers
MESSAGES = (
    r"""
    SELECT message.id, notice.company_id
      FROM mail_message message
      JOIN account_dunning_notice notice ON notice.id::text = substring(
           message.body FROM 'data-oe-model="account\.dunning\.notice" data-oe-id="(\d+)"')
     WHERE message.model = 'res.partner' AND message.body LIKE '%%account.dunning.notice%%'
    """,
    r"""
    SELECT message.id, hold.company_id
      FROM mail_message message
      JOIN account_dunning_hold hold ON hold.id::text = substring(
           message.body FROM 'data-oe-model="account\.dunning\.hold" data-oe-id="(\d+)"')
     WHERE message.model = 'res.partner' AND message.body LIKE '%%account.dunning.hold%%'
    """,
    """
    SELECT message.id, note.company_id
      FROM account_dunning_note note
      JOIN mail_message message
        ON message.model = 'res.partner'
       AND message.res_id = note.partner_id
       AND message.create_date IN (note.create_date, note.write_date)
    """,
    """
    SELECT message.id, hold.company_id
      FROM ir_attachment file
      JOIN account_dunning_hold hold ON hold.id = file.dunning_hold_id
      JOIN mail_message message
        ON message.model = 'res.partner'
       AND message.res_id = hold.debtor_id
       AND message.body LIKE '%%' || file.name || '%%'
    """,
    """
    SELECT message.id, notice.company_id
      FROM account_dunning_notice notice
      JOIN mail_message message
        ON message.model = 'res.partner'
       AND message.res_id = notice.partner_id
       AND message.body LIKE '%%' || notice.name || '%%'
     WHERE notice.waive_reason IS NOT NULL
    """,
    f"""
    SELECT message.id, author.company_id
      FROM mail_message message
      JOIN res_users author ON author.partner_id = message.author_id
     WHERE message.model = 'res.partner'
       AND message.mail_activity_type_id IN ({TYPES})
    """,
)


def migrate(cr, version):
    for statement in ACTIVITIES:
        cr.execute(statement)
    for found in MESSAGES:
        cr.execute(
            SQL(
                """
                UPDATE mail_message message SET dunning_company_id = found.company_id
                  FROM (%s) AS found (id, company_id)
                 WHERE message.id = found.id AND message.dunning_company_id IS NULL
                """,
                SQL(found),
            )
        )
