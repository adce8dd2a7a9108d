from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import get_lang

from ..engine.read import dashboard_figures
from ..rules.base.money import HUNDRED, ZERO, decimal_of
from ..rules.decide.figures import days_sales_outstanding, share, weighted_average

READER = "account_dunning_levels.group_dunning_reader"
#: weeks of the chart; averages look at as many, and compare with as many before
WEEKS = 13
#: days of sales that stand beside the receivables
SALES_DAYS = 90
LETTER_MONTHS = 6
BUCKETS = ("b0", "b1", "b2", "b3", "b4", "b5")

ITEM = "account.dunning.item"
COLLECTION = "account.dunning.collection"
NOTICE = "account.dunning.notice"
HOLD = "account.dunning.hold"


class Money:
    """Sums of several companies in the currency of the current one, at today's rates."""

    def __init__(self, companies, company, today):
        self.currency = company.currency_id
        self.rates = {
            own: decimal_of(own._get_conversion_rate(own, self.currency, company, today))
            for own in companies.currency_id
        }

    def total(self, rows):
        """Sum of rows ``(company, amount)``, a Decimal."""
        return sum((amount * self.rates[company.currency_id] for company, amount in rows), ZERO)

    def told(self, amount):
        """An amount as the client shows it."""
        return self.currency.round(float(amount))


class AccountDunningDashboard(models.AbstractModel):
    """What the dashboard of reminders shows: every figure with the records it opens."""

    _name = "account.dunning.dashboard"
    _description = "Reminder Dashboard"

    @api.model
    @api.readonly
    def get_figures(self):
        """Return all figures of the companies that are switched on, ready to be shown.

        :return: dict of plain values; amounts in the currency of the current company. Each
            figure has an ``action`` that opens its records.
        :raises AccessError: the user is no reader of reminders
        """
        if not self.env.su and not self.env.user.has_group(READER):
            raise AccessError(self.env._("Only readers of reminders can see this dashboard."))
        self.env.flush_all()
        companies, company = self.env.companies, self.env.company
        today = company._dunning_today()
        money = Money(companies, company, today)
        receivable, payable = self._open_items(companies, money)
        collected, lateness = self._collected(companies, today, money)
        letters = self._letters(companies, today)
        return {
            "date": fields.Date.to_string(today),
            "company": ", ".join(companies.mapped("name")),
            "currency_id": money.currency.id,
            "rates": self._rates(money),
            "is_empty": not (
                receivable["count"] or payable["count"] or collected["total"] or letters["total"]
            ),
            "receivable": receivable,
            "payable": payable,
            "dso": self._dso(companies, today, money, receivable),
            "lateness": lateness,
            "collected": collected,
            "levels": self._paid_after(companies, today, money),
            "holds": self._holds(companies, money),
            "letters": letters,
            "todo": self._todo(companies, today),
        }

    # ------------------------------------------------------------------ open items

    def _open_items(self, companies, money):
        """The cards of customers and of vendors."""
        sides = {"receivable": [], "payable": []}
        for company, side, kind, bucket, amount, number in dashboard_figures.open_items(
            self.env, companies
        ):
            sides[side].append((company, kind, bucket, amount, number))
        labels = self._bucket_labels(companies)
        return [
            self._side(side, 1 if side == "receivable" else -1, rows, labels, money)
            for side, rows in sides.items()
        ]

    def _side(self, side, sign, rows, labels, money):
        """What is open on one side: total, overdue, and how old; what is owed is positive."""

        def total(*buckets, kind="claim"):
            return sign * money.total(
                (company, amount)
                for company, own_kind, bucket, amount, _number in rows
                if own_kind == kind and bucket in buckets
            )

        def number(*buckets, kind="claim"):
            return sum(row[4] for row in rows if row[1] == kind and row[2] in buckets)

        domain = [("is_open", "=", True), ("side", "=", side)]
        claims = [*domain, ("kind", "=", "claim")]
        whole, overdue, credit = (
            total(*BUCKETS),
            total(*BUCKETS[1:]),
            total(*BUCKETS, kind="credit"),
        )
        who = self.env._("Open items of customers")
        late = self.env._("Overdue items of customers")
        if side == "payable":
            who = self.env._("Open items of vendors")
            late = self.env._("Overdue items of vendors")
        return {
            "amount": money.told(whole + credit),
            "count": len(rows) and sum(row[4] for row in rows),
            "overdue": money.told(overdue),
            "overdue_count": number(*BUCKETS[1:]),
            "overdue_share": _percent(share(overdue, whole)),
            "credit": money.told(credit),
            "buckets": [
                {
                    "key": bucket,
                    "label": labels[bucket],
                    "amount": money.told(total(bucket)),
                    "count": number(bucket),
                    "share": _percent(share(total(bucket), whole)),
                    "action": self._opens(ITEM, who, [*claims, ("age_bucket", "=", bucket)]),
                }
                for bucket in BUCKETS
            ],
            "action": self._opens(ITEM, who, domain, group_by="debtor_id"),
            "overdue_action": self._opens(
                ITEM, late, [*claims, ("age_bucket", "!=", "b0")], group_by="debtor_id"
            ),
            "credit_action": self._opens(
                ITEM, self.env._("Unallocated credits"), [*domain, ("kind", "=", "credit")]
            ),
        }

    def _bucket_labels(self, companies):
        """Words for the age buckets; companies with other bounds share only the numbers."""
        bounds = {tuple(company._dunning_bucket_bounds()) for company in companies}
        labels = dict(self.env[ITEM]._fields["age_bucket"]._description_selection(self.env))
        if len(bounds) > 1:
            return labels
        ends = bounds.pop()
        for bucket, low, high in zip(BUCKETS[1:], (0, *ends), ends, strict=False):
            labels[bucket] = self.env._("%(first)s–%(last)s days", first=low + 1, last=high)
        labels["b5"] = self.env._("Over %s days", ends[-1])
        return labels

    # ------------------------------------------------------------- days and weeks

    def _dso(self, companies, today, money, receivable):
        """Days of sales that customers owe, now and one period ago."""
        by_company = dashboard_figures.sales(self.env, companies, today, SALES_DAYS)
        sales, before, change = (
            money.total((company, sums[column]) for company, sums in by_company.items())
            for column in range(3)
        )
        owed = decimal_of(receivable["amount"])
        return {
            "days": _round(days_sales_outstanding(owed, sales, SALES_DAYS)),
            "before": _round(days_sales_outstanding(owed - change, before, SALES_DAYS)),
            "period": SALES_DAYS,
            "sales": money.told(sales),
            "action": receivable["action"],
        }

    def _collected(self, companies, today, money):
        """What came in per week, and how late it was on average."""
        start = self._week_start(today) - timedelta(weeks=WEEKS - 1)
        earlier = start - timedelta(weeks=WEEKS)
        rows = dashboard_figures.collected(self.env, companies, earlier)
        weeks = [self._week(rows, start + timedelta(weeks=n), money) for n in range(WEEKS)]
        recent = [row for row in rows if row[1] >= start]
        domain = [("kind", "=", "payment"), ("date", ">=", fields.Date.to_string(start))]
        collected = {
            "total": money.told(_amount(recent, money)),
            "weeks": weeks,
            "action": self._opens(
                COLLECTION, self.env._("Collected"), domain, group_by="date:week"
            ),
        }
        lateness = {
            "days": _round(_days(recent, money)),
            "before": _round(_days([row for row in rows if row[1] < start], money)),
            "weeks": WEEKS,
            "action": self._opens(COLLECTION, self.env._("Payments"), domain, group_by="debtor_id"),
        }
        return collected, lateness

    def _week(self, rows, first, money):
        last = first + timedelta(days=6)
        return {
            "first": fields.Date.to_string(first),
            "last": fields.Date.to_string(last),
            "amount": money.told(_amount([row for row in rows if first <= row[1] <= last], money)),
            "action": self._opens(
                COLLECTION,
                self.env._("Collected"),
                [
                    ("kind", "=", "payment"),
                    ("date", ">=", fields.Date.to_string(first)),
                    ("date", "<=", fields.Date.to_string(last)),
                ],
            ),
        }

    def _week_start(self, day):
        """First day of the week of ``day`` in the user's language (1 = Monday)."""
        first = int(get_lang(self.env).week_start)
        return day - timedelta(days=(day.isoweekday() - first) % 7)

    # ------------------------------------------------------------------ reminders

    def _paid_after(self, companies, today, money):
        """Per level: how much of what was reminded in 12 months was paid before the next one."""
        since = today - relativedelta(months=12)
        by_level = {}
        for company, level, reminded, paid, number in dashboard_figures.paid_after(
            self.env, companies, since
        ):
            by_level.setdefault(level, []).append((company, reminded, paid, number))
        result = []
        for level, rows in sorted(by_level.items()):
            reminded = money.total((company, amount) for company, amount, _paid, _n in rows)
            paid = money.total((company, amount) for company, _reminded, amount, _n in rows)
            result.append(
                {
                    "level": level,
                    "share": _percent(share(paid, reminded)),
                    "reminded": money.told(reminded),
                    "paid": money.told(paid),
                    "count": sum(row[3] for row in rows),
                    "action": self._opens(
                        "account.dunning.notice.line",
                        self.env._("Reminded at level %s", level),
                        [
                            ("is_valid", "=", True),
                            ("level_after", "=", level),
                            ("sent_date", ">=", fields.Date.to_string(since)),
                        ],
                    ),
                }
            )
        return result

    def _letters(self, companies, today):
        """Letters per month and level."""
        since = today.replace(day=1) - relativedelta(months=LETTER_MONTHS - 1)
        months = [since + relativedelta(months=number) for number in range(LETTER_MONTHS)]
        rows = dashboard_figures.letters(self.env, companies, since)
        numbers = {(month, level): number for month, level, number in rows}
        return {
            "total": sum(numbers.values()),
            "months": [fields.Date.to_string(month) for month in months],
            "levels": [
                {
                    "level": level,
                    "counts": [numbers.get((month, level), 0) for month in months],
                }
                for level in sorted({level for _month, level in numbers})
            ],
            "actions": [
                self._opens(
                    NOTICE,
                    self.env._("Reminders sent"),
                    [
                        *dashboard_figures.letters_domain(fields.Date.to_string(month)),
                        ("date", "<", fields.Date.to_string(month + relativedelta(months=1))),
                    ],
                    group_by="level",
                )
                for month in months
            ],
            "action": self._opens(
                NOTICE,
                self.env._("Reminders sent"),
                dashboard_figures.letters_domain(fields.Date.to_string(since)),
                group_by="date:month",
            ),
        }

    def _holds(self, companies, money):
        """Open claims that are not reminded because of a hold, by kind of hold."""
        rows = dashboard_figures.held_items(self.env, companies)
        labels = dict(self.env[HOLD]._fields["kind"]._description_selection(self.env))
        return [
            {
                "kind": kind,
                "label": label,
                "amount": money.told(money.total((row[0], row[2]) for row in own)),
                "count": sum(row[3] for row in own),
                "action": self._opens(
                    ITEM,
                    self.env._("On hold: %s", label),
                    [*dashboard_figures.held_domain(), ("hold_kind", "=", kind)],
                ),
            }
            for kind, label in labels.items()
            for own in ([row for row in rows if row[1] == kind],)
        ]

    # ----------------------------------------------------------------------- to do

    def _todo(self, companies, today):
        """What waits for a person, each with how many."""
        since = fields.Date.to_string(today - timedelta(weeks=WEEKS))
        lists = [
            (
                "control",
                self.env._("Reminders on the control list"),
                NOTICE,
                [("run_id.is_open", "=", True), ("state", "in", ("proposed", "ready"))],
            ),
            ("failed", self.env._("Failed reminders"), NOTICE, [("state", "=", "failed")]),
            (
                "broken",
                self.env._("Promises broken in the last %s weeks", WEEKS),
                HOLD,
                [("state", "=", "broken"), ("broken_date", ">=", since)],
            ),
        ]
        return [
            {
                "key": key,
                "label": label,
                "count": dashboard_figures.count(self.env, model, domain, companies),
                "action": self._opens(model, label, domain),
            }
            for key, label, model, domain in lists
        ]

    def _rates(self, money):
        """Words for the rates at which other currencies were converted; empty for none."""
        return ", ".join(
            self.env._(
                "1 %(other)s = %(rate)s %(own)s",
                other=own.name,
                rate=round(rate, 6).normalize(),
                own=money.currency.name,
            )
            for own, rate in money.rates.items()
            if own != money.currency
        )

    def _opens(self, model, name, domain, group_by=None):
        """The action that shows the records of a figure."""
        views = {HOLD: "list", "account.dunning.notice.line": "list,pivot"}
        kinds = views.get(model, "list,pivot,graph").split(",")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, kind] for kind in kinds] + ([[False, "form"]]),
            "domain": domain,
            "context": {"group_by": [group_by]} if group_by else {},
        }


def _amount(rows, money):
    return money.total((company, amount) for company, _date, amount, _weighted in rows)


def _days(rows, money):
    weighted = money.total((company, weighted) for company, _date, _amount, weighted in rows)
    return weighted_average(weighted, _amount(rows, money))


def _round(value):
    """A number of days for the client: one decimal, False for none."""
    return False if value is None else float(round(value, 1)) + 0.0


def _percent(value):
    """A percentage for the client: one decimal, False for none."""
    return False if value is None else float(round(min(value, HUNDRED), 1)) + 0.0
