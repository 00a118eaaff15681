"""Who gets which alert: nobody too many, and never nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from small_form import consenting

from builder.form import Form
from instrument_specs.profile import Profile
from instrument_specs.registry import Instruments
from scorers.alerts import Alert, due
from scorers.interviews import work_out
from scorers.normalise import normalise
from scorers.submission import NOT_APPROVED, Submission
from scorers.visits import Visit, visits

Made = Callable[..., dict[str, Any]]
OFFICE, DEPUTY, OUTSIDE = (
    "protection@office.example",
    "protection.deputy@office.example",
    "safeguarding@regional.example",
)
ARRANGER = {"b2/debts/debt": [{"b2/debts/debt/q2_2": "arranger"}]}
FAMILY = {"b2/debts/debt": [{"b2/debts/debt/q2_2": "family"}]}


def seen(form: Form, *rows: dict[str, Any]) -> list[Visit]:
    read = [normalise(form, row) for row in rows]
    return visits(work_out(form, [one for one in read if isinstance(one, Submission)]))


def unsafe(row: Made, number: int = 1, **answers: Any) -> dict[str, Any]:
    return row(number, **{**consenting(go_on_1="continue", q2_1="no"), **answers})


def to(alerts: list[Alert]) -> list[tuple[str, str, str]]:
    return [(a.raised.flag, a.raised.severity, a.recipient.email) for a in alerts]


def test_critical_goes_to_the_deputy_at_once(
    form: Form, row: Made, nga: Profile
) -> None:
    alerts = due(seen(form, unsafe(row, **ARRANGER)), nga, ())

    assert to(alerts) == [("RF-01", "critical", OFFICE), ("RF-01", "critical", DEPUTY)]


def test_high_goes_to_the_focal_point_alone(
    form: Form, row: Made, nga: Profile
) -> None:
    assert to(due(seen(form, unsafe(row, **FAMILY)), nga, ())) == [
        ("RF-01", "high", OFFICE)
    ]


def test_could_not_act_goes_to_the_deputy_too(
    form: Form, row: Made, nga: Profile
) -> None:
    stuck = unsafe(row, ack_rf01="could_not_act", **FAMILY)

    assert to(due(seen(form, stuck), nga, ())) == [
        ("RF-01", "high", OFFICE),
        ("RF-01", "high", DEPUTY),
    ]


@pytest.mark.parametrize("answer", ["yes", "not_sure", "something else", ["odd"]])
def test_someone_of_the_programme_means_outside_the_office_only(
    form: Form, row: Made, nga: Profile, answer: Any
) -> None:
    alerts = due(
        seen(
            form,
            unsafe(row, programme_involved=answer, q1_1="yes", q1_2="food", **ARRANGER),
        ),
        nga,
        (),
    )

    assert {email for _, _, email in to(alerts)} == {OUTSIDE}
    assert {flag for flag, _, _ in to(alerts)} == {"RF-01", "RF-07"}
    assert all(alert.recipient.outside for alert in alerts)


def test_involvement_said_in_one_sitting_holds_for_the_round(
    form: Form, row: Made, nga: Profile
) -> None:
    first = unsafe(row, programme_involved="not_sure", **FAMILY)
    later = unsafe(row, 2, sitting="2", programme_involved="no", **FAMILY)

    assert {email for _, _, email in to(due(seen(form, first, later), nga, ()))} == {
        OUTSIDE
    }


def test_not_involved_stays_in_the_office(form: Form, row: Made, nga: Profile) -> None:
    assert to(
        due(seen(form, unsafe(row, programme_involved="no", **FAMILY)), nga, ())
    ) == [("RF-01", "high", OFFICE)]


def test_an_alert_is_due_once_to_each(form: Form, row: Made, nga: Profile) -> None:
    found = seen(form, unsafe(row, **ARRANGER))
    sent = {due(found, nga, ())[0].key}

    assert to(due(found, nga, sent)) == [("RF-01", "critical", DEPUTY)]


def test_a_graver_severity_is_another_alert(
    form: Form, row: Made, nga: Profile
) -> None:
    sent = {alert.key for alert in due(seen(form, unsafe(row, **FAMILY)), nga, ())}

    assert len(due(seen(form, unsafe(row, **ARRANGER)), nga, sent)) == 2


def test_not_approved_still_alerts(form: Form, row: Made, nga: Profile) -> None:
    rejected = unsafe(row, _validation_status={"uid": NOT_APPROVED}, **FAMILY)

    assert len(due(seen(form, rejected), nga, ())) == 1


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
    assert len(due(found, nga, ())) == 2


def test_context_never_alerts_alone(form: Form, row: Made, nga: Profile) -> None:
    context = {"q1_4": "words", "q1_5": "2025-01-01"}
    alone = due(seen(form, row(1, **consenting(**context))), nga, ())
    beside = due(seen(form, unsafe(row, **context, **FAMILY)), nga, ())

    assert alone == []
    assert to(beside) == [("RF-01", "high", OFFICE)]


def test_a_need_without_a_focal_point_goes_to_safeguarding(
    form: Form, row: Made, nga: Profile
) -> None:
    bare = replace(nga, focal_points=())

    assert to(due(seen(form, unsafe(row, **FAMILY)), bare, ())) == [
        ("RF-01", "high", OUTSIDE)
    ]


@pytest.mark.parametrize("kind", ["danger", "child", "unreadable"])
def test_urgent_always_alerts_like_a_critical_flag(nga: Profile, kind: str) -> None:
    form = Instruments().form("NGA", "urgent")
    row = {"_uuid": "u", "page/kind": kind, "page/done": "could_not_act"}

    (found,) = seen(form, row)
    alerts = due([found], nga, ())

    assert {one.severity for one in found.raised} == {"critical"}
    assert {one.acknowledged for one in found.raised} == {"could_not_act"}
    assert len(alerts) == 2
