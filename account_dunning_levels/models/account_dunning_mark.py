from odoo import fields, models


class AccountDunningMark(models.Model):
    """An open item marked for the next run; the mark goes when the item is reminded."""

    _name = "account.dunning.mark"
    _description = "Item Marked for the Next Run"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one(
        "account.move.line", string="Open item", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Marked by", default=lambda self: self.env.user, readonly=True
    )
    date = fields.Date(string="Marked on", required=True)

    _item_uniq = models.UniqueIndex("(move_line_id)", "An item is marked only once.")
