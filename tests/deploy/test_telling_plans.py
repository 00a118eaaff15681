"""What the person who deploys reads of a plan."""

from __future__ import annotations

import pytest

from deploy.access.around import Around
from deploy.access.hooks import HookPlan
from deploy.access.sharing import SharingPlan
from deploy.comparing.differences import Difference
from deploy.comparing.effects import Effect, Judged
from deploy.comparing.known import Known
from deploy.publishing.plan import Plan
from deploy.publishing.telling_plans import data, described, lines
from deploy.server import Grant

LONG = "Nothing of what was said is kept, and no one is told. " * 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LONG + "Call 100.", LONG + "Call 200."),
        (LONG + "Call 100." + LONG, LONG + "Call 200." + LONG),
        ("Call 100. " + LONG, "Call 200. " + LONG),
        (LONG, LONG + "Call 200."),
        ("Call 100.", "Call 200."),
    ],
)
def test_the_part_that_differs_is_shown(before: str, after: str) -> None:
    found = Difference("item", "changed", "duty", "label", "en", before, after)

    said = described(Judged(found, Effect.HARMLESS), Known({}))

    shown_before, _, shown_after = said.partition(" -> ")
    assert shown_before.rpartition(": ")[2] != shown_after
    assert "200" in shown_after
    assert len(said) < 250


def test_a_text_that_goes_is_told_in_words() -> None:
    found = Difference("item", "changed", "duty", "hint", "en", "Call 100.", "")

    said = described(Judged(found, Effect.HARMLESS), Known({}))

    assert said.endswith('"Call 100." -> nothing')


RED = '<span style="color:red">**2.1**</span> '
SHARED = Around(SharingPlan((Grant("tun_18", "add_submissions"),)), HookPlan())


def label(name: str, language: str = "English (en)", after: str = "New") -> Judged:
    found = Difference("item", "changed", name, "label", language, "Old", after)
    return Judged(found, Effect.HARMLESS)


def lost(name: str, *, declared: bool = False) -> Judged:
    gone = Difference("item", "gone", name, "type", before="text")
    return Judged(gone, Effect.BREAKING, declared=declared)


def told(*changes: Judged, around: Around = SHARED, drifted: str = "") -> list[str]:
    hand = (drifted,) if drifted else ()
    plan = Plan("TUN/survey", "a1", ("store", "record"), changes, hand)
    return list(lines(plan, around, Known({})))


def test_markup_hides_no_word() -> None:
    found = Difference(
        "item", "changed", "q2", "label", "fr", RED + "Rest\nnow?", RED + "Rest?"
    )
    logic = Difference("item", "changed", "q2", "relevant", "", "1 <a and b> 2", "1")
    only = Difference(
        "item", "changed", "q2", "label", "fr", RED + "Rest?", "2.1 Rest?"
    )

    label, condition, look = (
        described(Judged(one, Effect.HARMLESS), Known({}))
        for one in (found, logic, only)
    )

    assert label.endswith(': "2.1 Rest now?" -> "2.1 Rest?"')
    assert '"1 <a and b> 2"' in condition
    assert "<span" in look


def test_languages_of_one_text_share_a_line() -> None:
    changes = (label("q1", "Arabic (ar)"), label("q2"), label("q1", "French (fr)", "N"))

    said = [line for line in told(*changes) if "harmless" in line][1:]

    assert said == [
        '  harmless  q1: label, Arabic (ar): "Old" -> "New"; also in French (fr)',
        '  harmless  q2: label, English (en): "Old" -> "New"',
    ]


def test_many_harmless_texts_bury_nothing() -> None:
    changes = (lost("x", declared=True), *(label(f"q{one}") for one in range(30)))
    plan = Plan("TUN/survey", "a1", ("store",), changes)

    said = list(lines(plan, SHARED, Known({})))

    assert sum(": label" in line for line in said) == 12
    assert "  harmless  and 18 more texts: --format json gives all" in said
    assert len(data(plan, SHARED, Known({}))["changes"]) == 31


@pytest.mark.parametrize(
    ("changes", "drifted", "needs"),
    [
        ([lost("x", declared=True)], "", "--allow-breaking"),
        ([label("x")], "It was edited", "--overwrite-drift"),
        (
            [lost("x"), lost("y", declared=True)],
            "It was edited",
            "--overwrite-drift and the specification to declare x and --allow-breaking",
        ),
    ],
)
def test_what_would_be_refused_says_what_it_needs(
    changes: list[Judged], drifted: str, needs: str
) -> None:
    said = told(*changes, drifted=drifted)

    assert said[-1] == f"  deploy needs {needs}"
    assert not any(line.startswith("  would") for line in said)


def test_what_would_be_done_is_told_in_verbs() -> None:
    assert told(label("x"))[-1] == "  would     allow account tun_18 to send answers"
