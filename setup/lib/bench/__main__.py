"""Runs one bench: python -m bench NAME --database NAME --items N --rounds N [--peer-addons PATH]
[--letters N] [--invoices N] [--without NAME] [--tenth NAME] [--kind KINDS] [--seed TEXT]

The last line on the standard output is the result as JSON.
"""

import argparse
import importlib
import json


def main():
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("bench")
    parser.add_argument("--database", required=True)
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--letters", type=int, default=0)
    parser.add_argument("--invoices", type=int, default=0)
    parser.add_argument("--without", default="")
    parser.add_argument("--tenth", default="")
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--peer-addons", default="")
    parser.add_argument("--kind", default="")
    parser.add_argument("--seed", default="")
    options = parser.parse_args()
    result = importlib.import_module(f"bench.{options.bench}").run(options)
    print(json.dumps({"bench": options.bench, "items": options.items, **result}))
    if result.get("bad"):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
