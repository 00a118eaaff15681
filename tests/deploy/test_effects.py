"""Each kind of change, and what it does to data, scores and phones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from publishing import YES_NO, asking, made

from builder.errors import SpecError
from builder.expr import Constant
from builder.form import Form
from builder.judgements import Component, Flag, Level
from builder.questions import Choice, Choices, integer, note, select_multiple, text
from builder.verdict import says
from builder.workbook import workbook
from builder.xform import compiled
from deploy.comparing.content import Content
from deploy.comparing.differences import differences
from deploy.comparing.effects import Effect, Judged, judged
from deploy.comparing.known import Known, known_of
from deploy.comparing.urgency import must_update
from deploy.comparing.xform_content import content_of

HARMLESS, ADDITIVE = Effect.HARMLESS, Effect.ADDITIVE
RISKY, BREAKING = Effect.RISKY, Effect.BREAKING
Change = Callable[[Form], object]


def ask(kind: object, label: str = "X", **more: object) -> Change:
    return lambda form: form.ask(None, kind, label, name="x", **more)  # type: ignore[arg-type]


def compare(
    before: Form, after: Form, languages: tuple[str, ...] = ("en",)
) -> tuple[tuple[Judged, ...], Known]:
    old, new = (
        content_of(made(form, languages).xform.encode()) for form in (before, after)
    )
    known = known_of(after)
    found = differences(old, new, known.renamed)
    return judged(found, old, new, known), known


def nothing(_: Form) -> None:
    """Add nothing."""


KINDS = {
    "label": (ask(text, "One"), ask(text, "Two"), HARMLESS),
    "hint": (ask(text), ask(text, hint="So"), HARMLESS),
    "guidance": (ask(text), ask(text, guidance="So"), HARMLESS),
    "appearance": (ask(text), ask(text, appearance="multiline"), HARMLESS),
    "a question more": (nothing, ask(text), ADDITIVE),
    "a note gone": (ask(note), nothing, HARMLESS),
    "required": (ask(text), ask(text, required=True), RISKY),
    "default": (ask(text), ask(text, default="a"), RISKY),
    "number to text": (ask(integer), ask(text), RISKY),
    "label of several": (
        lambda form: form.ask(None, select_multiple(YES_NO), "X", name="y"),
        lambda form: form.ask(None, select_multiple(YES_NO), "Y", name="y"),
        HARMLESS,
    ),
    "text to number": (ask(text), ask(integer), BREAKING),
    "gone": (ask(text), nothing, BREAKING),
    "constraint": (
        ask(integer),
        ask(integer, constraint=lambda this: this >= 0, message="No"),
        RISKY,
    ),
    "relevance": (
        ask(text),
        lambda form: form.ask(None, text, "X", name="x", relevant=form.q("q1_2") > 1),
        RISKY,
    ),
    "calculation": (
        lambda form: form.calculate("x", Constant(1)),
        lambda form: form.calculate("x", Constant(2)),
        RISKY,
    ),
    "calculation gone": (
        lambda form: form.calculate("x", Constant(1)), nothing, RISKY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", KINDS)
def test_a_change_has_its_effect(which: str) -> None:
    before, after, effect = KINDS[which]

    found, _ = compare(asking(before), asking(after))

    assert found
    assert max(one.effect for one in found) is effect


# Cells that a colleague writes into the form's workbook: a row and what it adds.
BY_HAND: dict[str, tuple[str, dict[str, str], str]] = {
    "read only": ("q1_1", {"read_only": "yes"}, "readonly"),
    "type": ("flag_rf01", {"bind::type": "int"}, "bind type"),
    "half": ("q1_2", {"bind::saveIncomplete": "true()"}, "saveIncomplete"),
    "another app": ("q1_2", {"body::intent": "ex:other.app()"}, "be told answers"),
    "its appearance": ("q1_2", {"appearance": "ex:other.app()"}, "be told answers"),
    "aloud": ("q1_1", {"autoplay": "audio"}, "for all to hear"),
    "on a change": ("flag_rf01", {"trigger": "${q1_1}"}, "setvalue"),
    "a place": ("", {"type": "start-geopoint"}, "where the interview is held"),
    "a way": ("", {"type": "background-geopoint", "trigger": "${q1_1}"}, "where the"),
    "a voice": ("", {"type": "background-audio"}, "record the talk"),
    "a phone": ("", {"type": "phonenumber"}, "whose phone"),
    "a name": ("", {"type": "username"}, "whose phone"),
    "a picture": ("", {"type": "image", "label": "X"}, "take pictures"),
    "times": ("", {"type": "audit", "name": "audit"}, "when each page"),
}


def by_hand(rows: list[dict[str, str]], **settings: str) -> Content:
    built = made(asking(with_flag))
    own = {**built.content["settings"][0], **settings}
    content = {**built.content, "survey": rows, "settings": [own]}
    return content_of(compiled(workbook(content)).xform.encode())


def with_flag(form: Form) -> None:
    form.calculate("flag_rf01", Constant(1))


@pytest.mark.parametrize("which", BY_HAND)
def test_what_is_added_by_hand_is_seen_and_risky(which: str) -> None:
    name, cells, told = BY_HAND[which]
    rows = [dict(row) for row in made(asking(with_flag)).content["survey"]]
    before = by_hand(rows)
    if name:
        next(row for row in rows if row.get("name") == name).update(cells)
    else:
        rows.append({"name": "zz", **cells})

    after = by_hand(rows)

    found = judged(differences(before, after), before, after, Known())
    assert before.digest != after.digest
    assert found[0].effect is RISKY
    risky = [one for one in found if one.effect is RISKY]
    assert any(told in f"{one.difference.column}: {one.says}" for one in risky)


@pytest.mark.parametrize(
    ("setting", "effect"), [("instance_name", RISKY), ("style", HARMLESS)]
)
def test_a_setting_by_hand_is_seen(setting: str, effect: Effect) -> None:
    rows = [dict(row) for row in made(asking(with_flag)).content["survey"]]
    said = {"instance_name": "concat('A ', ${q1_1})", "style": "theme-grid"}[setting]
    before, after = by_hand(rows), by_hand(rows, **{setting: said})

    (one,) = judged(differences(before, after), before, after, Known())

    assert (one.difference.name, one.effect) == (setting, effect)


def test_a_question_under_a_name_that_is_taken_is_seen() -> None:
    rows = [dict(row) for row in made(asking(with_flag)).content["survey"]]
    group = {"type": "begin group", "name": "b9", "label": "X"}
    again = {"type": "text", "name": "q1_2", "label": "Once more?"}

    after = by_hand([*rows, group, again, {"type": "end group"}])

    before = by_hand(rows)
    assert {one.name for one in differences(before, after)} >= {"b9", "b9/q1_2"}
    assert before.items.keys() < after.items.keys()


def test_what_stops_collecting_harms_nobody() -> None:
    rows = [dict(row) for row in made(asking(with_flag)).content["survey"]]
    before, after = by_hand([*rows, {"type": "audit", "name": "audit"}]), by_hand(rows)

    (one,) = judged(differences(before, after), before, after, Known())

    assert (one.difference.change, one.effect) == ("gone", HARMLESS)


def test_the_worst_comes_first() -> None:
    found, _ = compare(asking(ask(text)), asking(food="Other words"))

    assert [one.effect for one in found] == [BREAKING, HARMLESS]


def test_a_declared_rename_is_risky_and_says_what_becomes_of_answers() -> None:
    renamed = asking(lambda form: form.ask(None, text, "X", name="z", was=("x",)))

    found, _ = compare(asking(ask(text)), renamed)

    (one,) = found
    assert (one.effect, one.difference.change) == (RISKY, "renamed")
    assert "submissions so far keep x" in one.says


def test_conditions_on_a_renamed_question_are_no_difference() -> None:
    def before(form: Form) -> None:
        one = form.ask(None, integer, "X", name="x")
        form.ask(None, text, "Why ${x}?", name="why", relevant=one > 1)

    def after(form: Form) -> None:
        one = form.ask(None, integer, "X", name="z", was=("x",))
        form.ask(None, text, "Why ${z}?", name="why", relevant=one > 1)

    found, _ = compare(asking(before), asking(after))

    assert [one.difference.change for one in found] == ["renamed"]


def test_an_undeclared_rename_is_a_loss() -> None:
    other = asking(lambda form: form.ask(None, text, "X", name="z"))

    found, _ = compare(asking(ask(text)), other)

    assert [(one.effect, one.declared) for one in found] == [
        (BREAKING, False),
        (ADDITIVE, False),
    ]
    assert "was=" in found[0].says


def test_a_question_that_is_dropped_is_breaking_and_meant() -> None:
    found, _ = compare(asking(ask(text)), asking(lambda form: form.drop("x")))

    assert [(one.effect, one.declared) for one in found] == [(BREAKING, True)]


def test_a_dropped_name_is_never_used_again() -> None:
    def again(form: Form) -> None:
        form.drop("x")
        form.ask(None, text, "X", name="x")

    with pytest.raises(SpecError, match="x is taken"):
        asking(again)


def test_a_choice_that_is_gone_is_breaking_and_never_meant() -> None:
    fewer = Choices.of("yes_no", {"yes": "Yes", "no": "No"})

    found, _ = compare(asking(), asking(choices=fewer))

    (one,) = found
    assert (one.effect, one.declared) == (BREAKING, False)
    assert one.difference.name == "yes_no/often"
    assert "retired=True" in one.says


def test_a_retired_choice_is_risky() -> None:
    *rest, often = YES_NO.options
    retired = Choice(often.name, often.label, retired=True)

    found, _ = compare(asking(), asking(choices=Choices("yes_no", (*rest, retired))))

    (one,) = found
    assert one.effect is RISKY
    assert "no longer offered: often" in one.says


def test_a_list_may_change_its_name() -> None:
    same = Choices("other_name", YES_NO.options)

    found, _ = compare(asking(), asking(choices=same))

    assert [one.effect for one in found] == [HARMLESS]


def test_a_new_language_is_additive_and_its_loss_is_risky() -> None:
    one, two = (made(asking(), tongues) for tongues in (("en",), ("en", "fr")))
    less, more = (content_of(built.xform.encode()) for built in (one, two))

    added = judged(differences(less, more), less, more, Known())
    lost = judged(differences(more, less), more, less, Known())

    assert [each.effect for each in added] == [ADDITIVE]
    assert [each.effect for each in lost] == [RISKY]


def test_one_wording_in_one_language_is_found() -> None:
    built = made(asking(), ("en", "fr"))
    xform = built.xform.replace("Enough food? [fr]", "Other")
    old, new = (content_of(one.encode()) for one in (built.xform, xform))

    (one,) = differences(old, new)

    assert (one.name, one.column, one.language) == ("q1_1", "label", "French (fr)")


def test_what_feeds_a_score_or_a_flag_is_named() -> None:
    def judging(form: Form) -> None:
        verdict = says(form.q("1.1"), "no")
        form.components.append(
            Component("E1", "economic", "Food", {"toolkit": verdict})
        )
        form.flags.append(Flag("RF-07", "Food", "needs", (Level("high", verdict),)))

    other = asking(judging, choices=Choices("yes_no", YES_NO.options[:2]))
    found, known = compare(asking(judging), other)

    assert known.feeds["q1_1"] == ("E1", "RF-07")
    assert found[0].effect is BREAKING


@pytest.mark.parametrize(
    ("change", "urgent"),
    [
        (lambda form: form.fill.update(duty_number="200"), True),
        (lambda form: form.calculate("flag_rf01", Constant(1)), True),
        (lambda form: form.settings.update(public_key="A" * 40), True),
        (ask(text), False),
    ],
)
def test_phones_must_update_when_protection_changes(
    change: Change, urgent: bool
) -> None:
    def changed(form: Form) -> None:
        form.fill, form.settings = dict(form.fill), dict(form.settings)
        change(form)

    found, known = compare(asking(), asking(changed))

    assert bool(must_update(found, known)) is urgent


def test_what_guards_is_named_once_with_all_its_places() -> None:
    def changed(form: Form) -> None:
        form.calculate("flag_rf01", Constant(1))
        form.calculate("flag_rf02", Constant(1))

    found, known = compare(asking(), asking(changed))

    assert must_update(found, known) == (
        "red flags have changed: flag_rf01, flag_rf02",
    )


def test_encryption_that_ends_is_told() -> None:
    def keyed(form: Form) -> None:
        form.settings = {"public_key": "A" * 40}

    found, _ = compare(asking(keyed), asking())

    (one,) = found
    assert (one.effect, one.declared) == (BREAKING, True)
    assert "no longer encrypted" in one.says
