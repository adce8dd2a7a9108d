from odoo import models
from odoo.exceptions import ValidationError

from ..engine.notice import empty_texts
from ..rules.decide import channels
from ..rules.decide.texts import is_blank

#: what a person changes -> what may be empty after that
_CHECKED = {
    "subject": {"subject"},
    "opening": {"text"},
    "closing": {"text"},
}


class AccountDunningLevel(models.Model):
    """No letter without a text, no e-mail without a subject."""

    # each part of the model in a file of its own
    _inherit = "account.dunning.level"  # pylint: disable=consider-merging-classes-inherited

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        """Emptied in the translation window."""
        result = super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )
        self._check_not_empty({field_name: True})
        return result

    def _check_not_empty(self, changed):
        """Refuse that a text is emptied, in any language that is installed.

        :param changed: names of fields that were written; what nobody touched is not looked at
            here, but when a letter is released
        :raises ValidationError: names the field, the level and the language
        """
        kinds = set().union(*(_CHECKED.get(name, ()) for name in changed))
        if not kinds:
            return
        for level in self:
            if not channels.of(level.channel).has_letter:
                continue
            for lang, name in self._languages():
                for kind in kinds & level._emptied(lang):
                    raise ValidationError(level._empty_words(kind, name))

    def _languages(self):
        """Code and name of what is installed, the user's own language first."""
        first = self.env.lang or "en_US"
        installed = self.env["res.lang"].get_installed()
        return sorted(installed, key=lambda language: language[0] != first)

    def _emptied(self, lang):
        """Which of subject and text this level lacks in a language."""
        # sudo: who may change a level may not read the template and the report it names
        template, report = self._mail_template_for(lang).sudo(), self._report_for(lang).sudo()
        found = set()
        if self.channel_needs_email and empty_texts.takes_subject(template):
            found |= {"subject"} if is_blank(self._text("subject", lang)) else set()
        if empty_texts.takes_text(template, report):
            texts = [self._text(name, lang) for name in ("opening", "closing")]
            found |= {"text"} if all(map(is_blank, texts)) else set()
        return found

    def _empty_words(self, kind, lang_name):
        if kind == "subject":
            return self.env._(
                "Subject of level %(number)s: it is empty in %(lang)s. Customers would get an "
                "e-mail without a subject. Write one.",
                number=self.number,
                lang=lang_name,
            )
        return self.env._(
            "Opening and closing of level %(number)s: both are empty in %(lang)s. Customers would "
            "get a letter without a text. Write one of them.",
            number=self.number,
            lang=lang_name,
        )
