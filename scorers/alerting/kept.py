"""An alert whose episode nobody has closed, as a value for lists and reminders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from builder.judgements import Severity


@dataclass(frozen=True, slots=True)
class Kept:
    """One alert of an open episode, as the store has it."""

    project: str
    key: str
    submission: str
    reference: str
    person: str
    flag: str
    need: str
    severity: Severity
    stuck: bool
    role: str
    address: str
    outside: bool
    involved: bool
    pace: str
    raised_at: datetime
    send_at: datetime
    act_before: datetime
    message_id: str
    taken_up: bool
