"""faults: what is sent exactly once whatever breaks: processes, PostgreSQL, mail server, PDF, disk.

Each round sends a few reminders with real processes, PostgreSQL, SMTP and wkhtmltopdf, lets one
thing go wrong at a random moment, goes on as crons and users do, and audits database, file store
and the mail server's own record. ``bad`` counts the rounds in which one of them disagreed.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time

from bench.fault.kinds import KINDS

EMPTY = True
#: rounds of one order: small enough to share the work, large enough to be seldom
PORTION = 10
#: kinds that need a PostgreSQL for themselves
ALONE = ("postgres_restart",)


def run(options):
    seed = options.seed or time.strftime("%Y%m%d%H%M%S")
    kinds = options.kind.split(",") if options.kind else list(KINDS)
    unknown = [name for name in kinds if name not in KINDS]
    if unknown:
        raise SystemExit(
            f"bench: there is no kind {unknown[0]}. These there are: {' '.join(KINDS)}"
        )
    print(f"== seed {seed}", file=sys.stderr)
    results = {name: {"rounds": 0, "bad": 0, "seconds": 0.0} for name in kinds}
    *databases, restarted = options.database.split(",")
    shared = waiting(orders([name for name in kinds if name not in ALONE], options.rounds, seed))
    alone = waiting(orders([name for name in kinds if name in ALONE], options.rounds, seed))
    labs = [(database, shared, {}) for database in databases if shared.qsize()]
    if alone.qsize():
        labs.append((restarted, alone, {"PGHOST": os.environ["FAULTS_SECOND"]}))
    work(labs, results)
    for result in results.values():
        result["seconds"] = round(result["seconds"], 1)
    return {
        "seed": seed,
        "kinds": results,
        "rounds": sum(result["rounds"] for result in results.values()),
        "bad": sum(result["bad"] for result in results.values()),
    }


def orders(kinds, rounds, seed):
    """Portions of work, in the order of kinds."""
    return [
        {"kind": name, "first": first, "rounds": min(PORTION, rounds - first), "seed": seed}
        for name in kinds
        for first in range(0, rounds, PORTION)
    ]


def waiting(portions):
    """The portions as a queue that labs help themselves from."""
    portions_left = queue.SimpleQueue()
    for portion in portions:
        portions_left.put(portion)
    return portions_left


def work(labs, results):
    """Labs side by side, each ``(database, queue of portions, variables)``; adds results up."""
    crashes = []
    threads = [threading.Thread(target=_serve, args=(*lab, results, crashes)) for lab in labs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if crashes:
        raise SystemExit(f"bench: {crashes[0]}")


def _serve(database, portions, variables, results, crashes):
    folder = os.environ["FAULTS_WORK"]
    command = [sys.executable, "-m", "bench.fault.lab", "--database", database, "--work", folder]
    lab = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
    )
    try:
        _answer(lab)
        while not crashes:
            try:
                portion = portions.get_nowait()
            except queue.Empty:
                break
            lab.stdin.write(json.dumps(portion) + "\n")
            lab.stdin.flush()
            _add(results[portion["kind"]], portion, _answer(lab))
    except Exception as error:  # noqa: BLE001  told by the main thread
        crashes.append(error)
    finally:
        lab.stdin.close()
        lab.wait(timeout=60)


def _answer(lab):
    line = lab.stdout.readline()
    if not line:
        raise RuntimeError("a lab broke down; its last words are in faults.log")
    return json.loads(line)


def _add(result, portion, answer):
    if "skipped" in answer:
        result["skipped"] = answer["skipped"]
        return
    result["rounds"] += portion["rounds"]
    result["bad"] += len(answer["findings"])
    result["seconds"] += answer["seconds"]
    for bad in answer["findings"]:
        print(f"== {bad['round']}: {'; '.join(bad['findings'])}", file=sys.stderr)
    print(
        f"== {portion['kind']}: {result['rounds']} rounds, {result['bad']} bad",
        file=sys.stderr,
        flush=True,
    )
