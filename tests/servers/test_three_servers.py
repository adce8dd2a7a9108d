"""Three Odoo servers on one database share the letters of one run."""

import os
import re

#: more for a measurement: DUNNING_LETTERS=300
LETTERS = int(os.environ.get("DUNNING_LETTERS", "90"))
HANDLED = re.compile(r"Handled (\d+) reminders of run \S+ in [\d.]+ s")


def handled(server):
    """Letters that a server made, by its log."""
    return sum(map(int, HANDLED.findall(server.words())))


def test_every_server_takes_part_and_every_letter_leaves_once(shop):
    # as many lanes as the servers have cron threads: no server can do without the others
    shop.make(letters=LETTERS, lanes=6)
    servers = [shop.server(cron_threads=2) for _ in range(3)]
    for server in servers:
        server.launch()
    for server in servers:
        server.wait_until_it_answers()

    run = shop.send(servers[0], range(LETTERS))
    shop.wait_until_done(run)

    shop.audit(run, LETTERS)
    assert len(shop.mails.messages) == LETTERS
    shares = [handled(server) for server in servers]
    print("letters of each server:", shares)
    assert sum(shares) == LETTERS
    assert all(shares)
    for server in servers:
        server.check()
