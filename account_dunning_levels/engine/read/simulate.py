"""What runs would send, counted, with today's settings and with changed ones.

The same facts and the same rules as a run; only the counting differs. Several days: each takes
it that the letters of the day before were sent and that nothing was paid. Levels and dates
advance in memory only, a range of customers at a time.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...rules.base.money import ZERO
from ...rules.decide import reasons, reminded
from ...rules.decide.notices import propose
from ...rules.decide.on_law import facts_of
from ...rules.decide.selection import Context
from ..ledger import customer_facts, item_facts, ranges
from ..store import bulk, company_day
from ..store.access import as_engine
from ..terms import chosen, currency_rates, run_settings
from ..terms.company_laws import current_laws, warns

TODAY, CHANGED = "today", "changed"

#: decisions (items x runs x settings) of one simulation: about half a minute of the server
MOST_DECISIONS = 600_000


@dataclass(frozen=True, slots=True)
class Scenario:
    """Settings to count with: options and sheets of :mod:`rules.decide.values`."""

    name: str
    options: object
    sheets: list

    def settings(self, company, key_date, currencies):
        laws = current_laws(company, self.sheets, currencies, key_date)
        return run_settings.Settings(Context(key_date, self.options), self.sheets, currencies, laws)


@dataclass(slots=True)
class _Sum:
    letters: int = 0
    items: int = 0
    net: object = ZERO
    fine: object = ZERO
    interest: object = ZERO

    def add(self, letters, items, net, fine=ZERO, interest=ZERO):
        self.letters += letters
        self.items += items
        self.net += net
        self.fine += fine
        self.interest += interest


@dataclass(slots=True)
class _Sent:
    """What one scenario has sent to a range of customers so far, in memory only.

    :ivar items: item id -> :class:`rules.decide.reminded.Reminded`
    :ivar customer_dates: debtor id -> day of its last letter
    :ivar compensated: invoice -> the item with which its EUR 40, or costs, are asked
    """

    items: dict = field(default_factory=dict)
    customer_dates: dict = field(default_factory=dict)
    compensated: dict = field(default_factory=dict)

    def item(self, item, per_customer):
        """The item as it stands after these letters."""
        so_far = self.items.get(item.id, reminded.NEVER)
        if per_customer:
            so_far = so_far._replace(last_date=self.customer_dates.get(item.customer_id))
        if self.compensated and self.compensated.get(_invoice(item), item.id) != item.id:
            so_far = so_far._replace(compensated=True)
        return reminded.item_after(item, so_far)

    def add(self, notice, day, law):
        """Take it that a letter was sent.

        :param law: :class:`rules.decide.on_law.Lawful` of the customer, or None
        """
        warned = warns(law, notice.level, notice.channel, day)
        for claim in notice.claims:
            item = claim.verdict.item
            before = self.items.get(item.id, reminded.NEVER)
            self.items[item.id] = reminded.once_more(before, claim, day, warned)
            if claim.has_compensation or claim.has_instalment_costs:
                self.compensated[_invoice(item)] = item.id
        self.customer_dates[notice.customer_id] = day


def _invoice(item):
    """What instalments of one invoice share; an item of which nothing is known stands alone."""
    invoice = facts_of(item).invoice
    return ("item", item.id) if invoice is None else invoice


def simulate(simulation):
    """Count letters, charges and items left out, and store the counts.

    :raises UserError: its first day has passed, a changed sheet cannot be used, or the user
        may not simulate
    """
    simulation.ensure_one()
    simulation = as_engine(simulation)
    refuse_past(simulation)
    simulation.env.flush_all()  # the SQL of the facts sees only what is written
    scenarios = _scenarios(simulation)
    domain = simulation._domain()
    _refuse_too_much(simulation, scenarios, domain)
    forecast = _Forecast(simulation, scenarios)
    for debtor_ids in ranges.customer_ranges(
        simulation.env, simulation.company_id, partner_domain=domain
    ):
        forecast.count(debtor_ids, domain)
    clear_results(simulation)
    _write(simulation, forecast.sums)
    note = _change_note(simulation) if len(scenarios) > 1 else False
    simulation.write({"simulated_at": fields.Datetime.now(), "change_note": note})
    simulation.invalidate_recordset(["line_ids"])  # they were written past the ORM


def clear_results(simulations):
    """Drop the results."""
    simulations = as_engine(simulations)
    simulations.line_ids.unlink()
    simulations.write({"simulated_at": False, "change_note": False})


def refuse_past(simulation):
    """Only today and later can be simulated: what was open on an earlier day is not known.

    :raises UserError: the first day has passed
    """
    today = company_day.today(simulation.company_id)
    if simulation.key_date < today:
        raise UserError(
            simulation.env._(
                "First run on: %(day)s has passed, and what was open then is not what is open "
                "now. Choose %(today)s or a later day.",
                day=format_date(simulation.env, simulation.key_date),
                today=format_date(simulation.env, today),
            )
        )


def _refuse_too_much(simulation, scenarios, domain):
    """A simulation answers while its user waits, so its size has an end."""
    env = simulation.env
    items = ranges.count_open_items(env, simulation.company_id, domain)
    most = MOST_DECISIONS // max(items * len(scenarios), 1)
    if simulation.step_count > max(most, 1):
        raise UserError(
            env._(
                "Number of runs: with %(items)s open items, %(most)s can be simulated at once, not "
                "%(runs)s. Enter fewer runs, or choose fewer customers.",
                items=items,
                most=max(most, 1),
                runs=simulation.step_count,
            )
        )


def _days(simulation):
    return [
        simulation.key_date + timedelta(days=step * simulation.step_days)
        for step in range(simulation.step_count)
    ]


def _scenarios(simulation):
    """Today's settings, and the changed ones if anything differs."""
    current = run_settings.current(simulation.company_id, simulation.key_date)
    today = Scenario(TODAY, current.context.options, current.sheets)
    changed = Scenario(CHANGED, chosen.of_company(simulation), _changed_sheets(simulation, today))
    if (changed.options, changed.sheets) == (today.options, today.sheets):
        return [today]
    return [today, changed]


def _changed_sheets(simulation, today):
    """Today's sheets with the changes of the simulation, in their order.

    :raises UserError: a sheet to use has no active level, or two sheets are for one category
    """
    env = simulation.env
    changes = {line.sheet_id.id: line for line in simulation.sheet_line_ids if line.sheet_id}
    gone = changes.keys() - {sheet.id for sheet in today.sheets}
    if gone:
        raise UserError(
            env._(
                "Changed sheets: “%s” is archived and reminds nobody today. Take it out of the "
                "list, or make it active again.",
                changes[min(gone)].sheet_id.name,
            )
        )
    sheets = []
    for sheet in today.sheets:
        line = changes.get(sheet.id)
        if not line:
            sheets.append(sheet)
        elif line.replacement_id:
            # it takes the place of the other: same customers, same rank
            sheets.append(
                replace(
                    _usable(line.replacement_id),
                    category_id=sheet.category_id,
                    sequence=sheet.sequence,
                )
            )
    for line in simulation.sheet_line_ids:
        if line.sheet_id:
            continue
        added = _usable(line.replacement_id)
        if any(sheet.category_id == added.category_id for sheet in sheets):
            raise UserError(
                env._(
                    "Changed sheets: “%s” is for customers that have a sheet already. Choose "
                    "that one under “Instead of”.",
                    added.name,
                )
            )
        sheets.append(added)
    return sorted(sheets, key=lambda sheet: (sheet.sequence, sheet.id))


def _change_note(simulation):
    """What differs from today's settings, one line each."""
    env, company = simulation.env, simulation.company_id
    lines = []
    for name in chosen.names_tried(simulation):
        if simulation[name] != company[name]:
            lines.append(
                env._(
                    "%(option)s: %(changed)s (today: %(today)s)",
                    option=simulation._fields[name]._description_string(env),
                    changed=_shown(simulation, name),
                    today=_shown(company, name),
                )
            )
    for line in simulation.sheet_line_ids:
        if not line.replacement_id:
            lines.append(env._("Without the sheet “%s”", line.sheet_id.name))
        elif line.sheet_id:
            lines.append(
                env._(
                    "Sheet “%(changed)s” instead of “%(today)s”",
                    changed=line.replacement_id.name,
                    today=line.sheet_id.name,
                )
            )
        else:
            lines.append(env._("Sheet “%s” added", line.replacement_id.name))
    return "\n".join(lines)


def _shown(record, name):
    """An option as its user reads it."""
    value, kind = record[name], record._fields[name]
    if kind.type == "boolean":
        return record.env._("switched on") if value else record.env._("switched off")
    if kind.type == "selection":
        return dict(kind._description_selection(record.env))[value]
    if kind.type == "monetary":
        return formatLang(record.env, value, currency_obj=record.currency_id)
    return str(value)


def _usable(sheet):
    rule_sheet = chosen.rule_sheet(sheet)
    if not rule_sheet.levels:
        raise UserError(
            sheet.env._(
                "Changed sheets: “%s” has no active level, so it would remind nobody. Switch on "
                "at least one of its levels.",
                sheet.name,
            )
        )
    return rule_sheet


class _Forecast:
    """Counts all days of all scenarios, a range of customers at a time.

    :ivar sums: ``(scenario, day, sheet id, level, channel, reason)`` -> :class:`_Sum`
    """

    def __init__(self, simulation, scenarios):
        self.company = simulation.company_id
        self.scenarios = scenarios
        self.currencies = {
            day: currency_rates.currencies_at(self.company, day) for day in _days(simulation)
        }
        self.sums = defaultdict(_Sum)

    def count(self, debtor_ids, domain):
        """Count one range of customers; what was sent to them is forgotten afterwards."""
        sent = {scenario.name: _Sent() for scenario in self.scenarios}
        for day in self.currencies:
            self._count_day(debtor_ids, domain, day, sent)

    def _count_day(self, debtor_ids, domain, day, sent):
        company, currencies = self.company, self.currencies[day]
        customers = customer_facts.read_customers(company.env, company, debtor_ids, day)
        by_scope = {}
        for scenario in self.scenarios:
            settings = scenario.settings(company, day, currencies)
            scope = scenario.options.interval_scope
            # what a law asks about an item depends on its sheet
            key = scope, scenario.name if settings.laws else None
            if key not in by_scope:
                by_scope[key] = item_facts.read_items(
                    company.env, company, day, customers, settings, partner_domain=domain
                )
            own = sent[scenario.name]
            for debtor_id, rows in by_scope[key].items():
                items = [own.item(fact.item, scope == "customer") for fact in rows]
                customer = customers[debtor_id]
                sheet = run_settings.sheet_of(customer, settings)
                law = settings.law_of(customer)
                lacks = customer.lacks_by_letter({r.item.id: r.contact_id for r in rows})
                proposal = propose(items, sheet, settings.context, currencies, law, lacks)
                self._add(scenario.name, day, sheet, proposal)
                for notice in proposal.notices:
                    own.add(notice, day, law)

    def _add(self, scenario, day, sheet, proposal):
        currencies = self.currencies[day]
        for notice in proposal.notices:
            key = (scenario, day, notice.sheet.id, notice.level.number, notice.channel, None)
            amounts = (notice.net, notice.fine_amount, notice.interest_amount)
            self.sums[key].add(
                1,
                len(notice.claims),
                *(currencies.to_company(amount, notice.currency_id) for amount in amounts),
            )
        others = [(v, v.reason) for notice in proposal.notices for v in notice.others]
        for verdict, reason in (*proposal.left_out, *others):
            if reasons.of(reason).decided_by == reasons.RUN:  # not asked about
                continue
            key = (scenario, day, sheet.id if sheet else None, None, None, reason)
            item, amount = verdict.item, ZERO
            if currencies.knows(item.currency_id):  # without a rate nobody knows how much it is
                amount = currencies.to_company(item.residual, item.currency_id)
            self.sums[key].add(0, 1, amount)


def _write(simulation, sums):
    company = simulation.company_id
    bulk.insert(
        simulation.env,
        "account.dunning.simulation.line",
        [
            {
                "simulation_id": simulation.id,
                "company_id": company.id,
                "company_currency_id": company.currency_id.id,
                "scenario": scenario,
                "kind": "left_out" if reason else "letter",
                "date": day,
                "sheet_id": sheet_id,
                "level": level,
                "channel": channel,
                "reason": reason,
                "letter_count": total.letters,
                "item_count": total.items,
                "amount_net": total.net,
                "fine_amount": total.fine,
                "interest_amount": total.interest,
                "amount_total": total.net + total.fine + total.interest,
            }
            for (scenario, day, sheet_id, level, channel, reason), total in sorted(
                sums.items(), key=lambda pair: _order(pair[0])
            )
        ],
    )


def _order(key):
    scenario, day, sheet_id, level, channel, reason = key
    return (scenario != TODAY, day, level or 99, sheet_id or 0, channel or "", reason or "")
