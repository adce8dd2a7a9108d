"""Workers: forked from one process that has loaded Odoo, each with connections of its own."""

import os
import select
import signal
import sys
import time
import traceback


class Worker:
    """A forked process that does ``work()`` and ends; 0 is the end of one that did.

    It begins when everything it needs is loaded, and :meth:`start` returns at that moment.
    """

    def __init__(self, work, log):
        self.work, self.log = work, log
        self.pid = None
        self.code = None

    def start(self):
        from odoo import sql_db

        # a connection must not be shared with a child
        sql_db.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
        ready, tell = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(ready)
            self._be_child(tell)
        os.close(tell)
        os.read(ready, 1)
        os.close(ready)
        return self

    def _be_child(self, tell):
        code = 1
        try:
            os.setpgid(0, 0)
            log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.write(tell, b"x")
            os.close(tell)
            self.work()
            code = 0
        except BaseException:  # noqa: BLE001  told by the exit code, explained in the log
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def kill(self, after=0.0):
        """``kill -9`` after so many seconds, unless it has ended by then.

        :return: whether it was still there
        """
        if self._wait(after):
            return False
        os.kill(self.pid, signal.SIGKILL)
        self.join()
        return True

    def join(self, seconds=90):
        """Wait for the end; returns the exit code, negative for a signal.

        :raises TimeoutError: it does not end, and is killed
        """
        if not self._wait(seconds):
            os.kill(self.pid, signal.SIGKILL)
            self._wait(10)
            raise TimeoutError(f"a worker did not end within {seconds} s")
        return self.code

    def _wait(self, seconds):
        """Whether the process has ended within ``seconds``."""
        if self.code is not None:
            return True
        handle = os.pidfd_open(self.pid)
        try:
            ended = select.select([handle], [], [], seconds)[0]
        finally:
            os.close(handle)
        if ended:
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return bool(ended)


def run(work, log, seconds=90):
    """A worker from beginning to end; returns the seconds it took.

    :raises RuntimeError: it did not end well
    """
    start = time.perf_counter()
    code = Worker(work, log).start().join(seconds)
    if code:
        raise RuntimeError(f"a worker ended with {code}")
    return time.perf_counter() - start
