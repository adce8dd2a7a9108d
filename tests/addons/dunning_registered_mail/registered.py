"""Reminders by registered e-mail: a provider passes the e-mail on and confirms its delivery."""

from odoo import Command, fields, models

from odoo.addons.account_dunning_levels.engine.send import ways_out
from odoo.addons.account_dunning_levels.engine.settle import outcome
from odoo.addons.account_dunning_levels.rules.decide import channels
from odoo.addons.account_dunning_levels.rules.law import waiting

REGISTERED = "registered"
#: after an address: the mail server of the provider
PROVIDER = ".registered.example.com"

# as this provider words it: received on the second working day after sending
waiting.register(waiting.Receipt(REGISTERED, counted_days=2, days=2))
channels.register(
    channels.Channel(
        code=REGISTERED,
        needs=channels.EMAIL,
        ways=frozenset({channels.MAIL, REGISTERED}),
        is_paper=False,
        received_as=REGISTERED,
        falls_back_to="print",
        state=REGISTERED,
    )
)


def send_through_provider(notices):
    """The e-mails that lie in the outbox go to the provider, who passes them on."""
    for notice in notices:
        address = notice.recipient_id.email_normalized + PROVIDER
        notice.mail_id.write({"email_to": address, "recipient_ids": [Command.clear()]})


ways_out.register(REGISTERED, send_through_provider)


class AccountDunningChannelMixin(models.AbstractModel):
    _inherit = "account.dunning.channel.mixin"

    channel = fields.Selection(
        selection_add=[(REGISTERED, "Registered e-mail")], ondelete={REGISTERED: "set email"}
    )


class AccountDunningNotice(models.Model):
    _inherit = "account.dunning.notice"

    state = fields.Selection(
        selection_add=[(REGISTERED, "Registered"), ("sent",)], ondelete={REGISTERED: "set sent"}
    )

    def action_registered(self):
        """The provider confirms the delivery."""
        outcome.left_by(self.sudo(), REGISTERED)
        return True
