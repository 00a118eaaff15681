"""Who the command line talks to in its tests: a mail server that may refuse."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any, TypeAlias

from aiosmtpd.smtp import SMTP

TOKEN = "0123456789abcdef0123456789abcdef01234567"

Ran: TypeAlias = "subprocess.CompletedProcess[str]"
Run: TypeAlias = Callable[..., Ran]


class Mailbox:
    """What a mail server took; it refuses everything while `refuses` is set."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.refuses = False

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuses:
            return "451 Try again later"
        self.taken.append(envelope.content)
        return "250 Taken"
