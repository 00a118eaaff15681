"""What nobody takes up goes up the line in time, and then outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from visiting import DEPUTY, FOCAL, HEAD, NOW, OFFICE_HEAD, OUTSIDE

from instrument_specs.profile import Profile
from scorers.alerting import escalation
from scorers.alerting.kept import Kept
from scorers.alerting.office import day_of
from scorers.alerting.reminding import Waiting, is_unanswered, reminder_due, waiting

HOUR = timedelta(hours=1)


def kept(**facts: object) -> Kept:
    known: dict[str, object] = {
        "project": "NGA/survey",
        "key": "k",
        "submission": "row-1",
        "reference": "AAAA-BBBB-CCCC",
        "person": "10000022",
        "flag": "RF-01",
        "need": "protection",
        "severity": "critical",
        "stuck": False,
        "role": "r",
        "address": FOCAL,
        "outside": False,
        "involved": False,
        "pace": "now",
        "raised_at": NOW,
        "send_at": NOW,
        "act_before": NOW + 20 * HOUR,
        "message_id": "<1@x>",
        "taken_up": False,
    }
    return Kept(**{**known, **facts})  # type: ignore[arg-type] # all fields, by name


def people(nga: Profile, hours: float, **facts: object) -> list[str]:
    alerts = waiting([kept(**facts)])
    found = [reminder_due(one, nga, NOW + hours * HOUR) for one in alerts]
    return [to.address for one in found if one for to in one.people]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (5.9, []),
        (6, [FOCAL, DEPUTY]),
        (12, [FOCAL, DEPUTY, HEAD]),
        (18, [FOCAL, DEPUTY, HEAD, OFFICE_HEAD]),
        (24, [FOCAL, DEPUTY, HEAD, OFFICE_HEAD, OUTSIDE]),
    ],
)
def test_up_the_line_and_outside_by_the_deadline(
    nga: Profile, hours: float, expected: list[str]
) -> None:
    weekdays = replace(nga, weekend=())

    assert people(weekdays, hours) == expected
    assert people(weekdays, hours / 2, stuck=True) == expected
    assert people(weekdays, hours / 2, stuck=True, severity="medium") == expected
    assert people(weekdays, hours / 2, act_before=NOW - HOUR) == expected


def test_the_profile_sets_the_pace(nga: Profile) -> None:
    slow = replace(nga, escalation_hours=10, weekend=())

    assert people(slow, 9) == []
    assert people(slow, 10) == [FOCAL, DEPUTY]
    assert people(slow, 39)[-1] == OFFICE_HEAD
    assert people(slow, 40)[-1] == OUTSIDE


def test_taking_it_up_stops_it(nga: Profile) -> None:
    assert people(nga, 500, taken_up=True) == []


def test_a_lost_mail_moves_on_at_once(nga: Profile) -> None:
    alert = kept()

    lost = waiting([alert], {"<1@x>"})[0]
    found = reminder_due(lost, replace(nga, weekend=()), NOW)

    assert found is not None
    assert [one.address for one in found.people] == [FOCAL, DEPUTY, HEAD]


@pytest.mark.parametrize("hours", [1, 6, 12, 24, 500])
def test_nothing_of_the_programme_is_told_inside(nga: Profile, hours: int) -> None:
    outside = {"outside": True, "involved": True, "address": OUTSIDE}
    hidden = {"outside": False, "involved": True}

    assert set(people(nga, hours, **outside)) <= {OUTSIDE}
    assert people(nga, hours, **hidden) == []


def test_the_operator_learns_only_of_the_last_step_outside(nga: Profile) -> None:
    outside = Waiting((kept(outside=True, involved=True),))

    assert not is_unanswered(outside, nga, NOW + 23 * HOUR)
    assert is_unanswered(outside, nga, NOW + 24 * HOUR)
    assert not is_unanswered(Waiting((kept(),)), nga, NOW + 500 * HOUR)


def test_high_is_recalled_once_at_its_deadline(nga: Profile) -> None:
    weekdays = replace(nga, weekend=())
    facts = {"severity": "high", "act_before": NOW + 40 * HOUR}

    assert people(weekdays, 39, **facts) == []
    assert people(weekdays, 40, **facts) == [FOCAL, DEPUTY, HEAD]
    names = {
        found.name
        for hours in (40, 60, 500)
        if (found := reminder_due(Waiting((kept(**facts),)), nga, NOW + hours * HOUR))
    }
    assert len(names) == 1


def test_old_news_is_not_recalled_as_soon_as_told(nga: Profile) -> None:
    facts = {"severity": "high", "act_before": NOW - 40 * HOUR}

    assert people(nga, 11, **facts) == []
    assert people(nga, 12, **facts) != []


@pytest.mark.parametrize("severity", ["medium", "low"])
def test_medium_and_low_wait_for_the_list(nga: Profile, severity: str) -> None:
    assert people(nga, 5000, severity=severity) == []


def test_every_step_of_every_profile_tells_somebody(nga: Profile) -> None:
    for line, fast, hours in product(range(3), (True, False), range(1, 200, 7)):
        profile = replace(nga, escalation=nga.escalation[:line])
        step = escalation.step_due(NOW, NOW + hours * HOUR, profile, fast=fast)
        told = escalation.told(step, [], profile, day_of(NOW, profile))
        assert 0 <= step <= line + 2
        assert (OUTSIDE in [one.address for one in told]) == (step == line + 2)
