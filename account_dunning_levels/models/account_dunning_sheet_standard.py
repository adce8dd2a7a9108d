from odoo import api, models
from odoo.exceptions import UserError

from ..engine.store.access import MANAGER, needs
from ..rules.law import countries


def _law_of(company):
    """The :class:`rules.law.country.Country` of a company, or None when none is built in."""
    return countries.of(company._dunning_country().code)


def _consumer_sheet(company):
    """Name of the standard sheet for the consumers of a company's country."""
    country = _law_of(company)
    return country.consumer_sheet if country else "sheet_consumers"


class AccountDunningSheet(models.Model):
    """A company's own copies of the standard sheets that come with the addon."""

    # each part of the model in a file of its own
    _inherit = "account.dunning.sheet"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    @needs(MANAGER)
    def action_create_standard_sheets(self):
        """Copy the standard sheets to the current company, which must have none yet.

        :raises UserError: the company has sheets already
        """
        company = self.env.company
        if self.with_context(active_test=False).search_count([("company_id", "=", company.id)]):
            raise UserError(
                self.env._("%s has dunning sheets already. Change or copy those.", company.name)
            )
        for xmlid in ("sheet_all_customers", "sheet_key_accounts"):
            self._copy_standard(xmlid, company)
        if _law_of(company):
            self._copy_standard(_consumer_sheet(company), company)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_sheet_action"
        )

    @api.model
    @needs(MANAGER)
    def action_create_consumer_sheet(self):
        """Give the current company the sheet for the consumers of its country.

        It is for customers of the category “Consumers”.

        :raises UserError: the company has a sheet for that category
        """
        company = self.env.company
        category = self.env.ref("account_dunning_levels.category_consumers", False)
        twin = category and self.search(
            [("company_id", "=", company.id), ("category_id", "=", category.id)], limit=1
        )
        if twin:
            raise UserError(
                self.env._(
                    "The sheet “%(sheet)s” is for %(category)s already.",
                    sheet=twin.name,
                    category=category.display_name,
                )
            )
        made = self._copy_standard(_consumer_sheet(company), company)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": made.id,
            "view_mode": "form",
        }

    def _copy_standard(self, xmlid, company):
        """A copy of a standard sheet for a company, in all languages."""
        standard = self.env.ref(f"account_dunning_levels.{xmlid}", raise_if_not_found=False)
        if not standard:
            raise UserError(
                self.env._(
                    "The standard sheets were deleted from this database. Make a new sheet instead."
                )
            )
        # sudo: the standard sheets may belong to a company the user cannot read
        standard = standard.sudo()
        values = {"company_id": company.id, "active": True, "name": standard.name}
        if xmlid == _consumer_sheet(company):
            # the standard sheet of an older version took it that a clause exists; nobody said so
            values["law_clause"] = False
        made = standard.copy(values)
        made._take_translations(standard)
        return made

    def _take_translations(self, source):
        """Copy the translations of the name, which a copy with a given name has lost."""
        for lang, _name in self.env["res.lang"].get_installed():
            self.with_context(lang=lang).name = source.with_context(lang=lang).name
