"""With OCA's ``queue_job`` in the database, batches run as its jobs, on its channel, with its
retries."""

import os
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from real_servers import wait_for

QUEUE = os.environ.get("DUNNING_QUEUE", "")
ADDONS_PATH = os.environ.get("DUNNING_ADDONS_PATH", "")
#: seconds
PATIENCE = 60
DISK_FULL = """
    CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE SQLSTATE '53100' USING MESSAGE = 'No space left on device'; END $$;
    CREATE TRIGGER disk_full BEFORE UPDATE ON account_dunning_notice
    FOR EACH ROW EXECUTE FUNCTION disk_full()
"""

pytestmark = pytest.mark.skipif(
    not QUEUE, reason="OCA queue_job is not in the cache and could not be downloaded"
)


class Jobs:
    """The jobs of one run."""

    def __init__(self, shop, run):
        self.database = shop.database
        self.run = run
        [(self.run_name,)] = self.database.query(
            "SELECT name FROM account_dunning_run WHERE id = %s", run
        )

    def all(self, name):
        """A column of them, the oldest first; the run stands in their description."""
        found = self.database.query(
            f"SELECT {name} FROM queue_job WHERE model_name = 'account.dunning.run'"
            " AND method_name = '_job_send' AND name LIKE %s ORDER BY id",
            f"%{self.run_name}",
        )
        return [value for (value,) in found]

    def wait_until_over(self):
        """Returns the ids of those that failed."""
        wait_for(lambda: set(self.all("state")) <= {"done", "failed"}, "jobs are over", PATIENCE)
        pairs = zip(self.all("id"), self.all("state"), strict=True)
        return [job for job, state in pairs if state == "failed"]

    def handled(self):
        """Letters they made, by their results."""
        return sum(int(result.rpartition(" ")[2]) for result in self.all("result"))


def queue_server(shop, *options):
    return shop.server(
        options=(f"--addons-path={ADDONS_PATH},{QUEUE}/addons", *options),
        variables={
            "DUNNING_LIBRARIES": str(Path(QUEUE) / "python"),
            "ODOO_QUEUE_JOB_CHANNELS": "root:4,root.dunning:2",
        },
    )


@pytest.fixture(scope="module")
def server(shop):
    """A server with the queue's runner: at most two batches at a time."""
    shop.make(letters=42, lanes=2)
    server = queue_server(shop, "--load=base,web,queue_job")
    server.install("queue_job")
    server.start()
    return server


def wait_until_someone_waits(shop):
    """Returns when a transaction of a server waits for one of this test."""
    waiting = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock'"
    )
    wait_for(lambda: shop.database.query(waiting), "somebody waits", PATIENCE)


@contextmanager
def colleague_at_item_of(shop, customer):
    """A transaction that has changed an item of this customer and ends after the block."""
    with shop.database.transaction() as cursor:
        cursor.execute(
            "UPDATE account_move_line SET name = name WHERE date_maturity IS NOT NULL"
            " AND partner_id = (SELECT id FROM res_partner WHERE name = %s)",
            [customer],
        )
        yield


def test_two_first_sends_at_once_make_one_channel(shop, server):
    with shop.database.transaction() as cursor:
        # the other one: its channel cannot be seen yet
        cursor.execute(
            "INSERT INTO queue_job_channel (name, complete_name, parent_id, removal_interval)"
            " SELECT 'dunning', 'root.dunning', id, 30 FROM queue_job_channel WHERE name = 'root'"
        )
        runs = []
        sender = threading.Thread(target=lambda: runs.append(shop.send(server, range(40, 42))))
        sender.start()
        wait_until_someone_waits(shop)
    sender.join(PATIENCE)

    [run] = runs
    shop.wait_until_done(run)
    jobs = Jobs(shop, run)
    assert not jobs.wait_until_over()
    assert set(jobs.all("channel")) == {"root.dunning"}
    shop.audit(run, 2)


def test_letters_leave_by_jobs_and_a_conflict_is_tried_again(shop, server):
    # whose job comes too late with its batch
    with colleague_at_item_of(shop, "Customer 003"):
        run = shop.send(server, range(30))
        wait_until_someone_waits(shop)
    shop.wait_until_done(run)

    jobs = Jobs(shop, run)
    assert not jobs.wait_until_over()
    assert set(jobs.all("channel")) == {"root.dunning"}
    assert set(jobs.all("name")) == {f"Send reminders of run {jobs.run_name}"}
    assert jobs.handled() == 30  # none was left to the scheduled action
    assert max(jobs.all("retry")) == 2
    shop.audit(run, 30)
    server.check()


def test_job_that_failed_stands_in_the_queue_and_its_letters_are_still_to_be_made(shop, server):
    run = shop.release(server, range(30, 35))
    shop.database.query(DISK_FULL)
    server.call("account.dunning.run", "action_send", [run])
    jobs = Jobs(shop, run)
    failed = jobs.wait_until_over()
    assert failed  # one, or both before the other found nothing to do
    assert "No space left" in "".join(filter(None, jobs.all("exc_message")))
    assert shop.states(run) == {"ready"}

    shop.database.query("DROP FUNCTION disk_full CASCADE")
    server.call("queue.job", "requeue", failed)
    shop.wait_until_done(run)
    shop.audit(run, 5)


def test_when_the_server_with_the_runner_dies_the_scheduled_action_sends_after_ten_minutes(
    shop, server
):
    with colleague_at_item_of(shop, "Customer 036"):
        run = shop.send(server, range(35, 40))
        # pressed again: the same work is not queued twice
        server.call("account.dunning.run", "action_send", [run])
        wait_until_someone_waits(shop)
        server.kill()
    jobs = Jobs(shop, run)
    assert "started" in jobs.all("state")
    assert len(jobs.all("id")) <= 4  # a lane has one at work and one waiting at most
    assert shop.states(run) == {"ready"}
    server = queue_server(shop)  # --load was forgotten
    server.start()
    [lane] = server.call("ir.cron", "search", [("name", "ilike", "send, lane 1")])

    server.call("ir.cron", "method_direct_trigger", [lane])
    assert "pending" in jobs.all("state")
    assert shop.states(run) == {"ready"}

    shop.database.query(
        "UPDATE queue_job SET date_created = date_created - interval '11 minutes',"
        " date_started = date_started - interval '11 minutes',"
        " date_done = date_done - interval '11 minutes'"
    )
    server.call("ir.cron", "method_direct_trigger", [lane])
    shop.wait_until_done(run)
    shop.audit(run, 5)
    assert "--load=base,web,queue_job" in server.words()
