"""What a difference between two forms does to data, scores and phones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from builder.media import is_recording
from deploy.comparing.collecting import NAMED, begun
from deploy.comparing.content import Content
from deploy.comparing.differences import Difference
from deploy.comparing.known import Known


class Effect(IntEnum):
    """How much harm a change may do; the worst is the highest."""

    HARMLESS = 0
    ADDITIVE = 1
    RISKY = 2
    BREAKING = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A difference with its effect, what follows, and whether it was declared.

    A breaking one that the specification or the profile declares may be applied
    with a flag; any other never.
    """

    difference: Difference
    effect: Effect
    says: str = ""
    declared: bool = False


TEXTS = frozenset(
    {
        "label",
        "hint",
        "guidance_hint",
        "constraint_message",
        "required_message",
        "image",
        "video",
    }
)
WORDS = TEXTS | {"appearance"}
# Answers of the first kind can be read as the second.
COMPATIBLE = {
    ("select_one", "select_multiple"),
    ("integer", "decimal"),
    ("integer", "text"),
    ("decimal", "text"),
    ("date", "text"),
    ("select_one", "text"),
    ("select_multiple", "text"),
    ("calculate", "text"),
    ("note", "text"),
}
RETIRED = re.compile(r"name != '([^']+)'(?! or)")
KEEPS = "answers given so far stay as they are"
NEW_NAME = "give the question a new name, and declare the old one with drop"
RETIRE = "keep the choice with retired=True: it is no longer offered, and stays known"
SILENT = "whoever cannot read it has to hear it from the interviewer now"
LOGIC = {
    "relevant": "it is asked of others than before",
    "constraint": "other answers are refused than before",
    "calculation": "it is worked out in another way; values stored so far stay",
    "required": "whether it must be answered changes",
    "default": "another answer stands there at the beginning",
    "choice_filter": "other choices are offered than before",
    "readonly": "whether it can be answered at all changes",
    "autoplay": "whether its recording plays by itself, for all to hear, changes",
    "saveIncomplete": "whether phones keep a talk that is not finished changes",
}


def judged(
    found: Iterable[Difference], before: Content, after: Content, known: Known
) -> tuple[Judged, ...]:
    """Judge each difference, the worst first; `before` is what phones get now."""
    judge = _Judge(before, after, known)
    each = [judge.judge(one) for one in found]
    return tuple(sorted(each, key=lambda one: -one.effect))


@dataclass(frozen=True, slots=True)
class _Judge:
    before: Content
    after: Content
    known: Known

    def judge(self, one: Difference) -> Judged:
        judgement = self._judge(one)
        more = self._more(one)
        if not more:
            return judgement
        says = ". ".join(part for part in (*more, judgement.says) if part)
        effect = max(judgement.effect, Effect.RISKY)
        return replace(judgement, effect=effect, says=says)

    def _more(self, one: Difference) -> tuple[str, ...]:
        """Say what phones would collect that they do not collect now."""
        item = self.after.items.get(one.name) if one.about == "item" else None
        if item is None or one.column in TEXTS:
            return ()
        return begun(self.before.items.get(self._old(one.name)), item)

    def _judge(self, one: Difference) -> Judged:
        if one.column == "audio":
            return _sound(one)
        match one.about:
            case "item":
                return self._item(one)
            case "choice":
                return self._choice(one)
            case "language":
                return self._language(one)
            case "setting":
                return self._setting(one)
            case "order":
                return Judged(one, Effect.HARMLESS)

    def _item(self, one: Difference) -> Judged:
        match one.change:
            case "gone":
                return self._gone(one)
            case "new":
                asked = self.after.items[one.name].holds_answers
                return Judged(one, Effect.ADDITIVE if asked else Effect.HARMLESS)
            case "renamed":
                says = (
                    f"submissions so far keep {one.before}; scores read {one.after} "
                    "only, so what it feeds stays open in them" + self._fed(one)
                )
                return Judged(one, Effect.RISKY, says, declared=True)
            case "changed":
                return self._changed(one)

    def _gone(self, one: Difference) -> Judged:
        if not self.before.items[one.name].holds_answers or _in_meta(one):
            return Judged(one, Effect.HARMLESS)
        if one.before == "calculate":
            return Judged(one, Effect.RISKY, "values stored so far stay")
        declared = one.name in self.known.dropped
        says = "answers so far stay in old submissions; new ones lack it"
        if not declared:
            says += ". If it has a new name, declare it with was=; if not, with drop"
        return Judged(one, Effect.BREAKING, says + self._fed(one), declared)

    def _changed(self, one: Difference) -> Judged:
        if one.column in WORDS:
            return Judged(one, Effect.HARMLESS)
        if one.column == "type":
            return self._retyped(one)
        if one.column == "repeat":
            says = f"answers move in or out of a repeat: {NEW_NAME}"
            return Judged(one, Effect.BREAKING, says + self._fed(one))
        if one.column == "list":
            return Judged(one, Effect.HARMLESS)
        if one.column == "group":
            holds = self.after.items[one.name].holds_answers
            says = "answers come under another group in exports"
            return Judged(one, Effect.RISKY if holds else Effect.HARMLESS, says)
        says = LOGIC.get(one.column, "its logic changes")
        if one.column == "choice_filter" and (codes := _retired(one)):
            says = f"no longer offered: {', '.join(codes)}; {KEEPS}"
        return Judged(one, Effect.RISKY, says + self._fed(one))

    def _retyped(self, one: Difference) -> Judged:
        kinds = (one.before, one.after)
        if not {"group", "note"}.isdisjoint(kinds) and not (
            self.before.items[self._old(one.name)].holds_answers
        ):
            return Judged(one, Effect.ADDITIVE)
        if kinds in COMPATIBLE:
            says = "answers so far can be read as the new type"
            return Judged(one, Effect.RISKY, says + self._fed(one))
        says = f"answers so far are no {one.after}: {NEW_NAME}"
        return Judged(one, Effect.BREAKING, says + self._fed(one))

    def _choice(self, one: Difference) -> Judged:
        match one.change:
            case "new":
                return Judged(one, Effect.ADDITIVE)
            case "gone":
                declared = one.name.partition("/")[0] in self.known.local_lists
                says = "answers so far keep a code that nothing explains"
                says += "" if declared else f": {RETIRE}"
                return Judged(one, Effect.BREAKING, says, declared)
            case _:
                return Judged(one, Effect.HARMLESS)

    def _language(self, one: Difference) -> Judged:
        if one.change == "new":
            return Judged(one, Effect.ADDITIVE)
        says = "phones set to it show the default language"
        return Judged(one, Effect.RISKY, says)

    def _setting(self, one: Difference) -> Judged:
        if one.name == "public_key":
            if not one.before:
                return Judged(one, Effect.ADDITIVE)
            says = "keep the old private key: it reads the submissions so far"
            if one.after:
                return Judged(one, Effect.RISKY, says)
            # The profile declares it; that an old file was put back is no decision.
            says = "answers are no longer encrypted on phones and server. " + says
            return Judged(one, Effect.BREAKING, says, declared=True)
        if one.name == "submission_url":
            says = "phones send answers to another address"
            return Judged(one, Effect.RISKY, says)
        if one.name == "instance_name":
            return Judged(one, Effect.RISKY if one.after else Effect.HARMLESS, NAMED)
        return Judged(one, Effect.HARMLESS)

    def _fed(self, one: Difference) -> str:
        fed = self.known.feeds.get(one.name) or self.known.feeds.get(one.before)
        return f" (feeds {', '.join(fed)})" if fed else ""

    def _old(self, name: str) -> str:
        if name in self.before.items:
            return name
        renamed = self.known.renamed.items()
        return next((old for old, new in renamed if new == name), name)


def _sound(one: Difference) -> Judged:
    """Judge a recording; the tone in its place is none."""
    match tuple(is_recording(name) for name in (one.before, one.after)):
        case (False, True):
            return Judged(one, Effect.ADDITIVE)
        case (True, False):
            return Judged(one, Effect.RISKY, SILENT)
        case _:
            return Judged(one, Effect.HARMLESS)


def _in_meta(one: Difference) -> bool:
    return one.name.startswith("meta/")


def _retired(one: Difference) -> list[str]:
    before = RETIRED.findall(one.before)
    return [code for code in RETIRED.findall(one.after) if code not in before]
