"""Answers land on the reminder, where nobody chose another address to answer to."""

#: what the e-mail of this addon said until now
SHIPPED = (
    "{{ object.user_id.email_formatted or object.company_id.email_formatted"
    " or user.email_formatted }}"
)


def migrate(cr, version):
    cr.execute(
        """
        UPDATE mail_template template
           SET reply_to = NULL
          FROM ir_model_data data
         WHERE data.module = 'account_dunning_levels'
           AND data.model = 'mail.template'
           AND data.res_id = template.id
           AND template.reply_to = %s
        """,
        [SHIPPED],
    )
