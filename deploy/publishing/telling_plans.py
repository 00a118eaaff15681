"""Say a plan to the person who deploys, in the numbers of the questionnaire."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from builder.media import is_recording
from deploy.access.around import Around
from deploy.comparing.differences import Difference
from deploy.comparing.effects import Judged
from deploy.comparing.known import Known
from deploy.publishing.plan import Plan

LONGEST = 70
STEPS = {
    "create": "make the form on the server",
    "store": "upload this version",
    "files": "upload its recordings, and take away those it no longer has",
    "go live": "give it to phones",
    "record": "read it back, and write down what was published",
}
COLUMNS = {
    "relevant": "when it is asked",
    "constraint": "which answers are taken",
    "calculation": "how it is worked out",
    "required": "whether it must be answered",
    "choice_filter": "which choices are offered",
    "group": "the group it stands in",
    "audio": "recording",
    "guidance_hint": "guidance",
}


def lines(plan: Plan, around: Around, known: Known) -> Iterator[str]:
    """Tell one form's plan, line by line, the worst first."""
    yield f"{plan.key}  {_summary(plan, around)}"
    if plan.problem:
        yield f"  problem   {plan.problem}"
    for said in plan.drifted:
        yield f"  by hand   {said}"
    for one in plan.drift:
        yield f"  by hand   {described(one, known)}"
    for one in plan.changes:
        yield f"  {one.effect.name.lower():<9} {described(one, known)}"
    for note in plan.notes:
        yield f"  note      {note}"
    for said in around.worries:
        yield f"  sharing   {clean(said)}"
    for step in (*(STEPS[step] for step in plan.steps), *around.to_do):
        yield f"  would     {clean(step)}"
    for why in plan.must_update:
        yield f"  phones must update now: {clean(why)}"


def described(one: Judged, known: Known) -> str:
    """Tell one difference: where, what, before and after, and what follows."""
    found = one.difference
    what = {
        "gone": "is gone",
        "new": "is new",
        "renamed": f"was {found.before}",
        "changed": COLUMNS.get(found.column, found.column),
    }[found.change]
    if found.about == "setting":
        what = "changes"
    if found.about == "order":
        what = "comes in another order"
    at = f", {found.language}" if found.language else ""
    text = f"{known.called(found.name)}: {what}{at}"
    if found.column == "audio":
        text += f": {_sound(found)}"
    elif found.change == "changed" and found.about != "order":
        before, after = _apart(found.before, found.after)
        text += f": {before} -> {after}"
    return clean(text) + (f". {clean(one.says)}" if one.says else "")


def data(plan: Plan, around: Around, known: Known) -> dict[str, Any]:
    """Give a plan to a program."""
    return {
        "form": plan.key,
        "uid": plan.uid,
        "sound": plan.sound,
        "effect": plan.effect.name.lower(),
        "steps": list(plan.steps),
        "problem": plan.problem,
        "changes": [_judged(one, known) for one in plan.changes],
        "drifted": list(plan.drifted),
        "drift": [_judged(one, known) for one in plan.drift],
        "must_update": list(plan.must_update),
        "notes": list(plan.notes),
        "around": list(around.to_do),
        "worries": list(around.worries),
    }


def clean(text: str) -> str:
    """Leave out what could move the cursor: texts may come from the server."""
    return "".join(one for one in text if one.isprintable())


def _summary(plan: Plan, around: Around) -> str:
    if plan.uid is None:
        return "has to be seen to first" if plan.problem else "is not on the server yet"
    if plan.steps in ((), ("record",)):
        return "nothing to do" if not around.to_do else "sharing only"
    counted = Counter(one.effect.name.lower() for one in plan.changes)
    return ", ".join(f"{count} {name}" for name, count in counted.items()) or (
        "the same questions and texts, to be published again"
    )


def _judged(one: Judged, known: Known) -> dict[str, Any]:
    return {
        "effect": one.effect.name.lower(),
        "declared": one.declared,
        "says": one.says,
        "item": known.items.get(one.difference.name),
        **asdict(one.difference),
    }


def _sound(found: Difference) -> str:
    match tuple(is_recording(name) for name in (found.before, found.after)):
        case (True, True):
            return "is another one"
        case (False, True):
            return "is new"
        case (True, False):
            return "is gone"
        case _:
            return "a tone, as there is none" if found.after else "none, and no tone"


def _apart(before: str, after: str) -> tuple[str, str]:
    """Quote two texts, of long ones the part in which they differ."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((at for at, (one, other) in pairs if one != other), len(before))
    start = max(0, same - LONGEST // 3)
    if max(len(before), len(after)) <= LONGEST:
        start = 0
    return _quoted(before, start), _quoted(after, start)


def _quoted(text: str, start: int) -> str:
    shown = text[start : start + LONGEST]
    left = "…" if start else ""
    right = "…" if start + LONGEST < len(text) else ""
    return f'"{left}{shown}{right}"' if text else "nothing"
