"""The things a form is made of: questions, choices, groups, calculations.

All are values. What they hold is the XLSForm's own: type, label, hint,
guidance hint, relevant, constraint, appearance, choice list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import SpecError
from .expr import Answer, Expr, Kind
from .verdict import DECLINED


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One answer that can be picked.

    `added` marks what the toolkit does not print; `when` limits the choice to
    answer sheets for which it holds; a `retired` choice keeps its code and is
    no longer offered.
    """

    name: str
    label: str
    added: bool = False
    when: Expr | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """A choice list; its name is the list_name of the XLSForm."""

    name: str
    options: tuple[Choice, ...]

    @classmethod
    def of(
        cls, name: str, options: Mapping[str, str], *, added: bool = False
    ) -> Choices:
        """Make a list from code and label, in the order they are read out.

        `added` marks a list for an item that the toolkit leaves open.
        """
        made = (Choice(code, label, added=added) for code, label in options.items())
        return cls(name, tuple(made))

    def adding(self, *options: Choice, name: str = "") -> Choices:
        """Give a longer list, `options` last."""
        return Choices(name or self.name, (*self.options, *options))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(option.name for option in self.options)


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """An XLSForm question type; `exclusive` choices stand alone when ticked."""

    xlsform: str
    kind: Kind
    choices: Choices | None = None
    exclusive: tuple[str, ...] = ()

    def written(self) -> str:
        """Give the cell of the type column."""
        return f"{self.xlsform} {self.choices.name}" if self.choices else self.xlsform


integer = Type("integer", "integer")
text = Type("text", "text")
date = Type("date", "date")
note = Type("note", "text")
# Filled by the phone itself: when the form was opened and finished.
start = Type("start", "text")
end = Type("end", "text")

UNASKED = frozenset({"note", "start", "end"})


def select_one(choices: Choices) -> Type:
    return Type("select_one", "one", choices)


def select_multiple(choices: Choices) -> Type:
    """Ask for any number of choices; "none" and refusals stand alone."""
    alone = tuple(name for name in choices.names if name in {"none", DECLINED})
    return Type("select_multiple", "many", choices, alone)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One row of the survey sheet that a person sees or the phone fills.

    `red` colours its number, as `Form.colour` sees fit for flags. `probe` marks
    an open question of the full talk; `was` lists names it had before.
    """

    name: str
    item: str | None
    type: Type
    label: str
    hint: str = ""
    guidance: str = ""
    relevant: Expr | None = None
    constraint: Expr | None = None
    message: str = ""
    required: bool = False
    appearance: str = ""
    default: str = ""
    red: bool = False
    pii: bool = False
    sensitive: bool = False
    probe: bool = False
    numbered: bool = True
    was: tuple[str, ...] = ()

    @property
    def answer(self) -> Answer:
        names = self.type.choices.names if self.type.choices else ()
        return Answer(self.name, self.type.kind, names)

    @property
    def asked(self) -> bool:
        """Tell whether a person answers it."""
        return self.type.xlsform not in UNASKED


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """All answers given to one question of a repeat, joined by spaces."""

    source: Answer


@dataclass(frozen=True, slots=True, eq=False)
class Calculation:
    """A value the phone works out and stores; `label` is for the code book."""

    name: str
    value: Expr | Joined
    answer: Answer
    label: str = ""
    item: str | None = None
    relevant: Expr | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An item of the toolkit that is asked in another form, never in this one."""

    item: str | None
    name: str
    label: str
    form: str
    type: str = "text"


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A group of the form; a `page` shows its questions on one screen."""

    name: str
    label: str = ""
    relevant: Expr | None = None
    page: bool = False
    repeat: bool = False

    def __post_init__(self) -> None:
        if self.page and self.repeat:
            raise SpecError(f"{self.name}: a repeat cannot be one page of questions")
