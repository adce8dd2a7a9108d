"""A real SMTP server in a process of its own that keeps a record and does as it is told.

As a program (``python -m bench.fault.mail_server``) it reads orders as lines of JSON and answers
each with a line of JSON; :class:`House` is what the bench talks to.
"""

import asyncio
import email
import email.policy
import hashlib
import json
import subprocess
import sys

from aiosmtpd.smtp import SMTP

#: where a conversation can stall or break
PHASES = ("EHLO", "MAIL", "RCPT", "DATA")
NORMAL = {
    "refused": [],  # addresses answered with 550
    "refused_whole": [],  # addresses whose whole e-mail is answered with 554
    "not_now": [],  # addresses answered with 450
    "not_now_whole": [],  # addresses whose whole e-mail is answered with 451
    "senders": None,  # the only addresses that may send; None: all
    "silent": [],  # addresses whose e-mail is kept and the connection cut without an answer
    "cut_at": None,  # a phase at which the connection is cut
    "stall_at": None,  # a phase at which nothing is said for ``stall`` seconds
    "stall": 0.0,
    "delay": 0.0,  # seconds before a whole e-mail is answered
}


class House:
    """The server as the bench sees it."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.fault.mail_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = self._order({"op": "start"})

    def _order(self, order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("faults: the mail server broke down; its last words are above.")
        return json.loads(line)

    def behave(self, **values):
        """From now on as ``values`` say, and normally otherwise; see :data:`NORMAL`."""
        self._order({"op": "behave", "values": NORMAL | values})

    def stop(self):
        """Nobody can connect any more."""
        self._order({"op": "stop"})

    def start(self):
        self._order({"op": "start"})

    def wait_for(self, count, seconds):
        """Wait until so many e-mails are kept, ``seconds`` at most."""
        self._order({"op": "wait", "count": count, "seconds": seconds})

    def empty(self):
        """Forget everything kept; returns it: list of dicts with ``to`` and ``files``."""
        return self._order({"op": "empty"})

    def record(self):
        """What is kept."""
        return self._order({"op": "record"})

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class _Keeper:
    def __init__(self):
        self.kept = []
        self.mode = dict(NORMAL)
        self.more = asyncio.Condition()

    async def at(self, phase, server):
        """Stall or cut the connection where the order says so; whether it was cut."""
        if self.mode["stall_at"] == phase:
            await asyncio.sleep(self.mode["stall"])
        if self.mode["cut_at"] == phase:
            server.transport.abort()
            return True
        return False

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        await self.at("EHLO", server)
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        await self.at("MAIL", server)
        if self.mode["senders"] is not None and address not in self.mode["senders"]:
            return "553 5.7.1 Sender address rejected"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        await self.at("RCPT", server)
        if address in self.mode["refused"]:
            return "550 5.1.1 No such user here"
        if address in self.mode["not_now"]:
            return "450 4.2.0 Greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        addresses = set(envelope.rcpt_tos)
        if addresses.intersection(self.mode["refused_whole"]):
            return "554 5.6.0 Not this one"
        if addresses.intersection(self.mode["not_now_whole"]):
            return "451 4.3.0 Try later"
        async with self.more:
            self.kept.append(_entry(envelope))
            self.more.notify_all()
        if addresses.intersection(self.mode["silent"]) or await self.at("DATA", server):
            server.transport.abort()
        await asyncio.sleep(self.mode["delay"])
        return "250 Kept"


def _entry(envelope):
    message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
    files = {
        part.get_filename(): hashlib.sha1(part.get_content()).hexdigest()
        for part in message.iter_attachments()
    }
    return {"to": list(envelope.rcpt_tos), "files": files, "id": message["Message-Id"]}


class _Server:
    def __init__(self):
        self.keeper = _Keeper()
        self.port = None
        self.server = None

    async def start(self, _order):
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(
            lambda: SMTP(self.keeper, data_size_limit=50 * 1024 * 1024, loop=loop),
            "127.0.0.1",
            self.port or 0,
        )
        self.port = self.server.sockets[0].getsockname()[1]
        return self.port

    async def stop(self, _order):
        self.server.close()
        return None

    async def behave(self, order):
        self.keeper.mode = order["values"]

    async def wait(self, order):
        keeper = self.keeper
        async with keeper.more:
            try:
                await asyncio.wait_for(
                    keeper.more.wait_for(lambda: len(keeper.kept) >= order["count"]),
                    order["seconds"],
                )
            except TimeoutError:
                return False
        return True

    async def empty(self, _order):
        kept, self.keeper.kept = self.keeper.kept, []
        return kept

    async def record(self, _order):
        return self.keeper.kept


async def main():
    server = _Server()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        print(json.dumps(await getattr(server, order["op"])(order)), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
