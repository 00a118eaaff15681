"""What has to be read from a submission, and in which order it is worked out.

Nothing else is taken from a row, so nothing else can be kept or leak.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from builder.entries import Entry
from builder.expr import Answer, Constant, Expr, all_hold
from builder.form import Form
from builder.parts import answers_in
from builder.questions import Calculation, Joined, Question
from builder.relevance import in_order
from builder.verdict import Verdict

OUTCOME = "outcome"
RESPONDENT_CODE = "respondent_code"
INTERVIEWER_CODE = "interviewer_code"
VERSIONS = ("content_hash", "country_hash", "scoring_version")
ACKNOWLEDGED = "ack_"
DONE = "done"
"""What was done, where a form asks it once for all of its flags."""
INVOLVED = "programme_involved"
AGE, GENDER = "age", "gender"
"""What tells whether a code was used for somebody else."""
ABOUT_THE_TALK = (
    OUTCOME,
    RESPONDENT_CODE,
    INTERVIEWER_CODE,
    "round",
    "sitting",
    "interview_date",
    AGE,
    GENDER,
    INVOLVED,
    DONE,
)
KEPT = ("complete", "stopped")
WORDING_CHANGED, WORDING_ITEM = "wording_changed", "wording_item"
WORDING_LANGUAGE = "wording_language"
NOTED = (WORDING_CHANGED, WORDING_ITEM, WORDING_LANGUAGE)
"""Which questions were put in other words: read as codes, the words never."""
# An encrypted row shows itself by its key only: without it, it would look empty.
ALWAYS = (
    "__version__",
    "meta/instanceID",
    "_submission_time",
    "_xform_id_string",
    "base64EncryptedKey",
)
# Item 18 of the survey; other tools have a question of that name.
CONTACT_ITEM, CONTACT_AGAIN = "18", "contact_again"
SUMS = (
    "economic",
    "social",
    "psychosocial",
    "determined",
    "score_low",
    "score_high",
    "score",
)


@dataclass(frozen=True, slots=True, eq=False)
class Needed:
    """The part of a form that scores, flags and alerts depend on.

    `entries` are what is worked out, each after all it reads; `taken` are the
    names whose answers are read from a row, `stored` those of them that the
    phone worked out itself, for comparison only; `repeats` name the repeats
    that a taken question stands in; `renamed` gives its name now for each name
    that a question had in earlier versions of the form.
    """

    entries: tuple[Entry, ...]
    taken: frozenset[str]
    stored: tuple[str, ...]
    repeats: frozenset[str]
    renamed: Mapping[str, str]


def needed(form: Form) -> Needed:
    """Find what scores, red flags and alerts of `form` depend on."""
    entries = tuple(in_order(form, dict.fromkeys(_roots(form))))
    asked = [entry for entry in entries if isinstance(entry.node, Question)]
    # Nothing is worked out from these; they are kept as they are.
    asked += [form.entry(name) for name in NOTED if name in form]
    stored = tuple(name for name in _worked_out(form) if name in form)
    return Needed(
        entries,
        frozenset([*(entry.node.name for entry in asked), *stored]),
        stored,
        frozenset(g.name for entry in asked for g in entry.within if g.repeat),
        {old: one.name for one in form.questions() for old in one.was},
    )


def paths(form: Form) -> tuple[str, ...]:
    """Give the fields to ask a server for, as full paths.

    A server selects a repeat only as a whole, so a repeat is asked for whole.
    """
    found: dict[str, None] = {}
    for name in sorted(needed(form).taken):
        entry = form.entry(name)
        names = [group.name for group in entry.within]
        outermost = next((i for i, g in enumerate(entry.within) if g.repeat), None)
        parts = [*names, name] if outermost is None else names[: outermost + 1]
        found["/".join(parts)] = None
    return (*ALWAYS, *found)


def contact_again(form: Form) -> str | None:
    """Name the question whether the person may be contacted, where there is one."""
    asked = (question for question in form.questions() if question.item == CONTACT_ITEM)
    if (survey := next(asked, None)) is not None:
        return survey.name
    return CONTACT_AGAIN if CONTACT_AGAIN in form else None


def kept(form: Form) -> Expr:
    """Give the condition under which a sitting's answers are judged at all.

    Beside the outcome this is the form's own condition on its score and flags:
    a form that was left before consent has the outcome "stopped".
    """
    nodes = [f"{profile}_{one}" for profile in profiles(form) for one in SUMS]
    nodes += [flag.name for flag in form.flags]
    own = [form.entry(name).relevant for name in nodes if name in form]
    conditions = {id(one): one for one in own if one is not None}
    outcome = [Answer(OUTCOME, "one").one_of(*KEPT)] if OUTCOME in form else []
    return all_hold(*outcome, *conditions.values(), Constant(value=True))


def profiles(form: Form) -> tuple[str, ...]:
    """Name the scoring profiles that the form's components are read under."""
    return tuple(dict.fromkeys(p for c in form.components for p in c.readings))


def _roots(form: Form) -> Iterator[str]:
    yield from _names(kept(form))
    for verdict in _verdicts(form):
        for expr in (verdict.holds, verdict.fails):
            yield from _names(expr)
    yield from (name for name in ABOUT_THE_TALK if name in form)
    again = contact_again(form)
    if again is not None:
        yield again
    yield from (
        e.node.name for e in form.entries if e.node.name.startswith(ACKNOWLEDGED)
    )


def _verdicts(form: Form) -> Iterator[Verdict]:
    for component in form.components:
        yield from component.readings.values()
    # A flag that is switched on later must be able to look back.
    for flag in (*form.flags, *form.flags_off):
        yield from (level.verdict for level in flag.levels)


def _names(expr: Expr) -> Iterator[str]:
    return (answer.name for answer in answers_in(expr))


def _worked_out(form: Form) -> Iterator[str]:
    """Name the nodes in which the phone left its own score, flags and versions."""
    for profile in profiles(form):
        yield from (f"{profile}_{c.id.lower()}" for c in form.components)
        yield from (f"{profile}_{one}" for one in SUMS)
    yield from (flag.name for flag in form.flags)
    yield from VERSIONS


def is_joined(entry: Entry) -> bool:
    """Tell whether a node gathers the answers of a repeat."""
    return isinstance(entry.node, Calculation) and isinstance(entry.node.value, Joined)
