from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountDunningLevel(models.Model):
    """What a level is to the law besides a reminder."""

    # each part of the model in a file of its own
    _inherit = "account.dunning.level"  # pylint: disable=consider-merging-classes-inherited

    is_formal_notice = fields.Boolean(
        string="Formal notice",
        help="The letter gives formal notice to pay (mise en demeure, ingebrekestelling), and its "
        "words say so. In France a consumer owes interest from the receipt of such a letter only "
        "(Code civil art. 1231-6, 1344); a friendly reminder starts none.",
    )

    @api.constrains("is_formal_notice", "is_fourteen_day_letter")
    def _check_one_letter_of_law(self):
        for level in self:
            if level.is_formal_notice and level.is_fourteen_day_letter:
                raise ValidationError(
                    self.env._(
                        "Level %(level)s of “%(sheet)s”: the fourteen-day letter still lets the "
                        "customer pay free of charge, so it cannot be the formal notice too. "
                        "Switch one of them off.",
                        level=level.number,
                        sheet=level.sheet_id.name,
                    )
                )
