from odoo import api, models

from ..rules.law import profiles


class AccountDunningSheet(models.Model):
    """Nobody is taken to have agreed on a clause with consumers whose law asks for one."""

    # each part of the model in a file of its own
    _inherit = "account.dunning.sheet"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "law_clause" not in vals and _asks_for_clause(vals.get("law_profile")):
                vals["law_clause"] = False
        return super().create(vals_list)

    @api.onchange("law_profile")
    def _onchange_law_profile(self):
        """A sheet that becomes one for such consumers asks anew; it says so below."""
        if _asks_for_clause(self.law_profile):
            self.law_clause = False


def _asks_for_clause(code):
    """Whether a law on consumers allows a fee with a clause only.

    :param code: of a profile, or ``auto``, which is for businesses as well, or None
    """
    profile = profiles.PROFILES.get(code)
    return bool(profile and profile.consumer and profile.fee_needs_clause)
