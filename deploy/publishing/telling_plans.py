"""Say a plan to the person who deploys, in the numbers of the questionnaire."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from builder.media import is_recording
from deploy.access.around import Around
from deploy.comparing.differences import Difference
from deploy.comparing.effects import WORDS, Effect, Judged
from deploy.comparing.known import Known
from deploy.publishing.plan import Plan, refusal

LONGEST = 70
# So many harmless lines about texts are told one by one.
SHOWN = 12
# Tags and stars around words, which say how a text looks.
MARKUP = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?>|\*\*|(?m:^#{1,6} )")
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
    for same in _together(plan.drift):
        yield f"  by hand   {_in_languages(same, known)}"
    yield from _changes(plan, known)
    for note in plan.notes:
        yield f"  note      {note}"
    for said in around.worries:
        yield f"  sharing   {clean(said)}"
    needed = _needed(plan)
    if not (plan.problem or needed):
        for step in (*(STEPS[step] for step in plan.steps), *around.to_do):
            yield f"  would     {clean(step)}"
    for why in plan.must_update:
        yield f"  phones must update now: {clean(why)}"
    if needed:
        yield f"  deploy needs {' and '.join(needed)}"


def described(one: Judged, known: Known, others: Sequence[str] = ()) -> str:
    """Tell one difference: where, what, before and after, and what follows.

    `others` are languages in which it is different too.
    """
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
        before, after = _apart(*_plain(found))
        text += f": {before} -> {after}"
    if others:
        text += f"; also in {', '.join(others)}"
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


def _changes(plan: Plan, known: Known) -> Iterator[str]:
    """Tell what phones would get; of many harmless texts, how many more there are."""
    texts = 0
    for same in _together(plan.changes):
        one = same[0]
        if one.effect is Effect.HARMLESS and _is_text(one.difference):
            texts += 1
            if texts > SHOWN:
                continue
        yield f"  {one.effect.name.lower():<9} {_in_languages(same, known)}"
    if texts > SHOWN:
        yield f"  harmless  and {texts - SHOWN} more texts: --format json gives all"


def _needed(plan: Plan) -> list[str]:
    """Name what a deployment needs that would refuse this plan as it is."""
    if plan.problem or not refusal(plan, overwrite_drift=False, allow_breaking=False):
        return []
    breaking = [one for one in plan.changes if one.effect is Effect.BREAKING]
    names = dict.fromkeys(one.difference.name for one in breaking if not one.declared)
    needed = ["--overwrite-drift"] if plan.drifted else []
    if names:
        needed.append(f"the specification to declare {clean(', '.join(names))}")
    if breaking:
        needed.append("--allow-breaking")
    return needed


def _together(each: Sequence[Judged]) -> list[list[Judged]]:
    """Put one column of an item in several languages together."""
    found: dict[tuple[object, ...], list[Judged]] = {}
    for number, one in enumerate(each):
        about = one.difference
        same = (about.about, about.change, about.name, about.column)
        says = (one.effect, one.says, one.declared)
        sound = _sound(about) if about.column == "audio" else ""
        key = (*same, *says, sound) if about.language else (number,)
        found.setdefault(key, []).append(one)
    return list(found.values())


def _in_languages(same: Sequence[Judged], known: Known) -> str:
    first, *others = same
    return described(first, known, [one.difference.language for one in others])


def _is_text(found: Difference) -> bool:
    return bool(found.language) or found.column in WORDS


def _plain(found: Difference) -> tuple[str, str]:
    """Give two texts without their markup, unless that is all that differs."""
    if not _is_text(found):
        return found.before, found.after
    before, after = (
        " ".join(MARKUP.sub("", text).split()) for text in (found.before, found.after)
    )
    return (found.before, found.after) if before == after else (before, after)


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
