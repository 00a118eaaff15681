"""The course of a talk with a survivor: a chain of short blocks.

Each block ends by asking whether to go on; only "continue" opens the next one,
any other answer leads straight to the closing page, and changing it back
resumes. Discarding at the end empties every block.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from builder.expr import Answer, Answered, Expr, all_hold, any_hold, points, total
from builder.form import Form
from builder.questions import Choices, Question, note, select_one, text

GO_ON = Choices.of(
    "go_on",
    {
        "continue": "Continue",
        "pause": "Pause and meet again",
        "stop": "Stop here",
        "safety": "Stop: worried about safety",
    },
)
STILL_PRIVATE = Choices.of(
    "still_private",
    {
        "yes": "Yes, nobody can overhear us",
        "no": "No: leave these questions out today",
    },
)
SINCE = (
    'For the next question, say "since we last talked" in place of "since you came '
    'back".'
)
BREAK = "For a short break, rest together and choose when you are ready."
BY_PHONE = "By phone: can the person still talk freely?"
SENSITIVE = (
    "From here some questions are more personal. You can leave out any of them. "
    "{limits_short}"
)


def worried(form: Form) -> Expr:
    """Hold when a block was ended out of worry about safety."""
    gates = (one for one in form.questions() if one.name.startswith("go_on_"))
    return any_hold(*(gate.answer == "safety" for gate in gates))


@dataclass(slots=True)
class Talk:
    """The blocks of one form so far.

    `kept` holds while there is consent and the answers are not discarded;
    `full` holds when the open questions are asked as well; `resume` is the
    block a later sitting takes up at, left blank to begin at the beginning;
    `later` holds from the second round on; `reached`, where the next block
    follows.
    """

    form: Form
    kept: Expr
    full: Expr
    resume: Answer | None = None
    later: Expr | None = None
    last_open: Answer | None = None
    reached: Expr | None = None
    blanks: list[Answer] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    @contextmanager
    def block(
        self,
        number: int | str,
        title: str,
        *,
        page: bool = True,
        private: bool = False,
        last: bool = False,
        hands_over: bool = False,
        answers: Choices = GO_ON,
    ) -> Iterator[None]:
        """Open a block of questions; `page` puts all of it on one screen.

        A block that holds repeats is no page: give its pages yourself.
        `private` asks first whether the place is still private, and leaves the
        questions out when it is not. `last` leads to the closing page by itself.
        A block that `hands_over` leaves it to the next one to ask whether to go
        on; otherwise it ends with that question, to be met with `answers`.
        """
        name = f"b{number}"
        opens = self._opens(name)
        opened = self.form.calculate(
            f"open_{number}",
            points(opens, 1),
            label=f"Part {number} is reached",
            relevant=self.kept,
        )
        self.blocks.append(name)
        before = len(self.form.entries)
        end = None if hands_over else answers
        with self.form.group(
            name, title, relevant=opened == 1, page=page and not private
        ):
            if private:
                self._ask_if_private(number)
            with self._questions(number, page=page, private=private):
                with self._in_private(number, private=private):
                    yield
                if page and not last:
                    self.reached = self._end(number, before, opened, end)
            if not page and not last:
                with self.form.group(f"{name}_end", page=True):
                    self.reached = self._end(number, before, opened, end)
        self.last_open = opened

    def probe(self, item: str | None, label: str, **columns: Any) -> Answer:
        """Ask an open question, in the full talk only."""
        condition = columns.pop("relevant", None)
        relevant = self.full if condition is None else condition & self.full
        columns.setdefault("name", "")
        return self.form.ask(
            item,
            text,
            label,
            relevant=relevant,
            appearance="multiline",
            probe=True,
            sensitive=True,
            **columns,
        )

    def introduce(self, name: str, first: str, later: str) -> None:
        """Say what a part is about; in later rounds, since the last talk."""
        ask, in_later = self.form.ask, self.later
        if in_later is None:
            ask(None, note, first, name=f"intro_{name}")
            return
        ask(None, note, first, name=f"intro_{name}", relevant=~in_later)
        ask(None, note, later, name=f"since_{name}", relevant=in_later)

    def since_last_talk(self, item: str) -> None:
        """Say in later rounds that the next item is about the time since then.

        Only items that are not scored: those keep their printed period, so that
        rounds can be compared. Which words were used is told by the round.
        """
        if self.later is not None:
            name = f"since_{item.replace('.', '_')}"
            self.form.ask(None, note, SINCE, name=name, relevant=self.later)

    def complete(self) -> Expr:
        """Hold when the last block was reached."""
        assert self.last_open is not None  # noqa: S101 - a talk has blocks
        return self.last_open == 1

    def _opens(self, name: str) -> Expr:
        if self.reached is None:
            begins = self.kept
            return begins if self.resume is None else begins & ~Answered(self.resume)
        if self.resume is None or name not in self.resume.choices:
            return self.reached
        return self.reached | (self.kept & (self.resume == name))

    def _ask_if_private(self, number: int | str) -> None:
        with self.form.group(f"b{number}_before", page=True):
            self.form.ask(None, note, SENSITIVE, name=f"limits_{number}")
            self.form.ask(
                None,
                select_one(STILL_PRIVATE),
                "Is this place still private?",
                hint=BY_PHONE,
                name=f"still_private_{number}",
            )

    @contextmanager
    def _questions(
        self, number: int | str, *, page: bool, private: bool
    ) -> Iterator[None]:
        """Put the questions of a private block on a page after the one that asks."""
        if page and private:
            with self.form.group(f"b{number}_page", page=True):
                yield
        else:
            yield

    @contextmanager
    def _in_private(self, number: int | str, *, private: bool) -> Iterator[None]:
        """Leave the questions out where the place is not private."""
        if private:
            alone = ~(self.form.q(f"still_private_{number}") == "no")
            with self.form.group(f"b{number}_asked", relevant=alone):
                yield
        else:
            yield

    def _end(
        self, number: int | str, before: int, opened: Answer, answers: Choices | None
    ) -> Expr:
        """Count what was left open and ask whether to go on; say when to go on."""
        blank = self._left_blank(number, before)
        return self._ask_to_go_on(number, blank, opened, answers)

    def _left_blank(self, number: int | str, before: int) -> Answer | None:
        """Count the closed questions of the block that were asked and left."""
        tests = []
        for entry in self.form.entries[before:]:
            node = entry.node
            if isinstance(node, Question) and node.type.choices and not entry.repeat:
                inner = [group.relevant for group in entry.within[1:]]
                asked = [one for one in (*inner, node.relevant) if one is not None]
                tests.append(points(all_hold(*asked, ~Answered(node.answer)), 1))
        if not tests:
            return None
        label = f"Closed questions left open in part {number}"
        blank = self.form.calculate(
            f"blank_{number}", total(*tests), label=label, relevant=self.kept
        )
        self.blanks.append(blank)
        return blank

    def _ask_to_go_on(
        self,
        number: int | str,
        blank: Answer | None,
        opened: Answer,
        answers: Choices | None,
    ) -> Expr:
        if blank is not None:
            self.form.ask(
                None,
                note,
                f"Left open in this part: ${{{blank.name}}}",
                name=f"left_{number}",
                relevant=blank >= 1,
            )
        if answers is None:
            return opened == 1
        go_on = self.form.ask(
            None,
            select_one(answers),
            "Is it all right to go on?",
            hint=BREAK,
            name=f"go_on_{number}",
            required=True,
        )
        return (opened == 1) & (go_on == "continue")
