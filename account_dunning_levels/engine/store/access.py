"""Who may make the engine work."""

from functools import wraps

from odoo.api import SUPERUSER_ID
from odoo.exceptions import AccessError

from . import bulk

READER = "account_dunning_levels.group_dunning_reader"
USER = "account_dunning_levels.group_dunning_user"
MANAGER = "account_dunning_levels.group_dunning_manager"


def may(env, group):
    """Whether the user has one of the groups of this addon, or is the engine itself."""
    return env.su or env.user.has_group(group)


def may_review(env):
    """Whether the user may decide on control lists and levels."""
    return may(env, USER)


def post_access(records, found, message_operation):
    """What Odoo asks of who writes in the chatter of records that users may read and not write.

    :param dict found: record -> operation, as Odoo has it
    """
    # the rights of the engine are of no account here: Odoo looks with them, whoever writes
    writes = records.env.uid == SUPERUSER_ID or records.env.user.has_group(USER)
    if message_operation == "create" and not writes:
        return dict.fromkeys(records, "write")
    return found


def require(env, group):
    """Refuse who has not this group of reminders.

    :param str group: :data:`READER`, :data:`USER` or :data:`MANAGER`
    :raises AccessError: with who may
    """
    if not may(env, group):
        words = {
            READER: env._("Only readers of reminders can do this."),
            USER: env._("Only users of reminders can do this."),
            MANAGER: env._("Only administrators of reminders can do this."),
        }
        raise AccessError(words[group])


def needs(group):
    """The group that a public method asks of who calls it, by a button or over RPC.

    The caller must be allowed to read the records, too. Journal items are not looked at here:
    people who may not read the ledger send reminders, and their buttons pass through items to the
    models of this addon, which check.
    """

    def decorate(method):
        @wraps(method)
        def checked(self, *args, **kwargs):
            require(self.env, group)
            if self and self._name != "account.move.line":
                self.check_access("read")
            return method(self, *args, **kwargs)

        return checked

    return decorate


def refuse_typed(records, names, vals_list):
    """Refuse values over RPC that the engine writes itself; screens never send them.

    :param set names: fields that only the engine writes
    :raises AccessError: a value names one of these fields
    """
    typed = sorted(names & set().union(*vals_list))
    if typed and not records.env.su:
        raise AccessError(
            records.env._(
                "%s: recorded by the reminders themselves, not typed.",
                ", ".join(records._fields[name]._description_string(records.env) for name in typed),
            )
        )


def as_engine(records):
    """The records with the rights of the engine, once the user's own were checked.

    sudo: users decide through these functions only; they have no right to write lines, totals
    or levels themselves.
    """
    if not may_review(records.env):
        raise AccessError(records.env._("Only users of reminders can change a control list."))
    records.check_access("read")
    return records.sudo()


def locked(records, names):
    """The records as :func:`as_engine` gives them, their rows locked and these fields read.

    A statement each, however many records there are: twenty thousand rows would not be read whole.
    """
    records.fetch(["company_id", *names])  # the company is what access goes by
    records = as_engine(records)
    bulk.lock(records)
    # those that came from a field of others would be read again one by one
    return records.browse(records.ids)
