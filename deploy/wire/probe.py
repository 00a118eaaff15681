"""What a server is asked about itself.

A probe says in one sentence what is well, or raises `ServerError` with what is to
be done about it. What works is tried: a version number alone tells little.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from deploy.errors import ServerError
from deploy.wire.openrosa import OpenRosa
from deploy.wire.told import shown

Probe: TypeAlias = Callable[[], str]
MEGABYTE = 1_000_000
# Several times the longest talk of any tool with its answers; phones send no media.
LARGEST_SUBMISSION = MEGABYTE


def room(phone: OpenRosa) -> str:
    """Say how much a phone may send at once, if that is enough for our forms."""
    largest, host = phone.ready(), shown(phone.address)
    if not largest:
        return f"phones may send to {host}; it states no limit of size"
    if largest >= LARGEST_SUBMISSION:
        return f"phones may send to {host}, up to {largest / MEGABYTE:g} MB at once"
    raise ServerError(
        f"The server takes {largest} bytes at once, and a long talk may need more",
        where=f"HEAD /submission at {host}",
        advice="Have whoever runs the server allow submissions of"
        f" {LARGEST_SUBMISSION // MEGABYTE} MB at least.",
    )
