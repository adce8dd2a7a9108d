from odoo import fields, models


class AccountDunningNotice(models.Model):
    """What a reminder is to the law."""

    # in one file with the rest it would be longer than a file of ours may be
    _inherit = "account.dunning.notice"  # pylint: disable=consider-merging-classes-inherited

    is_formal_notice = fields.Boolean(
        string="Formal notice",
        readonly=True,
        copy=False,
        help="The letter gave formal notice to pay, so that interest counts from its receipt where "
        "the law asks for one.",
    )
