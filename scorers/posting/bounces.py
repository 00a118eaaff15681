"""Reports that a mail could not be delivered, as mail servers send them (RFC 3464).

Only which of our mails is meant, and the status code, are read from a report:
its texts may hold addresses and whole mails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import Message

LARGEST = 5_000_000
FINAL = "failed"
STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
UNKNOWN_STATUS = "unknown"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that did not arrive for good; `status` is like 5.1.1."""

    message_id: str
    status: str


def read(content: bytes) -> Bounce | None:
    """Read a report; None when it is none, or tells only of a delay."""
    if len(content) > LARGEST:
        return None
    report = message_from_bytes(content, policy=policy.compat32)
    if report.get_content_type() != "multipart/report":
        return None
    parts = list(report.walk())
    status = next(_final(parts), None)
    identity = next(_originals(parts), None)
    return Bounce(identity, status) if identity and status else None


def _final(parts: list[Message]) -> Iterator[str]:
    """Give the status of each recipient that the mail will not reach."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            if str(block.get("Action", "")).strip().lower() == FINAL:
                found = STATUS.search(str(block.get("Status", "")))
                yield found.group() if found else UNKNOWN_STATUS


def _blocks(part: Message) -> list[Message]:
    found = part.get_payload()
    return (
        [one for one in found if isinstance(one, Message)]
        if isinstance(found, list)
        else []
    )


def _originals(parts: list[Message]) -> Iterator[str]:
    """Give the Message-ID of the mail that a report returns, whole or its headers."""
    for part in parts:
        match part.get_content_type():
            case "message/rfc822" | "message/global":
                blocks = _blocks(part)
            case "text/rfc822-headers" | "message/global-headers":
                blocks = [_headers(part)]
            case _:
                continue
        for block in blocks:
            found = MESSAGE_ID.search(str(block.get("Message-ID", "")))
            if found:
                yield found.group()


def _headers(part: Message) -> Message:
    text = part.get_payload(decode=True)
    raw = text if isinstance(text, bytes) else b""
    return message_from_string(raw.decode("utf-8", "replace"), policy=policy.compat32)
