"""Which address and which token may be used at all."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from deploy.errors import ServerError
from deploy.wire.advice import ADVICE, RIGHT_ADDRESS


def safe_address(base_url: str) -> SplitResult:
    """Refuse an address over which a token could be read by others."""
    parts = urlsplit(base_url.strip())
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and is_this_machine(parts.hostname or "")
    )
    if not secure or not parts.hostname or parts.username or parts.query:
        raise ServerError(
            "The server address is not usable: it must begin with https:// and hold"
            " no user name, password or query",
            where=f"server address, host {parts.hostname or 'missing'}",
            advice=RIGHT_ADDRESS,
        )
    return parts._replace(path=parts.path.rstrip("/"), fragment="")


def is_this_machine(host: str) -> bool:
    """Whether what is sent to this host never leaves the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def clean_token(token: str, host: str) -> str:
    """Refuse a token that was copied wrongly; Central's hold `!` and `$`."""
    if re.fullmatch(r"[A-Za-z0-9!$]+", token.strip(), re.ASCII):
        return token.strip()
    raise ServerError(
        "The token is empty or holds characters that no token has",
        where=f"token for {host}",
        advice=ADVICE[401][1],
    )
