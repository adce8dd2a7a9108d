from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.notice import foreign
from ..rules.decide.texts import PLACEHOLDERS, unknown_placeholders

TEXT_FIELDS = ("subject", "heading", "opening", "closing")


class AccountDunningTextMixin(models.AbstractModel):
    """What a level and a layout share: where the letter and the e-mail come from."""

    _name = "account.dunning.text.mixin"
    _description = "Letter and E-mail of a Reminder"

    mail_template_id = fields.Many2one(
        "mail.template",
        string="E-mail template",
        domain=[("model", "=", "account.dunning.notice")],
        ondelete="restrict",
    )
    report_id = fields.Many2one(
        "ir.actions.report",
        string="Letter",
        domain=[("model", "=", "account.dunning.notice")],
        ondelete="restrict",
    )

    @api.constrains("mail_template_id", "report_id")
    def _check_for_reminders(self):
        for record in self:
            if name := foreign.of_template(record.mail_template_id):
                raise ValidationError(foreign.template_words(self.env, name))
            if wrong := foreign.of_reports(record.report_id):
                raise ValidationError(foreign.report_words(self.env, wrong.name))

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Texts that come from the translation window are checked like typed ones."""
        result = super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
        if field_name in TEXT_FIELDS:
            for lang in translations:
                self.with_context(lang=lang)._check_placeholders()
        return result

    def _check_placeholders(self):
        """Refuse words in braces that no letter can fill, in any language."""
        for record in self:
            for name in TEXT_FIELDS:
                unknown = unknown_placeholders(record[name])
                if unknown:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: {%(unknown)s} is not known. Use %(known)s.",
                            field=record._fields[name]._description_string(self.env),
                            unknown=unknown[0],
                            known=", ".join("{" + word + "}" for word in PLACEHOLDERS),
                        )
                    )


class AccountDunningLayout(models.Model):
    _name = "account.dunning.layout"
    _description = "Dunning Layout"
    _inherit = ["account.dunning.text.mixin"]
    _order = "level_id, lang"
    _rec_name = "lang"

    level_id = fields.Many2one(
        "account.dunning.level", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="level_id.company_id", store=True)
    lang = fields.Selection(selection="_get_languages", string="Language", required=True)
    subject = fields.Char(help="Empty: the subject of the level.")
    heading = fields.Char(help="Empty: the heading of the level.")
    opening = fields.Text(help="Empty: the opening of the level.")
    closing = fields.Text(help="Empty: the closing of the level.")

    _level_lang_uniq = models.Constraint(
        "UNIQUE(level_id, lang) DEFERRABLE INITIALLY DEFERRED",
        "A level has one layout per language.",
    )

    @api.model
    def _get_languages(self):
        return self.env["res.lang"].get_installed()

    @api.constrains("lang")
    def _check_language(self):
        """Odoo does not check selections that a method gives."""
        names = dict(self._get_languages())
        for layout in self:
            if layout.lang not in names:
                raise ValidationError(
                    self.env._(
                        "Language: %(lang)s is not installed. Install it, or choose one of "
                        "%(installed)s.",
                        lang=layout.lang,
                        installed=", ".join(names.values()),
                    )
                )

    @api.constrains("level_id", "lang")
    def _check_one_per_language(self):
        for layout in self:
            twins = layout.level_id.layout_ids.filtered_domain([("lang", "=", layout.lang)])
            if len(twins) > 1:
                raise ValidationError(
                    self.env._(
                        "Language: level %(level)s has a layout for %(lang)s already.",
                        level=layout.level_id.number,
                        lang=dict(self._get_languages()).get(layout.lang, layout.lang),
                    )
                )

    @api.constrains(*TEXT_FIELDS)
    def _check_texts(self):
        self._check_placeholders()
