"""Who signs a reminder, and gets what its customer answers."""

from ..signs import people
from . import list_words


def renew(notices):
    """Letters are signed by nobody who left since they were proposed.

    :param notices: with the rights of the engine, of any companies
    """
    there = people.by_company(notices.company_id)
    for notice in notices:
        company, maker, before = notice.company_id, notice.run_id.user_id, notice.user_id
        if before and before.id in there[company]:
            continue
        user_id = there[company].signer(before.id, maker.id)
        if user_id != (before.id or None):
            notice.user_id = user_id
        if user_id:
            list_words.unwarn(notice, "no_person")
        elif people.is_named(before, company.dunning_user_id, maker):
            list_words.warn(notice, "no_person")
