"""A mail server on 127.0.0.1 that keeps what it gets, one .eml file a message.

Arguments: port, folder. Runs until it is killed.
"""

import asyncio
import email
import re
import sys
from email import policy
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Keeper:
    """Writes each message to the folder, numbered in the order of arrival."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802  aiosmtpd's name
        self.count += 1
        path = self.folder / self._name(envelope)
        part = path.with_suffix(".part")
        part.write_bytes(envelope.original_content)
        part.rename(path)
        return "250 Kept"

    def _name(self, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=policy.default)
        recipient = ", ".join(envelope.rcpt_tos) or "nobody"
        subject = " ".join((message["subject"] or "no subject").split())
        words = f"{self.count:03d} {recipient} - {subject}"
        return re.sub(r"[^\w .,@()+-]", "-", words)[:150].strip() + ".eml"


async def main(port, folder):
    keeper = Keeper(Path(folder))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeper, data_size_limit=50 * 1024 * 1024, enable_SMTPUTF8=True),
        "127.0.0.1",
        port,
    )
    print(f"listening on 127.0.0.1:{port}", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
