"""Short, neutral notes to the interviewer that stand in several sections."""

from __future__ import annotations

READ_OUT = "Read out each one and tick all that apply."
AS_WISHED = "Only as much as the person wants to say."
LATER_VISITS = (
    'Where a question says "since you came back", say "since we last talked".'
)
AGREED_STEPS = "Keep the agreed steps in mind."
LISTEN_FOR = (
    "Listen for anything that needs help at once, and follow the agreed steps for it."
)
COME_BACK = "Something was left open. If it feels right, come back to it at the end."
