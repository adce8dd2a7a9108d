"""One side of a bench: an Odoo process that waits, measures what it is told to, and reports.

    python -m bench.base.worker BENCH --database NAME [--beside NAME] [--addons-path PATH]

Each line of its input names a function of the module ``bench.BENCH``, and numbers to call it with.
It gets an environment of its own transaction for each database, as a request of the web client
does, and what was measured is printed as one line of JSON: ``seconds``, ``rss_mb`` (peak of this
process above what it held when idle), ``queries`` and ``result``. Nothing is committed unless the
function does so.
"""

import argparse
import gc
import importlib
import json
import sys
import time
from contextlib import ExitStack

IDLE = None


def memory_mb(name):
    """VmRSS or VmHWM (the peak) of this process."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
    raise OSError(f"/proc/self/status has no {name}")


def forget_peak():
    """The peak counts from here on."""
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def open_registry(database, addons_path):
    """The registry of ``database``, and who uses it: the administrator, in English."""
    from odoo.tools import config

    arguments = ["--database", database, "--no-http", "--max-cron-threads=0"]
    arguments += ["--log-level=warn"]
    if addons_path:
        arguments += ["--addons-path", addons_path]
    config.parse_config(arguments, setup_logging=True)
    from odoo.modules.registry import Registry

    return Registry(database)


def environment(registry, cr):
    """As the web client's: user, language, company."""
    from odoo import SUPERUSER_ID, api

    admin = api.Environment(cr, SUPERUSER_ID, {}).ref("base.user_admin")
    company = admin.company_id
    context = {"lang": "en_US", "tz": "UTC", "uid": admin.id, "allowed_company_ids": company.ids}
    return api.Environment(cr, admin.id, context)


def measure(registries, function, *arguments):
    """Call ``function`` once, with an environment for each registry; the parts of the answer."""
    with ExitStack() as stack:
        cursors = [stack.enter_context(registry.cursor()) for registry in registries]
        envs = [environment(*pair) for pair in zip(registries, cursors, strict=True)]
        gc.collect()
        forget_peak()
        queries, start = queries_of(cursors), time.perf_counter()
        result = function(*envs, *arguments)
        answer = {
            "seconds": time.perf_counter() - start,
            "rss_mb": memory_mb("VmHWM") - IDLE,
            "queries": queries_of(cursors) - queries,
            "result": result,
        }
        for env in envs:
            env.clear()
            env.cr.rollback()
        return answer


def queries_of(cursors):
    return sum(cr.sql_log_count for cr in cursors)


def main():
    global IDLE
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--database", required=True)
    parser.add_argument("--beside")
    parser.add_argument("--addons-path")
    arguments = parser.parse_args()
    bench = importlib.import_module(f"bench.{arguments.bench}")
    databases = filter(None, (arguments.database, arguments.beside))
    registries = [open_registry(database, arguments.addons_path) for database in databases]
    for registry in registries:
        with registry.cursor() as cr:
            # what every request needs, before the memory at rest is read
            environment(registry, cr).user.has_group("base.group_user")
    gc.collect()
    IDLE = memory_mb("VmRSS")
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        name, *numbers = line.split()
        answer = measure(registries, getattr(bench, name), *map(int, numbers))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
