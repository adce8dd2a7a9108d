"""What reminders leave on customers, and who may see it.

Several companies share a customer, and every employee opens it. Notes in its chatter, its
activities and the files on it are of one company and of who reads reminders there.
"""

from odoo.exceptions import AccessError
from odoo.fields import Domain

from .access import READER, may

#: of messages and activities: the company whose reminders they tell of; empty for all others
COMPANY = "dunning_company_id"


def traces(env):
    """Domain of the messages or activities that the user may see, as far as reminders decide."""
    plain = Domain(COMPANY, "=", False)
    if not may(env, READER):
        return plain
    return plain | Domain(COMPANY, "in", env.companies.ids)


def refuse(records, result, hidden):
    """What ``_check_access`` answers when some more records are hidden.

    :param result: its answer so far, as Odoo has it
    :param hidden: records that the user may not see
    """
    if not hidden:
        return result
    # they were read to decide, and are not for the user
    hidden.invalidate_recordset()
    forbidden = (result[0] | hidden) if result else hidden

    def error():
        return AccessError(
            records.env._("This belongs to the reminders of a company, and is not shown to you.")
        )

    return forbidden, (result[1] if result else error)


def hidden_traces(records, result, also=Domain.FALSE):
    """Those of messages or activities, not refused yet, that the user may not see.

    :param also: what the user sees for another reason
    """
    left = records - result[0] if result else records
    ours = left.sudo().filtered(COMPANY)  # sudo: to decide
    if not ours:
        return records.browse()
    seen = ours.filtered_domain(traces(records.env) | also)
    return records.browse((ours - seen).ids)
