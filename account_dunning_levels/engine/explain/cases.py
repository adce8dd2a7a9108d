"""What the ledger says about some customers on a day, and what the rules make of it."""

from dataclasses import dataclass, replace

from ...rules.base.money import ZERO
from ...rules.decide.notices import propose
from ..ledger import customer_facts, item_facts
from ..terms import run_settings


@dataclass(frozen=True, slots=True)
class Case:
    """What the ledger says about some customers on a day, and what the rules make of it.

    :ivar customers: debtor id -> :class:`ledger.customer_facts.Customer`
    :ivar rows: debtor id -> list of :class:`ledger.item_facts.Fact`, all open items of the debtor
    :ivar proposals: debtor id -> :class:`rules.decide.notices.Proposal`
    :ivar nets: item id -> ``(net, currency)`` of the letter that asks for it, or that would if
        it were worth sending
    """

    company: object
    settings: object
    customers: dict
    rows: dict
    proposals: dict
    nets: dict

    @property
    def key_date(self):
        return self.settings.context.key_date

    def law_of(self, item):
        """The law on the charges of an item (:class:`rules.decide.on_law.Lawful`), or None."""
        customer = self.customers.get(item.customer_id)
        return customer and self.settings.law_of(customer)


def open_case(company, debtor_ids, key_date):
    """Read what is known about customers, for questions of one company.

    :param debtor_ids: customers who get letters, see ``res.partner._dunning_letter_to``
    """
    # sudo: the reader may read the items; sheets, holds and customers are needed to judge them
    company = company.sudo()
    env = company.env
    settings = run_settings.current(company, key_date)
    customers = customer_facts.read_customers(env, company, debtor_ids, key_date)
    # all items of these customers: the total of a letter can be the reason
    rows = item_facts.read_items(env, company, key_date, customers, settings)
    proposals = _propose(rows, customers, settings)
    # whatever it comes to: the letters that are not worth sending have a total too
    low = replace(
        settings,
        context=replace(
            settings.context, options=replace(settings.context.options, min_amount=ZERO)
        ),
    )
    needed = {key: own for key, own in rows.items() if proposals[key].left_out}
    nets = {}
    for proposal in (*_propose(needed, customers, low).values(), *proposals.values()):
        for notice in proposal.notices:
            for claim in notice.claims:
                nets[claim.verdict.item.id] = (notice.net, notice.currency_id)
    return Case(company, settings, customers, rows, proposals, nets)


def _propose(rows, customers, settings):
    return {
        debtor_id: propose(
            [fact.item for fact in own],
            run_settings.sheet_of(customers[debtor_id], settings),
            settings.context,
            settings.currencies,
            settings.law_of(customers[debtor_id]),
            customers[debtor_id].lacks_by_letter(contacts_of(own)),
        )
        for debtor_id, own in rows.items()
    }


def contacts_of(facts):
    """Item id -> id of the contact that its invoice names."""
    return {fact.item.id: fact.contact_id for fact in facts}
