"""The ageing of receivables and payables on a day: sums per group and age bucket.

Read with the ORM from ``account.dunning.item``, so that the window, the ageing on the screen,
its PDF and its workbook have the same figures, and record rules and a user's own fields count.
"""

from dataclasses import dataclass

from odoo.tools.misc import format_date

from ..store.customer_names import MANY, customer_names
from .own_fields import field_of

BUCKETS = (
    "amount_not_due",
    "amount_bucket_1",
    "amount_bucket_2",
    "amount_bucket_3",
    "amount_bucket_4",
    "amount_bucket_5",
)

COLUMNS = (*BUCKETS, "amount_residual")


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """One group of the ageing.

    :ivar label: the group in the user's language
    :ivar count: number of items
    :ivar amounts: list in the order of ``COLUMNS``, company currency
    :ivar currency: of the amounts, a ``res.currency``
    """

    label: str
    count: int
    amounts: list
    currency: object


@dataclass(frozen=True, slots=True)
class Section:
    """The groups of the companies that keep their books in one currency.

    :ivar rows: list of :class:`AgeingRow`
    :ivar total: :class:`AgeingRow` over the items, each counted once, also if it is in several rows
    :ivar currencies: list of (currency, count, open in that currency, open in company currency)
    """

    currency: object
    rows: list
    total: AgeingRow
    currencies: list


def ageing(items, domain, group_by):
    """The ageing of open items.

    :param items: ``account.dunning.item`` in the context of the day
    :param list domain: which items
    :param str group_by: a field or property of the items, or a path to a field of their
        customer, as ``_read_group`` takes it; dates by month
    :return: list of :class:`Section`, one per company currency
    """
    specs = [f"{name}:sum" for name in COLUMNS]
    groups = items._read_group(
        domain,
        ["company_currency_id", group_by],
        [*specs, "__count"],
        order=f"company_currency_id, {group_by}",
    )
    totals = items._read_group(
        domain,
        ["company_currency_id", "currency_id"],
        ["amount_residual_currency:sum", *specs, "__count"],
    )
    words = _labels(items, group_by, [group[1] for group in groups])
    sections = []
    for currency in dict.fromkeys(group[0] for group in groups):
        own_totals = [total for total in totals if total[0] == currency]
        rows = [
            AgeingRow(
                words[index],
                count,
                [currency.round(amount or 0.0) for amount in amounts],
                currency,
            )
            for index, (own, _value, *amounts, count) in enumerate(groups)
            if own == currency
        ]
        sections.append(
            Section(
                currency,
                rows,
                _total(own_totals, currency, items.env._("Total")),
                [
                    (other, count, other.round(foreign or 0.0), currency.round(amounts[-1] or 0.0))
                    for _own, other, foreign, *amounts, count in own_totals
                ],
            )
        )
    return sections


def _total(totals, currency, label):
    """The sum over the item currencies, in which each item is once; not over the groups."""
    columns = zip(*(amounts for _own, _other, _foreign, *amounts, _count in totals), strict=True)
    amounts = [currency.round(sum(amount or 0.0 for amount in column)) for column in columns]
    return AgeingRow(label, sum(total[-1] for total in totals), amounts, currency)


def _labels(items, group_by, values):
    """The values of the groups as the reader knows them."""
    env = items.env
    path = group_by.partition(":")[0]
    field = field_of(items, path)
    nothing = env._("None")
    if path == "debtor_id":
        nothing = env._("Without customer")
    if field.type == "properties":
        return _property_labels(items, path, values, nothing)
    if field.type == "selection":
        words = dict(field._description_selection(env))
        return [words.get(value, value) or nothing for value in values]
    if field.type == "boolean":
        return [env._("Yes") if value else env._("No") for value in values]
    if field.type in ("date", "datetime"):
        return [
            format_date(env, value, date_format="MMMM y") if value else nothing for value in values
        ]
    if path == "debtor_id" and len(values) >= MANY:
        names = customer_names(env, [value.id for value in values if value])
        return [names[value.id] if value else nothing for value in values]
    if field.relational:
        # sudo: the name of what a visible item is grouped by, also of an archived one
        records = env[field.comodel_name].sudo().union(*filter(None, values))
        names = dict(zip(records.ids, records.mapped("display_name"), strict=True))
        return [names[value.id] if value else nothing for value in values]
    return [str(value) if value not in (False, None, "") else nothing for value in values]


def _property_labels(items, path, values, nothing):
    definition = items.get_property_definition(path)
    words = {key: label for key, label, *_rest in definition.get("selection") or ()}
    words.update({key: label for key, label, *_rest in definition.get("tags") or ()})
    return [
        # sudo: the name only, of a record that the customer's card shows
        (value.sudo().display_name if hasattr(value, "_ids") else words.get(value, value))
        if value
        else nothing
        for value in values
    ]
