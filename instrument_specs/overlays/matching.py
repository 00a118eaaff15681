"""Printed items beside our questions: what is taken over, and what is not.

Items are matched by number and tool, options by their place in a list of the
same length. Whatever does not fit is listed with its reason and not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from builder.form import Form
from builder.names import node_name
from builder.questions import Choices, Question

from . import places
from .fitting import Likeness, in_our_order, objection, sentences, unreadable
from .printed_items import Printed

Status: TypeAlias = Literal["taken", "ours", "differs", "unclear", "missing"]


@dataclass(frozen=True, slots=True)
class Found:
    """What became of an item: `ours` stays by decision, the last three are faults."""

    part: str
    item: str
    status: Status
    what: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """A printed text under the key of ours; `source` is ours."""

    key: str
    source: str
    text: str


@dataclass(slots=True)
class Matched:
    """What is taken over from a part, and what there is to say of each item."""

    found: list[Found] = field(default_factory=list)
    texts: list[Worded] = field(default_factory=list)


@dataclass(slots=True)
class Matching:
    """Matches one tool; `matched` does it."""

    form: Form
    printed: Mapping[str, Printed]
    _done: Matched = field(default_factory=Matched)
    _lists: dict[str, list[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)

    def matched(self) -> Matched:
        ours = places.OURS.get(self.form.name, {})
        asked = self._asked()
        likeness = Likeness.of({one: _said(asked[one]) for one in asked})
        moved = self._moved(asked)
        for item, questions in asked.items():
            printed = self.printed.get(item)
            if printed is None:
                self._say(item, "missing", "is not in this copy, or was not recognised")
            elif item in ours:
                self._say(item, "ours", ours[item])
            elif _section(item) in moved:
                self._say(item, "unclear", "items around it are numbered otherwise")
            elif printed.unclear or (why := unreadable(printed.text)):
                self._say(item, "unclear", printed.unclear or why)
            elif other := likeness.other(item, printed.text):
                self._say(item, "unclear", f"looks like our item {other}")
            else:
                self._item(item, printed, questions)
        self._elsewhere()
        for item in self._only_there(asked):
            self._say(item, "differs", "is printed, and our form has no such item")
        self._options()
        return self._done

    def _moved(self, asked: Mapping[str, object]) -> set[str]:
        """Name the sections whose numbers are not ours: none of them is used."""
        missing = (item for item in asked if item not in self.printed)
        return {_section(item) for item in (*missing, *self._only_there(asked))}

    def _only_there(self, asked: Mapping[str, object]) -> list[str]:
        heads = places.HEADS.get(self.form.name, ())
        known = {*asked, *heads, *(one.item for one in self.form.elsewhere)}
        return [item for item in self.printed if item not in known]

    def _asked(self) -> dict[str, list[Question]]:
        """Give what a person is asked, by item, in the order of the form."""
        found: dict[str, list[Question]] = {}
        for entry in self.form.entries:
            node = entry.node
            if node.item is not None:
                found.setdefault(node.item, [])
                if isinstance(node, Question):
                    found[node.item].append(node)
        return found

    def _item(self, item: str, printed: Printed, questions: list[Question]) -> None:
        if (other := self._other_options(item, printed, questions)) is not None:
            self._say(item, "differs", other)
            return
        shares = self._shares(item, printed, questions)
        if shares is None:
            self._say(item, "differs", "is printed in another number of sentences")
            return
        why = ""
        for question, text in shares:
            why = self._take(f"{question.name}:label", question.label, text) or why
        self._note(item, printed)
        self._say(item, "ours" if why else "taken", why)

    def _shares(
        self, item: str, printed: Printed, questions: list[Question]
    ) -> list[tuple[Question, str]] | None:
        """Give each question its text; None when the print is cut otherwise."""
        tool = self.form.name
        if of := places.EACH.get(tool, {}).get(item):
            kinds = self.form.q(of).choices
            names = {f"{node_name(item)}_{kind}" for kind in kinds}
            return [(one, printed.text) for one in questions if one.name in names]
        shared = places.SHARED_OUT.get(tool, {}).get(item)
        if shared is None:
            return [(questions[0], printed.text)] if questions else []
        said = sentences(printed.text)
        if len(said) != sum(count for _, count in shared):
            return None
        by_name = {one.name: one for one in questions}
        found = []
        for name, count in shared:
            text, said = " ".join(said[:count]), said[count:]
            if name in by_name:
                found.append((by_name[name], text))
        return found

    def _take(self, key: str, source: str, text: str) -> str:
        """Take a text over; give the reason when ours stays."""
        why = objection(text, source)
        if not why and source:
            self._done.texts.append(Worded(key, source, text))
        return why

    def _note(self, item: str, printed: Printed) -> None:
        name = places.NOTES.get(self.form.name, {}).get(item)
        if name is None or not printed.notes:
            return
        question = self.form.entry(name).node
        if isinstance(question, Question) and not unreadable(printed.notes[0]):
            self._take(f"{name}:hint", question.hint, printed.notes[0])

    def _other_options(
        self, item: str, printed: Printed, questions: list[Question]
    ) -> str | None:
        """Say how the printed options are others than ours; None when they fit."""
        if not (item.isalpha() or self.form.name in places.TICKED):
            return None
        choices = _choices(questions)
        ours = _printed_choices(choices)
        if len(ours) != len(printed.options):
            return (
                f"prints {len(printed.options)} options, our form has {len(ours)} of "
                "them"
            )
        if choices is not None and ours:
            self._lists.setdefault(choices.name, []).append((item, printed.options))
        return None

    def _options(self) -> None:
        """Take over lists of options that are printed the same at every item."""
        lists = {
            one.type.choices.name: one.type.choices
            for one in self.form.questions()
            if one.type.choices
        }
        for name, seen in self._lists.items():
            ours = _printed_choices(lists[name])
            item, options = seen[0]
            other = [one for one, labels in seen if labels != options]
            if other:
                said = f"prints other options than {item}, with the same codes"
                self._say(other[0], "differs", f"{said}: the choices keep our words")
            elif any(map(unreadable, options)) or not in_our_order(
                tuple(one[0] for one in ours), tuple(one[1] for one in ours), options
            ):
                self._say(item, "unclear", "its options may stand in another order")
            else:
                for (code, label), text in zip(ours, options, strict=True):
                    self._take(f"{name}:{code}", label, text)

    def _elsewhere(self) -> None:
        for one in self.form.elsewhere:
            if one.item is not None and one.item in self.printed:
                self._say(one.item, "ours", f"is asked in another form, {one.form}")
            elif one.item is not None:
                self._say(one.item, "missing", "is not in this copy")

    def _say(self, item: str, status: Status, what: str = "") -> None:
        self._done.found.append(Found(self.form.name, item, status, what))


def _section(item: str) -> str:
    return "letters" if item.isalpha() else item.partition(".")[0]


def _choices(questions: Sequence[Question]) -> Choices | None:
    lists = (one.type.choices for one in questions if one.type.choices)
    return next(lists, None)


def _printed_choices(choices: Choices | None) -> list[tuple[str, str]]:
    return [
        (one.name, one.label)
        for one in (choices.options if choices else ())
        if not one.added and not one.retired
    ]


def _said(questions: Sequence[Question]) -> str:
    """Give all that our form says at an item."""
    labels = [
        option.label
        for one in questions
        for option in (one.type.choices.options if one.type.choices else ())
    ]
    return " ".join([*(f"{one.label} {one.hint}" for one in questions), *labels])


def faults(found: Sequence[Found]) -> Iterator[Found]:
    """Give what somebody has to look at."""
    return (one for one in found if one.status in {"differs", "unclear", "missing"})
