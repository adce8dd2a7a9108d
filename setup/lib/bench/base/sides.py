"""The processes of a bench, and what they measured."""

import json
import statistics
import subprocess
import sys


class Side:
    """One Odoo process on one database, and its measurements by the name of the function.

    :param str beside: a second database that the same process works on
    """

    def __init__(self, bench, database, addons_path=None, beside=None):
        command = [sys.executable, "-m", "bench.base.worker", bench, "--database", database]
        command += ["--beside", beside] if beside else []
        command += ["--addons-path", addons_path] if addons_path else []
        self.measured = {}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("bench: a measuring process broke down; its last words are above.")
        return json.loads(line)

    def measure(self, function, count=True, *numbers):
        """Call ``function`` of the bench in the process; returns its result.

        :param bool count: off for a first call that only warms up
        :param numbers: whole numbers that the function is called with; they are part of the name
            under which it is measured, as in ``post 3 10``
        """
        call = " ".join(map(str, (function, *numbers)))
        self.process.stdin.write(call + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        if count:
            self.measured.setdefault(call, []).append(answer)
        return answer["result"]

    def seconds(self, function):
        """Median."""
        return statistics.median(answer["seconds"] for answer in self.measured[function])

    def queries(self, function):
        return self.measured[function][-1]["queries"]

    def rss_mb(self, *functions):
        """The highest peak above idle of these functions."""
        return max(answer["rss_mb"] for function in functions for answer in self.measured[function])

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def rounds(count, calls):
    """Call each ``(side, function)`` in turn, once to warm up and then ``count`` times.

    :return: (side, function) -> its last result; all rounds must agree
    """
    results = {}
    for number in range(count + 1):
        for side, function in calls:
            result = side.measure(function, count=number > 0)
            if results.setdefault((side, function), result) != result:
                raise SystemExit(f"bench: {function} gave another result in round {number}.")
    return results
