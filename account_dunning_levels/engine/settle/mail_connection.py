"""Why the mail server could not be reached: Odoo keeps only the words of an error."""

import smtplib

from ...rules.decide import mail_answers


class Connecting:
    """What happened when Odoo opened its connection to a mail server.

    :ivar error: the exception, or None
    """

    def __init__(self):
        self.error = None

    def verdict(self):
        """:class:`rules.decide.mail_answers.Verdict` on all e-mails that were to go over it."""
        error = self.error
        if isinstance(error, smtplib.SMTPAuthenticationError):
            if error.smtp_code >= 500:
                code = str(error.smtp_code)
                return mail_answers.Verdict(mail_answers.SENDER, "login", "", code)
            return mail_answers.Verdict(mail_answers.LATER, "no_connection")
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return mail_answers.Verdict(mail_answers.SENDER, "login")
        return mail_answers.Verdict(mail_answers.LATER, "no_connection")
