"""Three Odoo servers on one database share the letters of one run."""

import os
import re
import time

#: two batches for each lane, the smallest there are, so that nobody goes away with nothing; others
#: for a measurement, with -rP at the end of the command: DUNNING_LETTERS=600
LETTERS = int(os.environ.get("DUNNING_LETTERS", "300"))
SERVERS = int(os.environ.get("DUNNING_SERVERS", "3"))
#: as many as the servers have cron threads: no server can do without the others
LANES = int(os.environ.get("DUNNING_LANES", str(2 * SERVERS)))
HANDLED = re.compile(r"Handled (\d+) reminders of run \S+ in [\d.]+ s")


def handled(server):
    """Letters that a server made, by its log."""
    return sum(map(int, HANDLED.findall(server.words())))


def test_every_server_takes_part_and_every_letter_leaves_once(shop):
    shop.make(letters=LETTERS, lanes=LANES)
    servers = [shop.server(cron_threads=2) for _ in range(SERVERS)]
    for server in servers:
        server.launch()
    for server in servers:
        server.wait_until_it_answers()

    run = shop.send(servers[0], range(LETTERS))
    started = time.monotonic()
    shop.wait_until_made(run)
    made = time.monotonic() - started
    shop.wait_until_done(run)

    shop.audit(run, LETTERS)
    assert len(shop.mails.messages) == LETTERS
    shares = [handled(server) for server in servers]
    print(f"letters of each server: {shares}, all made in {made:.1f} s")
    assert sum(shares) == LETTERS
    assert all(shares)
    for server in servers:
        server.check()
