"""A form: questions in the order of the talk, with what is worked out of them.

A form is append-only, so a condition can only look back at what has been
asked; the one exception is declared with `ahead`. A misspelt choice, a name
that is taken, a question that does not exist: refused at the author's line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from .entries import Entry
from .errors import SpecError
from .exclusive import standing_alone
from .expr import Answer, Expr, Kind, sort_of
from .judgements import Component, Flag
from .names import leave_to_exports, node_name, take
from .parts import answers_in
from .questions import Calculation, Elsewhere, Group, Joined, Question, Type, note

Constraint: TypeAlias = Callable[[Answer], Expr]
Filling: TypeAlias = str | Mapping[str, str]


@dataclass(slots=True)
class Form:
    """One instrument, in one language, for one country.

    `fill` gives the values of `{placeholders}` in texts: a text, or a text for
    each language. `settings` are further cells of the settings sheet.
    `leading` names what `lead` has put above the first question. `flags_off` are
    flags this country does not use: not in the form, to be worked out later if need be.
    """

    name: str
    title: str
    fill: Mapping[str, Filling] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list, init=False)
    components: list[Component] = field(default_factory=list, init=False)
    flags: list[Flag] = field(default_factory=list, init=False)
    flags_off: list[Flag] = field(default_factory=list, init=False)
    elsewhere: list[Elsewhere] = field(default_factory=list, init=False)
    dropped: set[str] = field(default_factory=set, init=False)
    leading: str = field(default="", init=False)
    _names: dict[str, Entry] = field(default_factory=dict, init=False, repr=False)
    _items: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _ahead: dict[str, Answer] = field(default_factory=dict, init=False, repr=False)
    _groups: list[Group] = field(default_factory=list, init=False, repr=False)
    _taken: set[str] = field(default_factory=set, init=False, repr=False)

    def ask(  # noqa: D417 - the other keywords are the XLSForm's own columns
        self,
        item: str | None,
        kind: Type,
        label: str,
        *,
        name: str = "",
        constraint: Constraint | None = None,
        message: str = "",
        **columns: Any,
    ) -> Answer:
        """Add a question and give back its answer, to be used in conditions.

        Args:
            item: the toolkit's number or letter, None for what we add.
            kind: its type, such as `integer` or `select_one(YES_NO)`.
            label: what is read out, in plain words.
            name: the node name; `q5_3` for item 5.3 where left out.
            constraint: given the answer being entered, the condition it meets.
            message: what the enumerator reads when it does not.

        """
        name = name or node_name(item or "")
        question = Question(name, item, kind, label, message=message, **columns)
        if constraint is not None:
            limit = constraint(question.answer)
            self._check(limit, name)
            question = replace(question, constraint=limit)
        self._check(question.relevant)
        for option in kind.choices.options if kind.choices else ():
            self._check(option.when)
        return self._add(standing_alone(question))

    def specify(
        self, of: Answer, choice: str = "other", label: str = "", **columns: Any
    ) -> Answer:
        """Add the short text that says what was meant by `choice` of `of`."""
        test = of.selected(choice) if of.kind == "many" else of == choice
        item = self.entry(of.name).node.item
        suffix = "specify" if choice == "other" else f"specify_{choice}"
        return self.ask(
            item,
            Type("text", "text"),
            label or "Please say which or what",
            name=f"{of.name}_{suffix}",
            relevant=test,
            sensitive=True,
            numbered=False,
            **columns,
        )

    def calculate(
        self,
        name: str,
        value: Expr | Joined,
        kind: Kind = "integer",
        choices: tuple[str, ...] = (),
        *,
        label: str = "",
        item: str | None = None,
        relevant: Expr | None = None,
    ) -> Answer:
        """Add a value that the phone works out; give back its answer."""
        if not isinstance(value, Joined):
            _storable(name, value)
            self._check(value)
        self._check(relevant)
        answer = Answer(name, kind, choices)
        return self._add(Calculation(name, value, answer, label, item, relevant))

    def any_of(self, of: str) -> Answer:
        """Give the answers of a question in a repeat, over all its instances.

        The form joins them by spaces, so `selected` asks whether any instance
        holds the choice. Call it outside the repeat.
        """
        source = self.q(of)
        joined = Answer(f"any_{source.name}", "many", source.choices)
        if joined.name not in self._names:
            self._add(Calculation(joined.name, Joined(source), joined))
        return joined

    def ahead(self, name: str, kind: Type) -> Answer:
        """Declare a question that is asked later; its condition may not look back."""
        answer = Question(name, None, kind, "").answer
        self._ahead[name] = answer
        return answer

    @contextmanager
    def group(
        self,
        name: str,
        label: str = "",
        *,
        relevant: Expr | None = None,
        page: bool = False,
        repeat: bool = False,
    ) -> Iterator[Group]:
        """Put what is asked inside it into a group, a page or a repeat."""
        self._check(relevant)
        if any(one.page for one in self._groups) and repeat:
            raise SpecError(f"{name}: a repeat cannot stand on a page of questions")
        take(name, self._taken)
        group = Group(name, label, relevant, page, repeat)
        self._groups.append(group)
        yield group
        self._groups.pop()

    def q(self, which: str) -> Answer:
        """Find the answer of a question by its item number or its name."""
        return self.entry(self._items.get(which, which)).node.answer

    def entry(self, name: str) -> Entry:
        try:
            return self._names[name]
        except KeyError:
            raise SpecError(f"{name} is not asked before this, or not at all") from None

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def questions(self) -> Iterator[Question]:
        """Give every question, in the order of the talk."""
        return (e.node for e in self.entries if isinstance(e.node, Question))

    def colour(self, items: Collection[str]) -> None:
        """Show the numbers of these items in red, and no others."""
        for place, entry in enumerate(self.entries):
            node = entry.node
            if isinstance(node, Question):
                coloured = replace(node, red=node.item in items)
                self.entries[place] = replace(entry, node=coloured)
                self._names[node.name] = self.entries[place]

    def lead(self, name: str, label: str) -> None:
        """Say something above the first question, on its page."""
        place = next(
            number
            for number, entry in enumerate(self.entries)
            if isinstance(entry.node, Question)
            and (entry.node.asked or entry.node.type is note)
        )
        take(name, self._taken)
        within = self.entries[place].within
        said = Entry(Question(name, None, note, label), within[:1])
        self.entries.insert(place, said)
        self._names[name] = said
        self.leading = name

    def drop(self, *names: str) -> None:
        """Declare questions that are no longer asked; their names stay taken."""
        for name in names:
            take(name, self._taken)
        self.dropped.update(names)

    def finished(self) -> Form:
        """Check what can only be checked at the end; give the form back."""
        for name in self._ahead:
            if name not in self._names:
                raise SpecError(f"{name} was declared ahead and is never asked")
        for entry in self.entries:
            leave_to_exports(entry.node.answer, self._names)
        return self

    def _add(self, node: Question | Calculation) -> Answer:
        take(node.name, self._taken)
        entry = Entry(node, tuple(self._groups))
        declared = self._ahead.get(node.name)
        if declared is not None and declared.choices != node.answer.choices:
            raise SpecError(f"{node.name} was declared ahead with other choices")
        self.entries.append(entry)
        self._names[node.name] = entry
        if node.item is not None:
            self._items.setdefault(node.item, node.name)
        return node.answer

    def _check(self, expr: Expr | None, this: str = "") -> None:
        """Refuse answers that are unknown here or belong to another repeat."""
        for answer in answers_in(expr) if expr is not None else ():
            if answer.name == this or answer.name in self._ahead:
                continue
            repeat = self.entry(answer.name).repeat
            if repeat is not None and repeat not in self._groups:
                raise SpecError(
                    f"{answer.name} stands in the repeat {repeat.name}: "
                    "outside it use any_of"
                )


def _storable(name: str, value: Expr) -> None:
    """Refuse what engines store differently: truths and dates."""
    if sort_of(value) in {"truth", "date"}:
        raise SpecError(
            f"{name}: a calculation is a number or a text; write "
            "If(test, Constant(1), Constant(0)) for a condition"
        )
