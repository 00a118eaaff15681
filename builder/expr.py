"""The expression language: what a spec may say about its answers.

An expression is an immutable tree that does not know where it will run:
`builder.xpath` writes it into a form, `builder.one_case` works it out for one
answer sheet, `builder.sentence` says it in words and `scorers.scoring.frame` runs
it over a table. All of them give what the engine inside KoboCollect gives.

A comparison is never missing: an unanswered question satisfies none of `==`,
`!=`, `<`, `selected`; so `x != v` means answered, and different.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Literal, NoReturn, TypeAlias

from .errors import SpecError

Kind: TypeAlias = Literal["one", "many", "integer", "text", "date"]
Sort: TypeAlias = Literal["truth", "number", "text", "date", "many", "blank"]
Scalar: TypeAlias = bool | int | str | date | None
Comparison: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
Operator: TypeAlias = Comparison | Literal["or", "and", "+", "-", "*"]

COMPARISONS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
_SORT_OF_KIND: dict[Kind, Sort] = {
    "one": "text",
    "many": "many",
    "integer": "number",
    "text": "text",
    "date": "date",
}


def _joining(op: Operator) -> Callable[[Any, object], Binary]:
    """Give the method by which a Python operator makes a larger node."""
    return lambda left, right: Binary(op, lift(left), lift(right))


def _turned(op: Operator) -> Callable[[Any, object], Binary]:
    """Give the same for a plain value that stands to the left of a node."""
    return lambda right, left: Binary(op, lift(left), lift(right))


class _Operators:
    """Python operators that build a larger node instead of computing a value."""

    __slots__ = ()
    __hash__ = object.__hash__  # because == builds a node

    __eq__ = _joining("=")  # type: ignore[assignment]
    __ne__ = _joining("!=")  # type: ignore[assignment]
    __lt__ = _joining("<")
    __le__ = _joining("<=")
    __gt__ = _joining(">")
    __ge__ = _joining(">=")
    __add__ = _joining("+")
    __radd__ = _turned("+")
    __sub__ = _joining("-")
    __rsub__ = _turned("-")
    __mul__ = _joining("*")
    __rmul__ = _turned("*")
    __and__ = _joining("and")
    __or__ = _joining("or")

    def __invert__(self) -> Not:
        return Not(lift(self))

    def __bool__(self) -> NoReturn:
        raise SpecError("nothing is answered yet: write & | ~ instead of and or not")


@dataclass(frozen=True, slots=True, eq=False)
class Answer(_Operators):
    """What was entered for one question, or computed by one calculation."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()

    def one_of(self, *choices: str) -> Expr:
        """Hold when the select_one answer is one of `choices`."""
        return any_hold(*(self == choice for choice in choices))

    def selected(self, choice: str) -> Selected:
        return Selected(self, choice)

    def selected_any(self, *choices: str) -> Expr:
        """Hold when the select_multiple answer includes one of `choices`."""
        return any_hold(*(self.selected(choice) for choice in choices))

    def count(self) -> CountSelected:
        return CountSelected(self)

    def answered(self) -> Answered:
        return Answered(self)

    def has_check_digits(self) -> CheckDigits:
        return CheckDigits(self)


@dataclass(frozen=True, slots=True, eq=False)
class Constant(_Operators):
    """A number, a word, a date, or None for an answer left blank."""

    value: Scalar


@dataclass(frozen=True, slots=True, eq=False)
class Binary(_Operators):
    op: Operator
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        match self.op:
            case "and" | "or":
                _need("truth", self.left, self.right)
            case "+" | "-" | "*":
                _need("number", self.left, self.right)
            case "=" | "!=":
                _comparable(self.left, self.right, ("number", "text", "date"))
            case _:
                _comparable(self.left, self.right, ("number", "date"))


@dataclass(frozen=True, slots=True, eq=False)
class Not(_Operators):
    inner: Expr

    def __post_init__(self) -> None:
        _need("truth", self.inner)


@dataclass(frozen=True, slots=True, eq=False)
class Selected(_Operators):
    """True when a select_multiple answer includes the choice."""

    answer: Answer
    choice: str

    def __post_init__(self) -> None:
        # JavaRosa crashes on selected() over a number; ODK Validate is silent.
        _need_kind("many", self.answer)
        _known(self.answer, self.choice)


@dataclass(frozen=True, slots=True, eq=False)
class CountSelected(_Operators):
    """How many choices of a select_multiple are ticked; 0 when unanswered."""

    answer: Answer

    def __post_init__(self) -> None:
        _need_kind("many", self.answer)


@dataclass(frozen=True, slots=True, eq=False)
class Answered(_Operators):
    """True when anything at all was entered."""

    answer: Answer


@dataclass(frozen=True, slots=True, eq=False)
class MonthsBetween(_Operators):
    """Whole months from `earlier` to `later`; missing when either is.

    12·Δyear + Δmonth - (day of later < day of earlier), in integers: from
    31 January to 28 February no month has passed, to 1 March one has.
    """

    earlier: Answer
    later: Answer

    def __post_init__(self) -> None:
        _need_kind("date", self.earlier)
        _need_kind("date", self.later)


@dataclass(frozen=True, slots=True, eq=False)
class CheckDigits(_Operators):
    """True when a text answer is eight digits whose value mod 97 is 1."""

    answer: Answer

    def __post_init__(self) -> None:
        _need_kind("text", self.answer)


@dataclass(frozen=True, slots=True, eq=False)
class If(_Operators):
    test: Expr
    then: Expr
    otherwise: Expr

    def __post_init__(self) -> None:
        _need("truth", self.test)
        sorts = {sort_of(self.then), sort_of(self.otherwise)} - {"blank"}
        if len(sorts) > 1 or "truth" in sorts:
            raise SpecError("both branches of an If are values of one sort")


Expr: TypeAlias = (
    Answer
    | Constant
    | Binary
    | Not
    | Selected
    | CountSelected
    | Answered
    | MonthsBetween
    | CheckDigits
    | If
)


def lift(value: object) -> Expr:
    """Let plain Python values stand inside expressions."""
    if isinstance(value, Expr):
        return value
    if value is not None and isinstance(value, Scalar) and value != "":
        return Constant(value)
    raise SpecError(f"{value!r} cannot stand in an expression")


BLANK = Constant(None)


def sort_of(expr: Expr) -> Sort:
    """Say what an expression gives: a truth, a number, a text, a date."""
    match expr:
        case Answer(kind=kind):
            return _SORT_OF_KIND[kind]
        case Constant(value):
            return _sort_of_value(value)
        case Binary(op) if op in {"+", "-", "*"}:
            return "number"
        case CountSelected() | MonthsBetween():
            return "number"
        case If(_, then, otherwise):
            first = sort_of(then)
            return sort_of(otherwise) if first == "blank" else first
        case _:
            return "truth"


def any_hold(*tests: Expr) -> Expr:
    """Hold when one of the tests does; never when there is none."""
    if not tests:
        return Constant(value=False)
    return reduce(lambda left, right: Binary("or", left, right), tests)


def all_hold(*tests: Expr) -> Expr:
    """Hold when every test does; always when there is none."""
    if not tests:
        return Constant(value=True)
    return reduce(lambda left, right: Binary("and", left, right), tests)


def total(*numbers: Expr) -> Expr:
    return reduce(lambda left, right: Binary("+", left, right), numbers)


def points(test: Expr, worth: int) -> If:
    """Count `worth` when the test holds, nothing when it does not."""
    return If(test, Constant(worth), Constant(0))


def _sort_of_value(value: Scalar) -> Sort:
    match value:
        case None:
            return "blank"
        case bool():
            return "truth"
        case int():
            return "number"
        case date():
            return "date"
        case _:
            return "text"


def _need(sort: Sort, *operands: Expr) -> None:
    for operand in operands:
        if sort_of(operand) != sort:
            raise SpecError(f"{_name(operand)} is no {sort}: compare it with something")


def _need_kind(kind: Kind, answer: Answer) -> None:
    if answer.kind != kind:
        raise SpecError(f"{answer.name} is of kind {answer.kind!r}, not {kind!r}")


def _comparable(left: Expr, right: Expr, sorts: tuple[Sort, ...]) -> None:
    if sort_of(left) != sort_of(right) or sort_of(left) not in sorts:
        raise SpecError(
            f"{_name(left)} ({sort_of(left)}) cannot be compared with "
            f"{_name(right)} ({sort_of(right)}) like this"
        )
    for answer, constant in ((left, right), (right, left)):
        if isinstance(answer, Answer) and isinstance(constant, Constant):
            _known(answer, constant.value)


def _known(answer: Answer, value: Scalar) -> None:
    if answer.choices and value not in answer.choices:
        raise SpecError(
            f"{answer.name} is never {value!r}, only one of {answer.choices}"
        )


def _name(expr: Expr) -> str:
    match expr:
        case Answer(name):
            return name
        case Constant(value):
            return repr(value)
        case _:
            return type(expr).__name__
