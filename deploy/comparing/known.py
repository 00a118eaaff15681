"""What a specification knows about its names, and servers do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from builder.feeding import Feeding
from builder.form import Form
from builder.questions import Question

# Words of the profile that people's safety hangs on.
PROTECTIVE = (
    "duty_number",
    "limits",
    "limits_short",
    "independent_contact",
    "emergency_support",
    "staff_care",
    "step_",
)


@dataclass(frozen=True, slots=True)
class Known:
    """Names of a form: their items, what they feed, what was declared of them.

    `renamed` gives the new name of old ones, `dropped` the questions that were
    taken out on purpose, here or by the country's profile. `local_lists` are
    choices that the profile names; `guarding` are items that protect people.
    """

    items: Mapping[str, str] = field(default_factory=dict)
    feeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    local_lists: frozenset[str] = frozenset()
    guarding: frozenset[str] = frozenset()

    def called(self, name: str) -> str:
        """Call an item as people do, by the toolkit's number where it has one."""
        item = self.items.get(name)
        return f"{item} ({name})" if item else name


def known_of(form: Form, widest: Form | None = None) -> Known:
    """Collect what the specification of a form knows.

    `widest` is the form with all that countries may choose: what it asks and
    `form` does not was left out by the profile.
    """
    chosen_out = {entry.node.name for entry in widest.entries} if widest else set()
    feeding = Feeding(form)
    questions = list(form.questions())
    fed = {
        entry.node.name: (
            *feeding.components(entry.node.name),
            *feeding.flags(entry.node.name),
        )
        for entry in form.entries
    }
    return Known(
        {e.node.name: e.node.item for e in form.entries if e.node.item},
        {name: judged for name, judged in fed.items() if judged},
        {old: question.name for question in questions for old in question.was},
        frozenset(form.dropped | chosen_out - {one.node.name for one in form.entries}),
        frozenset(_local_lists(questions)),
        frozenset(_guarding(form, questions)),
    )


def _local_lists(questions: list[Question]) -> Iterator[str]:
    for question in questions:
        choices = question.type.choices
        if choices and any(one.label.startswith("{") for one in choices.options):
            yield choices.name


def _guarding(form: Form, questions: list[Question]) -> Iterator[str]:
    yield from (flag.name for flag in form.flags)
    for question in questions:
        said = question.label + question.hint + question.guidance + question.message
        if any(f"{{{word}" in said for word in PROTECTIVE):
            yield question.name
