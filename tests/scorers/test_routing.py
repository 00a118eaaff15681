"""Whoever is away and whatever day it is: somebody is told, and nobody too many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visiting import DEPUTY, FOCAL, HEAD, NOW, OFFICE_HEAD, OUTSIDE, raised, visit

from builder.judgements import SEVERITIES
from instrument_specs.closing import NEEDS
from instrument_specs.country_fields import DAYS
from instrument_specs.profile import Leave, Profile
from instrument_specs.registry import Instruments
from scorers.alerting.alerts import due
from scorers.alerting.routing import everybody, recipients

FRIDAY, SATURDAY = date(2026, 1, 9), date(2026, 1, 10)
NGA = Instruments().profile("NGA")


def away(profile: Profile, *addresses: str) -> Profile:
    leave = [Leave(one, date(2026, 1, 1), date(2026, 1, 31)) for one in addresses]
    return replace(profile, leave=tuple(leave))


def told(profile: Profile, day: date, *, pressing: bool) -> list[str]:
    return [
        one.address for one in recipients("protection", profile, day, pressing=pressing)
    ]


@pytest.mark.parametrize(
    ("pressing", "day", "gone", "expected"),
    [
        (False, FRIDAY, (), [FOCAL]),
        (False, SATURDAY, (), [FOCAL]),
        (False, FRIDAY, (FOCAL,), [DEPUTY]),
        (False, FRIDAY, (DEPUTY,), [FOCAL]),
        (False, FRIDAY, (FOCAL, DEPUTY), [HEAD]),
        (False, FRIDAY, (FOCAL, DEPUTY, HEAD), [OFFICE_HEAD]),
        (False, FRIDAY, (FOCAL, DEPUTY, HEAD, OFFICE_HEAD), [OUTSIDE]),
        (True, FRIDAY, (), [FOCAL, DEPUTY]),
        (True, SATURDAY, (), [FOCAL, DEPUTY, HEAD]),
        (True, FRIDAY, (FOCAL,), [DEPUTY, HEAD]),
        (True, FRIDAY, (DEPUTY,), [FOCAL, HEAD]),
        (True, SATURDAY, (FOCAL,), [DEPUTY, HEAD]),
        (True, FRIDAY, (FOCAL, DEPUTY), [HEAD, OFFICE_HEAD]),
        (True, SATURDAY, (HEAD,), [FOCAL, DEPUTY, OFFICE_HEAD]),
        (True, FRIDAY, (FOCAL, DEPUTY, HEAD), [OFFICE_HEAD]),
        (True, FRIDAY, (FOCAL, DEPUTY, HEAD, OFFICE_HEAD), [OUTSIDE]),
    ],
)
def test_leave_and_closed_days(
    pressing: bool,
    day: date,
    gone: tuple[str, ...],
    expected: list[str],
) -> None:
    assert told(away(NGA, *gone), day, pressing=pressing) == expected


def test_leave_ends_and_addresses_are_compared_in_lower_case() -> None:
    last = Leave(FOCAL.upper(), date(2026, 1, 1), FRIDAY)
    profile = replace(NGA, leave=(last,))

    assert told(profile, FRIDAY, pressing=False) == [DEPUTY]
    assert told(profile, SATURDAY, pressing=False) == [FOCAL]


def test_a_focal_point_without_deputy_is_not_alone_with_what_presses() -> None:
    alone = tuple(
        replace(one, deputy_role="", deputy_email="") for one in NGA.focal_points
    )

    assert told(replace(NGA, focal_points=alone), FRIDAY, pressing=True) == [
        FOCAL,
        HEAD,
    ]


def test_one_address_is_told_once() -> None:
    same = tuple(
        replace(one, email=HEAD.upper(), deputy_email=HEAD) for one in NGA.focal_points
    )

    assert told(replace(NGA, focal_points=same), SATURDAY, pressing=True) == [
        HEAD,
        OFFICE_HEAD,
    ]


def test_several_focal_points_of_a_need_are_all_told() -> None:
    other = replace(NGA.focal_points[0], email="second@office.example")
    profile = replace(NGA, focal_points=(*NGA.focal_points, other))

    assert told(profile, FRIDAY, pressing=False) == [FOCAL, "second@office.example"]


def test_someone_of_the_programme_means_outside_alone_whatever_else() -> None:
    for need, day, pressing in product(NEEDS, (FRIDAY, SATURDAY), (True, False)):
        (only,) = recipients(
            need, away(NGA, FOCAL), day, pressing=pressing, involved=True
        )
        assert (only.address, only.outside) == (OUTSIDE, True)


def test_everybody_is_there_once_and_the_outside_last() -> None:
    addresses = [one.address for one in everybody(NGA)]

    assert len(addresses) == len(set(addresses)) == 17
    assert addresses[-1] == OUTSIDE


ADDRESSES = [one.address for one in everybody(NGA)]


@settings(max_examples=150, deadline=None)
@given(
    gone=st.sets(st.sampled_from(ADDRESSES)),
    closed=st.sets(st.sampled_from(DAYS), max_size=6),
    needs=st.lists(st.sampled_from([*NEEDS, "unheard_of"]), min_size=1, max_size=4),
    grave=st.sampled_from(SEVERITIES),
    done=st.sampled_from(["", "could_not_act", "mistake", "odd"]),
    involved=st.booleans(),
    points=st.integers(0, len(NGA.focal_points)),
)
def test_every_flag_reaches_somebody(
    gone: set[str],
    closed: set[str],
    needs: list[str],
    grave: str,
    done: str,
    involved: bool,
    points: int,
) -> None:
    profile = replace(
        away(NGA, *gone),
        weekend=tuple(closed),
        focal_points=NGA.focal_points[:points],
        escalation=NGA.escalation[: points % 3],
    )
    flags = [
        raised(f"RF-{number:02}", need, grave, done)  # type: ignore[arg-type] # one of SEVERITIES
        for number, need in enumerate(needs, 1)
    ]

    alerts = due(visit(*flags, involved=involved), profile, NOW)

    assert {one.raised.flag for one in alerts} == {one.flag for one in flags}
    assert all(one.recipient.outside == involved for one in alerts)
    assert not involved or {one.recipient.address for one in alerts} == {OUTSIDE}
