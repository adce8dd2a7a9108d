from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: hours that an e-mail is tried at most: five days, as mail servers do
MOST_HOURS = 120


class ResCompany(models.Model):
    _inherit = "res.company"

    # prefetch: see account.move; every request reads its company
    dunning_retry_hours = fields.Integer(
        string="Hours of trying again",
        default=24,
        help="So long a reminder is tried again by itself that the mail server does not take for "
        "now. From 0 (not again) to 120.",
        prefetch="dunning",
    )

    @api.constrains("dunning_retry_hours")
    def _check_dunning_retry_hours(self):
        for company in self:
            if not 0 <= company.dunning_retry_hours <= MOST_HOURS:
                raise ValidationError(
                    self.env._(
                        "Hours of trying again: choose a number from 0 to %(most)s, not %(value)s.",
                        most=MOST_HOURS,
                        value=company.dunning_retry_hours,
                    )
                )

    def _dunning_mail_words(self):
        """What Odoo hears of the e-mails of reminders after they left."""
        self.ensure_one()
        # sudo: who sets reminders up sees what becomes of their e-mails
        domain = self.sudo().alias_domain_id
        if domain.bounce_email and domain.catchall_email:
            return self.env._(
                "E-mails that come back are heard at %(bounce)s, answers at %(catchall)s: both "
                "stand on the reminder, and the responsible is told of answers. An incoming mail "
                "server has to fetch these addresses.",
                bounce=domain.bounce_email,
                catchall=domain.catchall_email,
            )
        return self.env._(
            "This company has no alias domain: Odoo never hears of e-mails that come back, and "
            "answers go to the sender's own mailbox. Set an alias domain in the general settings, "
            "or tell each reminder that came back with its button “It came back”."
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_retry_hours = fields.Integer(related="company_id.dunning_retry_hours", readonly=False)
    dunning_mail_words = fields.Text(
        string="What becomes of e-mails", compute="_compute_dunning_mail_words"
    )
    dunning_hears_bounces = fields.Boolean(compute="_compute_dunning_mail_words")

    @api.depends("company_id")
    def _compute_dunning_mail_words(self):
        for settings in self:
            company = settings.company_id
            settings.dunning_mail_words = company._dunning_mail_words()
            # sudo: as above
            settings.dunning_hears_bounces = bool(company.sudo().alias_domain_id.bounce_email)
