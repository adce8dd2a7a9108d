from odoo import api, fields, models

from ..rules.decide import channels

CHANNELS = [
    ("email", "E-mail"),
    ("print", "Print"),
    ("both", "E-mail and print"),
    ("phone", "Phone"),
]


class AccountDunningChannelMixin(models.AbstractModel):
    """What has a channel, and what follows from it (:class:`rules.decide.channels.Channel`).

    Another addon adds its channel to the selection here, for levels, reminders and simulations.
    """

    _name = "account.dunning.channel.mixin"
    _description = "Channel"

    channel = fields.Selection(CHANNELS)
    channel_has_letter = fields.Boolean(
        string="The letter", compute="_compute_channel", search="_search_channel_has_letter"
    )
    channel_is_paper = fields.Boolean(
        string="On paper", compute="_compute_channel", search="_search_channel_is_paper"
    )
    channel_needs_email = fields.Boolean(
        string="By e-mail", compute="_compute_channel", search="_search_channel_needs_email"
    )

    @api.depends("channel")
    def _compute_channel(self):
        for code, records in self.grouped("channel").items():
            # none of an addon whose code is not there any more: its reminders can still be read
            channel = channels.CHANNELS.get(code)
            records.channel_has_letter = bool(channel and channel.has_letter)
            records.channel_is_paper = bool(channel and channel.is_paper)
            records.channel_needs_email = bool(channel and channel.needs_email)

    def _search_channel_has_letter(self, operator, value):
        return self._search_channels(operator, lambda channel: channel.has_letter)

    def _search_channel_is_paper(self, operator, value):
        return self._search_channels(operator, lambda channel: channel.is_paper)

    def _search_channel_needs_email(self, operator, value):
        return self._search_channels(operator, lambda channel: channel.needs_email)

    @api.model
    def _search_channels(self, operator, test):
        if operator != "in":
            return NotImplemented
        return [("channel", "in", channels.codes(test))]
