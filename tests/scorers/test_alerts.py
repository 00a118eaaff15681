"""Who gets which alert: nobody too many, and never nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from small_form import consenting
from visiting import DEPUTY, HEAD, NOW, OUTSIDE, raised, visit
from visiting import FOCAL as OFFICE

from builder.form import Form
from builder.judgements import SEVERITIES, Severity
from instrument_specs.profile import Profile
from instrument_specs.registry import Instruments
from scorers.alerting.alerts import Alert, Told, due, pace_of
from scorers.reading.normalise import normalise
from scorers.reading.submission import NOT_APPROVED, Submission
from scorers.scoring.interviews import work_out
from scorers.scoring.visits import Visit, visits

Made = Callable[..., dict[str, Any]]
ARRANGER = {"b2/debts/debt": [{"b2/debts/debt/q2_2": "arranger"}]}
FAMILY = {"b2/debts/debt": [{"b2/debts/debt/q2_2": "family"}]}


def seen(form: Form, *rows: dict[str, Any]) -> list[Visit]:
    read = [normalise(form, row) for row in rows]
    return visits(work_out(form, [one for one in read if isinstance(one, Submission)]))


def unsafe(row: Made, number: int = 1, **answers: Any) -> dict[str, Any]:
    return row(number, **{**consenting(go_on_1="continue", q2_1="no"), **answers})


def made(found: list[Visit], profile: Profile) -> list[Alert]:
    return [alert for one in found for alert in due(one, profile, NOW)]


def to(alerts: list[Alert]) -> list[tuple[str, str, str]]:
    return [(a.raised.flag, a.raised.severity, a.recipient.email) for a in alerts]


def test_critical_goes_to_the_deputy_at_once(
    form: Form, row: Made, nga: Profile
) -> None:
    alerts = made(seen(form, unsafe(row, **ARRANGER)), nga)

    assert to(alerts) == [("RF-01", "critical", OFFICE), ("RF-01", "critical", DEPUTY)]


def test_high_goes_to_the_focal_point_alone(
    form: Form, row: Made, nga: Profile
) -> None:
    assert to(made(seen(form, unsafe(row, **FAMILY)), nga)) == [
        ("RF-01", "high", OFFICE)
    ]


def test_could_not_act_goes_to_the_deputy_too(
    form: Form, row: Made, nga: Profile
) -> None:
    stuck = unsafe(row, ack_rf01="could_not_act", **FAMILY)

    assert to(made(seen(form, stuck), nga)) == [
        ("RF-01", "high", OFFICE),
        ("RF-01", "high", DEPUTY),
    ]


@pytest.mark.parametrize("answer", ["yes", "not_sure", "something else", ["odd"]])
def test_someone_of_the_programme_means_outside_the_office_only(
    form: Form, row: Made, nga: Profile, answer: Any
) -> None:
    alerts = made(
        seen(
            form,
            unsafe(row, programme_involved=answer, q1_1="yes", q1_2="food", **ARRANGER),
        ),
        nga,
    )

    assert {email for _, _, email in to(alerts)} == {OUTSIDE}
    assert {flag for flag, _, _ in to(alerts)} == {"RF-01", "RF-07"}
    assert all(alert.recipient.outside for alert in alerts)


def test_involvement_said_in_one_sitting_holds_for_the_round(
    form: Form, row: Made, nga: Profile
) -> None:
    first = unsafe(row, programme_involved="not_sure", **FAMILY)
    later = unsafe(row, 2, sitting="2", programme_involved="no", **FAMILY)

    assert {email for _, _, email in to(made(seen(form, first, later), nga))} == {
        OUTSIDE
    }


def test_not_involved_stays_in_the_office(form: Form, row: Made, nga: Profile) -> None:
    assert to(
        made(seen(form, unsafe(row, programme_involved="no", **FAMILY)), nga)
    ) == [("RF-01", "high", OFFICE)]


TOLD = Told("RF-01", "critical", "critical", stuck=False, outside=False)


@pytest.mark.parametrize(
    ("told", "severity", "done", "is_due"),
    [
        ((), "high", "", True),
        ((TOLD,), "critical", "", False),
        ((TOLD,), "high", "", False),
        ((TOLD,), "critical", "could_not_act", True),
        ((replace(TOLD, stuck=True),), "critical", "could_not_act", False),
        ((replace(TOLD, severity="high", standing="high"),), "critical", "", True),
        ((replace(TOLD, standing="gone"),), "critical", "", True),
        ((replace(TOLD, standing="high"),), "critical", "", True),
        ((replace(TOLD, standing="high"),), "high", "", False),
        ((replace(TOLD, standing="mistake"),), "critical", "mistake", False),
        ((replace(TOLD, standing="mistake"),), "critical", "called_duty", True),
        ((replace(TOLD, flag="RF-02"),), "critical", "", True),
    ],
)
def test_what_is_graver_than_all_that_was_told_is_due(
    nga: Profile, told: tuple[Told, ...], severity: Severity, done: str, *, is_due: bool
) -> None:
    found = visit(raised("RF-01", "protection", severity, done))

    assert bool(due(found, nga, NOW, told)) == is_due


def test_what_comes_back_is_another_alert(nga: Profile) -> None:
    found = visit(raised())
    (first, _), (again, _) = (
        due(found, nga, NOW, told) for told in ((), (replace(TOLD, standing="gone"),))
    )

    assert first.key == "row-1/RF-01/critical/protection@office.example"
    assert again.key == "row-1/RF-01/critical/1/protection@office.example"


def test_told_outside_stays_outside(nga: Profile) -> None:
    """Who takes the answer back may be the one it was about."""
    told = [replace(TOLD, severity="high", standing="high", outside=True)]

    (alert,) = due(visit(raised()), nga, NOW, told)

    assert alert.recipient.address == OUTSIDE


def test_told_inside_is_told_outside_once_that_is_known(nga: Profile) -> None:
    (alert,) = due(visit(raised(), involved=True), nga, NOW, [TOLD])

    assert alert.recipient.outside


@pytest.mark.parametrize(
    ("severity", "done", "pace"),
    [
        ("critical", "", "now"),
        ("high", "", "day"),
        ("medium", "", "week"),
        ("low", "", "week"),
        *[(one, "could_not_act", "now") for one in SEVERITIES],
    ],
)
def test_how_soon_each_is_told(severity: Severity, done: str, pace: str) -> None:
    assert pace_of(raised("RF-01", "protection", severity, done)) == pace


def test_all_that_one_person_gets_of_an_interview_comes_together(nga: Profile) -> None:
    found = visit(
        raised(), raised("RF-09", severity="medium"), raised("RF-12", "health", "high")
    )

    paces = {
        (one.raised.flag, one.recipient.address): one.pace
        for one in due(found, nga, NOW)
    }

    assert paces["RF-09", OFFICE] == "now"
    assert paces["RF-12", "health@office.example"] == "day"


def test_perhaps_another_person_is_told_at_once(nga: Profile) -> None:
    found = visit(raised("RF-12", "health", "high"), another=True)

    assert {one.pace for one in due(found, nga, NOW)} == {"now"}


def test_not_approved_still_alerts(form: Form, row: Made, nga: Profile) -> None:
    rejected = unsafe(row, _validation_status={"uid": NOT_APPROVED}, **FAMILY)

    assert len(made(seen(form, rejected), nga)) == 1


@pytest.mark.parametrize("ending", [{"consent": "no"}, {"keep_answers": "discard"}])
def test_refused_and_discarded_alert_nobody(
    form: Form, row: Made, ending: dict[str, str]
) -> None:
    assert seen(form, unsafe(row, **ending, **ARRANGER)) == []


def test_a_later_sitting_that_did_not_ask_again_is_no_news(
    form: Form, row: Made
) -> None:
    found = seen(
        form, unsafe(row, **FAMILY), row(2, **consenting(sitting="2", go_on_1="stop"))
    )

    assert [one.submission for one in found] == ["row-1"]


def test_a_later_sitting_that_says_it_again_is_news(form: Form, row: Made) -> None:
    found = seen(form, unsafe(row, **FAMILY), unsafe(row, 2, sitting="2", **FAMILY))

    assert [one.submission for one in found] == ["row-1", "row-2"]


def test_what_only_the_sittings_together_show_is_news(form: Form, row: Made) -> None:
    """RF-08 needs a date, told first, and words, said in the second sitting."""
    first = row(1, **consenting(q1_5="2025-01-01", go_on_1="stop"))
    second = row(2, **consenting(sitting="2", q1_4="words", go_on_1="stop"))

    (found,) = seen(form, first, second)

    assert (found.submission, found.raised[0].flag) == ("row-2", "RF-08")


def test_the_sittings_together_decide_how_grave_it_is(form: Form, row: Made) -> None:
    """Who is owed was told first; the second sitting alone would be "high"."""
    second = row(2, **consenting(sitting="2", go_on_1="continue", q2_1="no"))

    found = seen(form, unsafe(row, **ARRANGER), second)

    assert [one.raised[0].severity for one in found] == ["critical", "critical"]


def test_a_later_round_alerts_again_and_says_so(
    form: Form, row: Made, nga: Profile
) -> None:
    found = seen(form, unsafe(row, **FAMILY), unsafe(row, 2, round="2", **FAMILY))

    assert [one.raised[0].again for one in found] == [False, True]
    assert len(made(found, nga)) == 2


def test_context_never_alerts_alone(form: Form, row: Made, nga: Profile) -> None:
    context = {"q1_4": "words", "q1_5": "2025-01-01"}
    alone = made(seen(form, row(1, **consenting(**context))), nga)
    beside = made(seen(form, unsafe(row, **context, **FAMILY)), nga)

    assert alone == []
    assert to(beside) == [("RF-01", "high", OFFICE)]


def test_a_need_without_a_focal_point_goes_up_the_line(
    form: Form, row: Made, nga: Profile
) -> None:
    found = seen(form, unsafe(row, **FAMILY))
    bare = replace(nga, focal_points=())

    assert to(made(found, bare)) == [("RF-01", "high", HEAD)]
    assert to(made(found, replace(bare, escalation=()))) == [("RF-01", "high", OUTSIDE)]


@pytest.mark.parametrize("kind", ["danger", "child", "unreadable"])
def test_urgent_always_alerts_like_a_critical_flag(nga: Profile, kind: str) -> None:
    form = Instruments().form("NGA", "urgent")
    row = {"_uuid": "u", "page/kind": kind, "page/done": "could_not_act"}

    (found,) = seen(form, row)
    alerts = due(found, nga, NOW)

    assert {one.severity for one in found.raised} == {"critical"}
    assert {one.acknowledged for one in found.raised} == {"could_not_act"}
    assert len(alerts) == 2


def test_what_only_outside_may_know_is_not_seen_before_at_the_office(
    form: Form, row: Made
) -> None:
    hidden = unsafe(row, programme_involved="yes", **FAMILY)
    later = {"round": "2", **FAMILY}
    inside = seen(form, hidden, unsafe(row, 2, **later))
    outside = seen(form, hidden, unsafe(row, 2, programme_involved="yes", **later))

    assert [one.raised[0].again for one in inside] == [False, False]
    assert [one.raised[0].again for one in outside] == [False, True]
