"""What customers are set to is kept per company: each company keeps what was set for all.

A customer of one company keeps it there and in the branches of that company, one of all companies
in each. A responsible is kept where the user may enter: elsewhere nobody had chosen that person.
"""

from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_columns

TABLE = "res_partner"

#: column -> what it has to be to be kept: anything else is what Odoo answers where nothing is set
SETTINGS = {
    "dunning_enabled": "%s IS FALSE",
    "dunning_send_email": "%s IS FALSE",
    "dunning_recipient": "%s IS TRUE",
    "dunning_mail_template_id": "%s IS NOT NULL",
    "dunning_head_office_id": "%s IS NOT NULL",
    "dunning_user_id": "%s IN (SELECT access.user_id FROM res_company_users_rel access"
    " WHERE access.cid = company.id)",
}

#: for which companies a setting of a contact was meant
MEANT = SQL("""(
    contact.company_id IS NULL
    OR company.parent_path LIKE (SELECT owner.parent_path FROM res_company owner
                                  WHERE owner.id = contact.company_id) || '%%'
)""")


def migrate(cr, version):
    """Turn each setting into one value per company, and give categories a company."""
    if not version:
        return
    _settings(cr)
    _categories(cr)


def _settings(cr):
    types = {name: column["udt_name"] for name, column in table_columns(cr, TABLE).items()}
    shared = [name for name in SETTINGS if types.get(name, "jsonb") != "jsonb"]
    if not shared:
        return
    for name in shared:
        # its index and foreign key go with the old column
        cr.execute(
            SQL("ALTER TABLE res_partner RENAME COLUMN %s TO %s", SQL.identifier(name), _old(name))
        )
        cr.execute(SQL("ALTER TABLE res_partner ADD COLUMN %s jsonb", SQL.identifier(name)))
    kept_if = {
        name: SQL(SETTINGS[name], SQL.identifier("contact", f"{name}_shared")) for name in shared
    }
    cr.execute(
        SQL(
            """
            UPDATE res_partner contact
               SET %(new)s
              FROM (SELECT contact.id, %(values)s
                      FROM res_partner contact
                      JOIN res_company company ON %(meant)s
                     WHERE %(some)s
                  GROUP BY contact.id) kept
             WHERE kept.id = contact.id
            """,
            new=SQL(", ").join(
                SQL("%s = kept.%s", SQL.identifier(name), SQL.identifier(name)) for name in shared
            ),
            values=SQL(", ").join(map(_per_company, kept_if, kept_if.values())),
            meant=MEANT,
            some=SQL(" OR ").join(SQL("(%s)", condition) for condition in kept_if.values()),
        )
    )
    for name in shared:
        cr.execute(SQL("ALTER TABLE res_partner DROP COLUMN %s CASCADE", _old(name)))


def _old(name):
    return SQL.identifier(f"{name}_shared")


def _per_company(name, condition):
    return SQL(
        "jsonb_object_agg(company.id, contact.%s) FILTER (WHERE %s) AS %s",
        _old(name),
        condition,
        SQL.identifier(name),
    )


def _categories(cr):
    if column_exists(cr, "res_partner_dunning_category", "company_id"):
        return
    cr.execute("ALTER TABLE res_partner_dunning_category ADD COLUMN company_id int4")
    cr.execute(
        """
        ALTER TABLE res_partner_dunning_category
        DROP CONSTRAINT IF EXISTS res_partner_dunning_category_partner_category_uniq
        """
    )
    cr.execute(
        SQL(
            """
            INSERT INTO res_partner_dunning_category (
                        partner_id, category_id, sequence, company_id,
                        create_uid, create_date, write_uid, write_date)
                 SELECT own.partner_id, own.category_id, own.sequence, company.id,
                        own.create_uid, own.create_date, own.write_uid, own.write_date
                   FROM res_partner_dunning_category own
                   JOIN res_partner contact ON contact.id = own.partner_id
                   JOIN res_company company ON %s
               ORDER BY own.partner_id, company.id, own.sequence, own.id
            """,
            MEANT,
        )
    )
    cr.execute("DELETE FROM res_partner_dunning_category WHERE company_id IS NULL")
