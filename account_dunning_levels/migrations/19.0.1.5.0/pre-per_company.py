"""What customers are set to is kept per company: each company keeps what was set for all.

A customer of one company keeps it there and in the branches of that company, one of all companies
in each. A responsible is kept where the user may enter: elsewhere nobody had chosen that person.
"""

from odoo.tools.sql import column_exists, table_columns

TABLE = "res_partner"

#: column -> what it has to be to be kept: anything else is what Odoo answers where nothing is set
SETTINGS = {
    "dunning_enabled": "{old} IS FALSE",
    "dunning_send_email": "{old} IS FALSE",
    "dunning_recipient": "{old} IS TRUE",
    "dunning_mail_template_id": "{old} IS NOT NULL",
    "dunning_head_office_id": "{old} IS NOT NULL",
    "dunning_user_id": "{old} IN (SELECT access.user_id FROM res_company_users_rel access"
    " WHERE access.cid = company.id)",
}


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
        cr.execute(f"ALTER TABLE {TABLE} RENAME COLUMN {name} TO {name}_shared")
        cr.execute(f"ALTER TABLE {TABLE} ADD COLUMN {name} jsonb")
    conditions = {name: SETTINGS[name].format(old=f"contact.{name}_shared") for name in shared}
    values = ", ".join(
        f"jsonb_object_agg(company.id, contact.{name}_shared) FILTER (WHERE {condition}) AS {name}"
        for name, condition in conditions.items()
    )
    cr.execute(
        f"""
        UPDATE {TABLE} contact
           SET {", ".join(f"{name} = kept.{name}" for name in shared)}
          FROM (SELECT contact.id, {values}
                  FROM {TABLE} contact
                  JOIN res_company company ON {_MEANT}
                 WHERE {" OR ".join(f"({condition})" for condition in conditions.values())}
              GROUP BY contact.id) kept
         WHERE kept.id = contact.id
        """
    )
    cr.execute(
        f"ALTER TABLE {TABLE} {', '.join(f'DROP COLUMN {name}_shared CASCADE' for name in shared)}"
    )


def _categories(cr):
    table = "res_partner_dunning_category"
    if column_exists(cr, table, "company_id"):
        return
    cr.execute(f"ALTER TABLE {table} ADD COLUMN company_id int4")
    cr.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_partner_category_uniq")
    cr.execute(
        f"""
        INSERT INTO {table} (partner_id, category_id, sequence, company_id,
                             create_uid, create_date, write_uid, write_date)
             SELECT own.partner_id, own.category_id, own.sequence, company.id,
                    own.create_uid, own.create_date, own.write_uid, own.write_date
               FROM {table} own
               JOIN {TABLE} contact ON contact.id = own.partner_id
               JOIN res_company company ON {_MEANT}
           ORDER BY own.partner_id, company.id, own.sequence, own.id
        """
    )
    cr.execute(f"DELETE FROM {table} WHERE company_id IS NULL")


#: for which companies a setting of a contact was meant
_MEANT = """(
    contact.company_id IS NULL
    OR company.parent_path LIKE (SELECT owner.parent_path FROM res_company owner
                                  WHERE owner.id = contact.company_id) || '%'
)"""
