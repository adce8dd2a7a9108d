"""Customers whose claims a lawyer or collector has: held until they are taken back."""

from odoo.exceptions import UserError

from ..store.access import as_engine
from . import hold_words


def hand_over(partners, company, to, reference=None, reason=None):
    """Hold customers without an end because a lawyer or collector has their claims.

    :param partners: customers with something open
    :param to: the lawyer or collector, a ``res.partner``
    :return: the holds, with the rights of the engine
    :raises UserError: nothing is open, or a customer is handed over already
    """
    debtors = as_engine(partners.commercial_partner_id)
    holds = debtors.env["account.dunning.hold"].with_company(company)
    _refuse_handed_over(holds, debtors, company)
    made = holds.create(
        [
            {
                "kind": "handed_over",
                "partner_id": debtor.id,
                "company_id": company.id,
                "handed_to_id": to.id,
                "reference": reference,
                "reason": reason,
                "user_id": debtors.env.uid,
            }
            for debtor in debtors
        ]
    )
    for hold in made:
        claims = hold._claim_items().filtered(lambda item: item.amount_residual_currency > 0)
        if not claims:
            raise UserError(
                hold.env._(
                    "%s owes nothing that can be claimed, so there is nothing to hand over. What "
                    "is blocked, on its way or no claim is left out.",
                    hold.debtor_id.name,
                )
            )
    return made


def _refuse_handed_over(holds, debtors, company):
    known = holds.search(
        [
            ("kind", "=", "handed_over"),
            ("partner_id", "in", debtors.ids),
            ("company_id", "=", company.id),
            ("state", "in", ("in_force", "upcoming")),
        ],
        limit=1,
    )
    if known:
        raise UserError(
            known.env._(
                "%(customer)s is handed over already: %(words)s",
                customer=known.debtor_id.name,
                words=hold_words.sentence(known),
            )
        )
