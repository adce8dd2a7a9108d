"""Files for lawyers and collectors are read by their company only, as copies of letters are."""

from odoo import SUPERUSER_ID, api

RULE = "account_dunning_levels.ir_attachment_dunning_rule_company"
DOMAIN = (
    "['|', '&', ('dunning_notice_id', '=', False), ('dunning_hold_id', '=', False),"
    " ('company_id', 'in', company_ids)]"
)


def migrate(cr, version):
    """Widen the rule, which users may have changed otherwise, to the files."""
    if not version:
        return
    rule = api.Environment(cr, SUPERUSER_ID, {}).ref(RULE, raise_if_not_found=False)
    if rule and "dunning_hold_id" not in (rule.domain_force or ""):
        rule.domain_force = DOMAIN
