"""The scheduled action of holds calls its method by the name that it has now."""


def migrate(cr, version):
    """Rename it where the action is as it came; what an administrator wrote stays."""
    if not version:
        return
    cr.execute(
        """
        UPDATE ir_act_server action
           SET code = 'model._cron_refresh_states()'
          FROM ir_cron cron
         WHERE cron.ir_actions_server_id = action.id
           AND TRIM(action.code) = 'model._cron_settle()'
        """
    )
