"""Encrypted rows that were not opened, and what is known of them anyway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What the server says of a row; everything else is the phone's.
SERVERS = (
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "_xform_id_string",
    "__version__",
    "meta/rootUuid",
)


class Closed(dict[str, Any]):
    """The server's part of a row that stays closed, and the reason."""

    def __init__(self, row: Mapping[str, Any], reason: str) -> None:
        """`reason` is fit for a log."""
        super().__init__(servers_part(row))
        self.reason = reason


class Unread(dict[str, Any]):
    """The server's part of an encrypted row that was read before, unchanged since."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        super().__init__(servers_part(row))


def servers_part(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in SERVERS if key in row}
