"""The one warning about a bad e-mail address becomes two: it is not valid, or it is blacklisted."""

from odoo.tools.sql import table_exists


def migrate(cr, version):
    """Say of reminders which of the two it was; as far as the blacklist of today tells."""
    if not version or not table_exists(cr, "account_dunning_notice"):
        return
    cr.execute(
        """
        UPDATE account_dunning_notice notice
           SET warning_codes = ARRAY_TO_STRING(
                   ARRAY_REPLACE(
                       STRING_TO_ARRAY(notice.warning_codes, ','),
                       'bad_email',
                       CASE WHEN EXISTS (
                                SELECT FROM res_partner recipient
                                  JOIN mail_blacklist banned
                                    ON banned.email = recipient.email_normalized
                                 WHERE recipient.id = notice.recipient_id AND banned.active
                            )
                            THEN 'email_blacklisted' ELSE 'email_invalid' END
                   ),
                   ','
               )
         WHERE 'bad_email' = ANY(STRING_TO_ARRAY(notice.warning_codes, ','))
        """
    )
