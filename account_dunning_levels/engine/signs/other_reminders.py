"""Another addon that reminds the same customers by itself: Odoo's own follow-up reports."""

#: the follow-up levels of Odoo Enterprise
_LEVELS = "account_followup.followup.line"


def refusal(company):
    """Why automatic reminders of a company are not sent, as a sentence; empty when they may be.

    With ``account_followup`` a company has follow-up levels of its own, some of which Odoo sends
    by itself: a customer would be reminded twice.

    :param company: ``res.company``
    """
    names = _automatic_levels(company)
    if not names:
        return ""
    return company.env._(
        "%(company)s sends Odoo's own follow-up reports automatically (%(levels)s): customers "
        "would be reminded twice. Switch “Automatic” off on those follow-up levels, or let a "
        "person send our reminders.",
        company=company.name,
        levels=", ".join(names),
    )


def _automatic_levels(company):
    """Names of the follow-up levels of ``account_followup`` that Odoo sends by itself."""
    env = company.env
    if not _is_installed(env):
        return []
    if _LEVELS not in env:
        # installed and not loaded: what it does cannot be seen, so it is taken to send
        return [env._("all levels")]
    # sudo: the setting of another addon, whoever asks
    levels = env[_LEVELS].sudo()
    found = levels.search(
        [("auto_execute", "=", True), ("company_id", "in", company.sudo().parent_ids.ids)]
    )
    return [level.display_name for level in found]


def _is_installed(env):
    # sudo: who changes settings need not read the list of modules
    modules = env["ir.module.module"].sudo()
    wanted = [("name", "=", "account_followup"), ("state", "in", ("installed", "to upgrade"))]
    return bool(modules.search_count(wanted, limit=1))
