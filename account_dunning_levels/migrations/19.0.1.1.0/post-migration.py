"""Holds made before there were states get theirs; the nightly job refines them."""


def migrate(cr, version):
    """Set the state of every hold from its dates."""
    if not version:
        return
    cr.execute(
        """
        UPDATE account_dunning_hold
           SET state = CASE WHEN active IS NOT TRUE THEN 'lifted'
                            WHEN date_from > CURRENT_DATE THEN 'upcoming'
                            WHEN date_until < CURRENT_DATE THEN 'ended'
                            ELSE 'in_force' END
         WHERE state IS NULL
        """
    )
