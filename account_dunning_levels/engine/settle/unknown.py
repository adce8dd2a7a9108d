"""What a person knows about an e-mail whose outcome is unknown."""

from odoo.exceptions import UserError

from ..store.access import as_engine
from . import outcome


def arrived(notices):
    """A person knows that these e-mails arrived.

    :raises UserError: the outcome of one is known already
    """
    outcome.known_as_taken(_unknown_only(notices))


def not_arrived(notices):
    """A person knows that these e-mails did not arrive: they may be sent again, or printed.

    :raises UserError: the outcome of one is known already
    """
    user = notices.env.user.name
    notices = _unknown_only(notices)
    outcome.mail_refused(notices, notices.env._("The e-mail did not arrive, %s says.", user))


def _unknown_only(notices):
    notices = as_engine(notices)
    for notice in notices:
        if not notice.is_outcome_unknown:
            raise UserError(
                notices.env._(
                    "Reminder %s: what became of its e-mail is known already.", notice.name
                )
            )
    return notices
