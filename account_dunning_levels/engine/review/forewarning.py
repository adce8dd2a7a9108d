"""Announcing by e-mail what an automatic run is going to send."""

from ..settle import telling

#: reminders that the e-mail lists; the run shows them all
LISTED = 200


def announce(run, leaves_at):
    """Send the list of a run to the responsible; false when nobody can be told.

    :param leaves_at: naive, UTC: when the reminders begin to leave
    """
    user = telling.responsible(run.company_id)
    if not user.email_normalized:
        return False
    env = run.env
    env = env(context={**env.context, "lang": user.lang or env.lang, "tz": user.tz or "UTC"})
    run = run.with_env(env)
    proposed = [("run_id", "=", run.id), ("state", "=", "proposed")]
    notices = env["account.dunning.notice"].search(proposed)
    body = env["ir.qweb"]._render(
        "account_dunning_levels.automatic_announcement",
        {
            "run": run,
            "notices": notices[:LISTED],
            "more": max(len(notices) - LISTED, 0),
            "leaves_at": leaves_at,
            "user": user,
        },
    )
    # sudo: the scheduled action writes to the responsible
    env["mail.mail"].sudo().create(
        {
            "subject": env._(
                "%(count)s payment reminders of %(company)s are going to leave",
                count=len(notices),
                company=run.company_id.name,
            ),
            "body_html": body,
            "recipient_ids": [(6, 0, user.partner_id.ids)],
            "email_from": run.company_id.email_formatted or user.email_formatted,
            "auto_delete": False,
        }
    )
    return True
