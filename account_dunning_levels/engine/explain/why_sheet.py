"""Which sheet a customer gets and why that one, in words; by :mod:`rules.decide.sheet_choice`."""

from dataclasses import dataclass

from ...rules.decide.sheet_choice import tried


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """:ivar sentences: the answer first, then what was tried and had no sheet"""

    sheet: object
    sentences: list


class Choices:
    """The choice for each customer of a case; names are read once for all of them."""

    def __init__(self, env, case):
        self.env = env
        self.case = case
        self._known = {}
        categories = {
            category
            for customer in case.customers.values()
            for category in (*customer.categories, *customer.tags)
        }
        # sudo: names of categories are no secret to who may read the items
        records = env["res.partner.category"].sudo().browse(sorted(categories))
        self.names = {record.id: record.name for record in records}

    def of(self, debtor_id):
        """Return the :class:`SheetChoice` of a customer."""
        if debtor_id not in self._known:
            self._known[debtor_id] = self._choose(self.case.customers[debtor_id])
        return self._known[debtor_id]

    def _choose(self, customer):
        steps = list(tried(customer.categories, customer.tags, self.case.settings.sheets))
        how, category, sheet = steps[-1]
        sentences = [self._answer(customer, how, category, sheet)]
        sentences += [
            self._without_sheet(customer, passed) for way, passed, _none in steps[:-1] if way
        ]
        sentences += self._tags_without_sheet(customer, how)
        return SheetChoice(sheet, sentences)

    def _answer(self, customer, how, category, sheet):
        env = self.env
        if how == "category":
            return env._(
                "“%(sheet)s”, because dunning category %(place)s of the customer is "
                "“%(category)s”.",
                sheet=sheet.name,
                place=customer.categories.index(category) + 1,
                category=self.names[category],
            )
        if how == "tag":
            return env._(
                "“%(sheet)s”, because the customer has the contact tag “%(category)s” and no "
                "dunning categories of its own.",
                sheet=sheet.name,
                category=self.names[category],
            )
        if how == "everyone":
            return env._("“%s”, the sheet for all customers.", sheet.name)
        return env._(
            "None: there is no sheet for all customers. Make one, or one for a category of this "
            "customer."
        )

    def _without_sheet(self, customer, category):
        return self.env._(
            "Tried first: dunning category %(place)s, “%(category)s”, has no active sheet.",
            place=customer.categories.index(category) + 1,
            category=self.names[category],
        )

    def _tags_without_sheet(self, customer, how):
        """What the contact tags said, when they were asked in vain."""
        if how in ("category", "tag"):
            return []
        if customer.categories:
            return [self.env._("Contact tags are not used: it has dunning categories of its own.")]
        if not customer.tags:
            return [self.env._("The customer has neither dunning categories nor contact tags.")]
        names = sorted(self.names[tag] for tag in customer.tags)
        return [
            self.env._(
                "No dunning categories; no active sheet is for its contact tags: %s.",
                ", ".join(names),
            )
        ]
