"""Starting whoever sends: jobs of a queue where there is one, else the lanes; and Odoo's outbox."""

from . import jobs, lanes


def wake_senders(env):
    """Start the senders as soon as this transaction is committed."""
    if jobs.available(env):
        jobs.enqueue(env)
    else:
        lanes.wake(env)


def wake_mail_queue(env, moments=()):
    """Let Odoo's outbox look as soon as this transaction is committed, or at these moments."""
    # sudo: users send reminders, not the scheduled action itself
    queue = env.ref("mail.ir_cron_mail_scheduler_action").sudo()
    if moments:
        lanes.trigger_at(queue, moments)
    else:
        queue._trigger()
