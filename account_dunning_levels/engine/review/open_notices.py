"""Which notices can still be decided on."""

from odoo.exceptions import UserError

from ...rules.decide import notice_states


def require_open(notices):
    late = notices.filtered(lambda notice: notice.state not in notice_states.OPEN)[:1]
    if late:
        raise UserError(
            notices.env._(
                "Reminder %(name)s is %(state)s and cannot be changed any more.",
                name=late.name,
                state=dict(late._fields["state"]._description_selection(late.env))[late.state],
            )
        )
