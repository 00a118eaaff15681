"""A number for each submission, as KoboToolbox gives and ODK Central does not.

It is made of what never changes, when the submission came in (to the
millisecond) and who it is, so it rises with time, needs no memory, and tells
where to look for its submission. Two of one millisecond are told apart by a
hash; in the one case in four million where that is the same too, the later
pull counts one row too few and says so.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

START = datetime(2015, 1, 1, tzinfo=UTC)
HASH_BITS = 22
LONGEST = 2**63 - 1
MILLISECOND = timedelta(milliseconds=1)


def number_of(identity: str, came_in: datetime) -> int:
    """Give the submission's number; `came_in` is the server's `submissionDate`."""
    digest = hashlib.sha256(identity.encode()).digest()
    tail = int.from_bytes(digest[:4], "big") >> (32 - HASH_BITS)
    since = max((came_in - START) // MILLISECOND, 0)
    return (since << HASH_BITS) | tail


def moment_of(number: int) -> datetime:
    """Tell when the submission of this number came in."""
    since = min(max(number, 0), LONGEST) >> HASH_BITS
    return START + since * MILLISECOND


def written(moment: datetime) -> str:
    """Write a moment as the server does and its filters take it."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"
