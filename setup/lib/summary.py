"""Adds up pytest's junit files and prints one line. Arguments: one file for each part started.

Ends with 1 if anything failed or nothing ran. A part that left no file broke down and counts
as one failure.
"""

import sys
from xml.etree import ElementTree


def count(file):
    try:
        suites = ElementTree.parse(file).getroot().iter("testsuite")
    except (OSError, ElementTree.ParseError):
        return 0, 1, 0
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.get("tests"))
        failed += int(suite.get("failures")) + int(suite.get("errors"))
        skipped += int(suite.get("skipped"))
    return max(tests - failed - skipped, 0), failed, skipped


def main(arguments):
    passed, failed, skipped = map(sum, zip((0, 0, 0), *map(count, arguments), strict=True))
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
