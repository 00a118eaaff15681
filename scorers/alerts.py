"""Which alerts are due, and to whom: a decision without any input or output.

Alerts are internal. They go to the focal points of the country profile and to
nobody else; where somebody of the programme could be involved, only to the
safeguarding recipient outside the country office.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from instrument_specs.profile import FocalPoint, Profile

from .visits import Raised, Visit

COULD_NOT_ACT = "could_not_act"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A role of the country profile, and where its mail goes, in which language.

    `outside` marks the safeguarding recipient when the office is left out.
    """

    role: str
    email: str
    language: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """One flag of one interview, for one recipient."""

    submission: str
    raised: Raised
    recipient: Recipient

    @property
    def key(self) -> str:
        """Give what makes it one alert: interview, flag, severity, recipient."""
        address = self.recipient.email.strip().lower()
        flag = f"{self.raised.flag}/{self.raised.severity}"
        return f"{self.submission}/{flag}/{address}"


def due(visits: Iterable[Visit], profile: Profile, sent: Container[str]) -> list[Alert]:
    """Find the alerts that their recipients do not have yet, by `Alert.key`.

    Whether the server has approved a submission or a country office has
    confirmed a flag makes no difference.
    """
    found: dict[str, Alert] = {}
    for visit in visits:
        for alert in _alerts(visit, profile):
            if alert.key not in sent:
                found.setdefault(alert.key, alert)
    return list(found.values())


def is_pressing(raised: Raised) -> bool:
    """Tell whether the deputy must know at once too."""
    return raised.severity == "critical" or raised.acknowledged == COULD_NOT_ACT


def _alerts(visit: Visit, profile: Profile) -> list[Alert]:
    alerts = [
        Alert(visit.submission, raised, recipient)
        for raised in visit.raised
        for recipient in recipients(visit, raised, profile)
    ]
    alerted = {one.recipient.email for one in alerts if not one.raised.context}
    return [one for one in alerts if one.recipient.email in alerted]


def recipients(visit: Visit, raised: Raised, profile: Profile) -> Iterator[Recipient]:
    """Give who must know of a flag; never nobody."""
    if visit.involved:
        yield safeguarding(profile, outside=True)
        return
    points = [point for point in profile.focal_points if point.need == raised.need]
    if not points:
        # A need without a focal point must not be a need without an alert.
        yield safeguarding(profile)
    for point in points:
        yield from _of_point(point, raised)


def safeguarding(profile: Profile, *, outside: bool = False) -> Recipient:
    return Recipient(
        profile.safeguarding_role,
        profile.safeguarding_email,
        profile.languages[0],
        outside,
    )


def _of_point(point: FocalPoint, raised: Raised) -> Iterator[Recipient]:
    yield Recipient(point.role, point.email, point.language)
    if is_pressing(raised) and point.deputy_email:
        language = point.deputy_language or point.language
        yield Recipient(point.deputy_role, point.deputy_email, language)
