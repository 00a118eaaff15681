"""Which changes phones must fetch at once."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.comparing.differences import Difference
from deploy.comparing.effects import Judged
from deploy.comparing.known import Known

PROTECTING = frozenset({"label", "hint", "guidance_hint", "audio", "relevant"})


def must_update(judgements: Sequence[Judged], known: Known) -> tuple[str, ...]:
    """Say why phones must fetch the form at once; nothing when they need not.

    An old form would show a number that nobody answers, miss a red flag, or
    send answers that cannot be read.
    """
    found: dict[str, list[str]] = {}
    for one in judgements:
        why = _urgent(one.difference, known)
        if why:
            found.setdefault(why, []).append(one.difference.name)
    return tuple(
        f"{why}: {', '.join(dict.fromkeys(names))}" for why, names in found.items()
    )


def _urgent(one: Difference, known: Known) -> str:
    if one.about == "setting" and one.name in {"public_key", "submission_url"}:
        return "how answers are encrypted or where they are sent has changed"
    if one.name not in known.guarding and not one.name.startswith("flag_"):
        return ""
    if one.name.startswith("flag_"):
        return "red flags have changed"
    if one.column in PROTECTING or one.change == "new":
        return "a number or a text that protects people has changed"
    return ""
