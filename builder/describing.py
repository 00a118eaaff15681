"""A form's texts for translators: what each is, where it stands, who hears it."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from translations.sources import Source

from .entries import Entry
from .expr import Expr
from .feeding import Feeding
from .form import Form
from .questions import Calculation, Choices, Group, Question
from .saying import Saying

CHOICES, CODEBOOK, OUTSIDE, FLAGS = "choices", "codebook", "rest", "flags"
LONGEST = 400  # characters of another text that are quoted
# Characters that a small phone shows without scrolling; longer sources get more.
ROOM = {"label": 320, "hint": 240, "guidance_hint": 400, "constraint_message": 120}
ROOM_OF_CHOICE, ROOM_OF_TITLE = 70, 45
LONGER = 1.7  # what a translation may need for each character of the source
KINDS = {
    "select_one": "one choice",
    "select_multiple": "several choices",
    "integer": "a whole number",
    "text": "free text",
    "date": "a date",
    "note": "a note, nothing to answer",
}


@dataclass(slots=True)
class Describing:
    """Describes the texts of one form.

    `told` says who hears the form, `grave` names the groups and questions whose
    words need two reviewers, besides those that feed score or flags. Texts that
    are `known` from another country's form are not described at length again.
    """

    form: Form
    told: str
    grave: Collection[str]
    known: Collection[str] = ()
    _saying: Saying = field(init=False)
    _feeding: Feeding = field(init=False)
    _homes: dict[str, list[str]] = field(init=False)
    _needed: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        # What countries fill in stays a placeholder in what translators read.
        self.form.fill = {name: f"{{{name}}}" for name in self.form.fill}
        self._saying = Saying(self.form, lambda _key, source, _language: source, "en")
        self._feeding = Feeding(self.form)
        self._homes = {}
        for entry in self.form.entries:
            choices = _choices(entry)
            if choices is not None:
                homes = self._homes.setdefault(choices.name, [])
                homes += [_section(entry)] * (_section(entry) not in homes)

    def sources(self) -> Iterator[Source]:
        """Give each text once, choices after the first question that offers them."""
        lists: dict[str, Source] = {}
        titled: set[str] = set()
        calculations: list[Source] = []
        for entry in self.form.entries:
            for group in entry.within:
                if group.name not in titled:
                    titled.add(group.name)
                    yield self._title(group, entry)
            if isinstance(entry.node, Calculation):
                calculations.append(self._calculation(entry.node))
                continue
            yield from self._question(entry, entry.node)
            for one in self._offered(entry, entry.node):
                if one.section == CHOICES:
                    known = lists.setdefault(one.key, one)
                    if known.reviewers < one.reviewers:
                        lists[one.key] = one
                else:
                    yield one
        yield from lists.values()
        yield from calculations
        for flag in self.form.flags_off:
            yield self._flag(f"{flag.name}:label", flag.label)

    def _title(self, group: Group, entry: Entry) -> Source:
        about = ("The heading of a page, seen by the interviewer.",)
        return Source(
            f"{group.name}:label",
            group.label,
            _section(entry),
            _title(entry),
            self._reviewers(entry),
            about,
            self._condition(f"{group.name}:label", group.relevant),
            _room(group.label, ROOM_OF_TITLE),
        )

    def _question(self, entry: Entry, node: Question) -> Iterator[Source]:
        kind = KINDS.get(node.type.xlsform, node.type.xlsform)
        item = f"Item {node.item}" if node.item else "A question"
        marks = [item, kind, *(["sensitive"] if node.sensitive else [])]
        parts = (
            ("label", node.label, f"{', '.join(marks)}. {self.told}"),
            ("hint", node.hint, f"Hint below a question ({kind}): to the interviewer."),
            (
                "guidance_hint",
                node.guidance,
                f"Help for the interviewer ({kind}), shown only on wish.",
            ),
            (
                "constraint_message",
                node.message,
                "Shown on the phone when an answer is not accepted. Keep it short.",
            ),
        )
        context = [*self._condition(f"{node.name}:label", node.relevant)]
        if node.guidance:
            context.append(f"Help for the interviewer: {_short(node.guidance)}")
        for part, text, about in parts:
            if text:
                of = () if part == "label" else (f"The question: {_short(node.label)}",)
                yield Source(
                    f"{node.name}:{part}",
                    text,
                    _section(entry),
                    _title(entry),
                    self._reviewers(entry),
                    (about,),
                    tuple(context) if part == "label" else of,
                    _room(text, ROOM[part]),
                    was=tuple(f"{name}:{part}" for name in node.was),
                )

    def _offered(self, entry: Entry, node: Question) -> Iterator[Source]:
        choices = node.type.choices
        if choices is None:
            return
        homes = self._homes[choices.name]
        shared = len(homes) > 1
        for option in choices.options:
            yield Source(
                f"{choices.name}:{option.name}",
                option.label,
                CHOICES if shared else _section(entry),
                "answers that several pages offer" if shared else _title(entry),
                self._reviewers(entry),
                (f"A choice to tick or pick ({KINDS[node.type.xlsform]}).",),
                (f"It answers: {_short(node.label)}",)
                + (("It answers other questions as well.",) if shared else ()),
                _room(option.label, ROOM_OF_CHOICE),
                among=choices.name,
            )

    def _calculation(self, node: Calculation) -> Source:
        key = f"{node.name}:label"
        if any(node.name == flag.name for flag in self.form.flags):
            return self._flag(key, node.label)
        about = ("What the phone works out; only in the code book.",)
        return Source(key, node.label, CODEBOOK, "only in the code book", about=about)

    def _flag(self, key: str, label: str) -> Source:
        about = ("The short, neutral name of a point to follow up.",)
        return Source(key, label, FLAGS, "points to follow up", 2, about)

    def _condition(self, key: str, expr: Expr | None) -> tuple[str, ...]:
        if expr is None or key in self.known:
            return ()
        return (_short(self._saying.only_if(expr)),)

    def _reviewers(self, entry: Entry) -> int:
        name = entry.node.name
        if name not in self._needed:
            around = {name, *(group.name for group in entry.within)}
            grave = around & set(self.grave) or self._feeding.components(name)
            self._needed[name] = 2 if grave or self._feeding.flags(name) else 1
        return self._needed[name]


def _choices(entry: Entry) -> Choices | None:
    return entry.node.type.choices if isinstance(entry.node, Question) else None


def _section(entry: Entry) -> str:
    """Give the outermost group: what is reviewed together is asked together."""
    return entry.within[0].name if entry.within else OUTSIDE


def _title(entry: Entry) -> str:
    return entry.within[0].label if entry.within else ""


def _room(text: str, usual: int) -> int:
    return max(usual, round(len(text) * LONGER))


def _short(text: str) -> str:
    return textwrap.shorten(text, LONGEST, placeholder=" …")
