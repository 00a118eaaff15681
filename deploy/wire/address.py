"""Which address and which token may be used at all."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from deploy.errors import NoServerError
from deploy.wire.advice import RIGHT_ADDRESS

# Left on an address that was copied from a request; it is added to each.
API = "/api/v2"
EXAMPLES = (
    " For example https://eu.kobotoolbox.org for KoboToolbox, or"
    " https://central.example.org for ODK Central."
)


def safe_address(base_url: str) -> SplitResult:
    """Refuse an address over which a token could be read by others."""
    parts = split(base_url.strip())
    host = parts.hostname or ""
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and is_this_machine(host)
    )
    if not secure or not host or parts.username or parts.query:
        raise NoServerError(
            "The server address is not usable: it must begin with https:// and hold"
            " no user name, password or query",
            where=f"server address, host {host or 'missing'}",
            advice=RIGHT_ADDRESS + EXAMPLES,
        )
    path = parts.path.rstrip("/").removesuffix(API).rstrip("/")
    return parts._replace(path=path, fragment="")


def split(url: str) -> SplitResult:
    """Take an address apart; one that is none has neither scheme nor host."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # a bracket left open, a port that is no number
        return urlsplit("")
    return parts


def is_this_machine(host: str) -> bool:
    """Whether what is sent to this host never leaves the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
