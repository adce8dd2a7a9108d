"""Starting whoever sends: jobs of a queue where there is one, else the lanes."""

from . import jobs, lanes


def wake_senders(env):
    """Start the senders as soon as this transaction is committed."""
    if jobs.available(env):
        jobs.enqueue(env)
    else:
        lanes.wake(env)
