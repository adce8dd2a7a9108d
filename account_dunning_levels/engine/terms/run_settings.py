"""Everything a run decides with: as it stands now, and as it was frozen with a run."""

from dataclasses import dataclass, field

from ...rules.decide import stored
from ...rules.decide.selection import Context
from ...rules.decide.sheet_choice import choose_sheet
from ...rules.decide.values import Currencies
from . import chosen, company_laws, currency_rates

#: where the settings of runs are kept until the transaction ends
_KEPT = "dunning_frozen_settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run decides with; frozen with it."""

    context: Context
    sheets: list
    currencies: Currencies
    #: :class:`terms.company_laws.Laws`, None when no sheet follows a law
    laws: object = None
    #: (categories, tags) of a customer -> its sheet: many customers have the same
    chosen: dict = field(default_factory=dict, compare=False, repr=False)

    def sheet(self, sheet_id):
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def law_of(self, customer):
        """The law on the charges of a customer (:class:`rules.decide.on_law.Lawful`), or None."""
        if not self.laws:
            return self.laws
        return self.laws.of(sheet_of(customer, self), customer.is_consumer, customer.is_public)


def current(company, key_date, criteria=None):
    """Settings as they stand now for ``company``."""
    asked = (criteria,) if criteria else ()
    context = Context(key_date, chosen.of_company(company), *asked)
    rule_sheets = chosen.rule_sheets(company)
    currencies = currency_rates.currencies_at(company, key_date)
    laws = company_laws.current_laws(company, rule_sheets, currencies, key_date)
    return Settings(context, rule_sheets, currencies, laws)


def frozen(run):
    """Settings as they were when the run proposed, or None before it did.

    Every letter asks for them, so they are read once per transaction.
    """
    kept = run.env.cr.cache.setdefault(_KEPT, {})
    key = run.id, run.key_date
    if key not in kept:
        kept[key] = _thawed(run.settings, run.key_date)
    return kept[key]


def forget_frozen(env):
    """The settings of a run are written."""
    env.cr.cache.pop(_KEPT, None)


def _thawed(data, key_date):
    if not data:
        return None
    *of_context, sheets, currencies = stored.thaw(data)
    laws = company_laws.frozen_laws(data.get("law"), key_date)
    return Settings(Context(key_date, *of_context), sheets, currencies, laws)


def freeze(settings):
    """Settings as data to store on the run."""
    data = stored.freeze(
        settings.context.options, settings.context.criteria, settings.sheets, settings.currencies
    )
    return {**data, "law": settings.laws.freeze()} if settings.laws else data


def sheet_of_notice(notice, settings):
    """The sheet of a notice as its run froze it, or as it is now where the run has none of it."""
    return settings.sheet(notice.sheet_id.id) or chosen.rule_sheet(notice.sheet_id)


def sheet_of(customer, settings):
    """The customer's sheet in these settings, or None."""
    key = customer.categories, customer.tags
    if key not in settings.chosen:
        settings.chosen[key] = choose_sheet(*key, settings.sheets)[0]
    return settings.chosen[key]
