"""What must hold between the values of a country profile.

Each fault names its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from builder.names import NAME

from . import flags
from .country_fields import FIELDS
from .country_shapes import Shape
from .country_values import address, alone, language
from .profile import ByLanguage, FocalPoint, Profile
from .public_key import PublicKeyError, read_public_key

CODE = re.compile(r"[A-Z]{3}")
BEYOND_MONTHS = 3  # the toolkit: what stops after three months misses relapses


def faults(found: Profile) -> Iterator[str]:
    """Find what each field allows and the whole does not."""
    for field in FIELDS.values():
        yield from alone(field, getattr(found, field.name))
    for rule in (_codes, _languages, _words, _lengths, _calendar, _homes, _areas):
        yield from rule(found)
    yield from _focal_points(found)
    yield from _leave(found)
    yield from _mails(found)
    yield from _safeguarding(found)
    yield from flags.faults(found)


def _codes(found: Profile) -> Iterator[str]:
    if not CODE.fullmatch(found.country):
        yield "country: three capital letters, as in NGA"
    if not CODE.fullmatch(found.currency):
        yield "currency: three capital letters, as in NGN"
    if bool(found.encryption_key) == bool(found.encryption_waived):
        yield (
            "encryption_key: there is a key, so take encryption_waived out"
            if found.encryption_key
            else "encryption_key: give a key, or say in encryption_waived why not"
        )
    if found.encryption_key:
        yield from _key(found.encryption_key)
    for name in found.examples:
        if name not in FIELDS or name == "examples":
            yield f"examples: there is no field {name!r}"
    for code in (*found.areas, *found.amenities):
        if not NAME.fullmatch(code):
            yield f"{code!r}: codes are lower-case letters, digits and _"


def _key(written: str) -> Iterator[str]:
    try:
        read_public_key(written)
    except PublicKeyError as error:
        yield f"encryption_key: {error}"


def _languages(found: Profile) -> Iterator[str]:
    for name in ("languages", "interview_languages"):
        if not getattr(found, name):
            yield f"{name}: name at least one language"
        for code in getattr(found, name):
            yield from language(name, code)


def _words(found: Profile) -> Iterator[str]:
    for name, texts in _texts(found):
        for code in dict.fromkeys((*found.languages, *texts)):
            yield from language(name, code)
            if not texts.get(code, "").strip():
                yield f"{name}: nothing in language {code!r}"


def _texts(found: Profile) -> Iterator[tuple[str, ByLanguage]]:
    for field in FIELDS.values():
        value = getattr(found, field.name)
        if field.shape is Shape.WORDS:
            yield field.name, value
        if field.shape is Shape.CODED_WORDS:
            for code, texts in value.items():
                yield f"{field.name}.{code}", texts


def _lengths(found: Profile) -> Iterator[str]:
    youngest, oldest = found.school_age
    if not youngest <= oldest:
        yield "school_age: give the youngest age first"
    hours = [found.hours[one] for one in FIELDS["hours"].choices if one in found.hours]
    if hours != sorted(hours) or 0 in hours:
        yield "hours: a graver matter cannot have more time, and none can have 0"
    if 0 in found.minutes.values():
        yield "minutes: a talk takes longer than 0 minutes"


def _calendar(found: Profile) -> Iterator[str]:
    if found.retention_months == 0:
        yield "retention_months: answers cannot be kept for 0 months"
    months = list(found.follow_up_months)
    if months != sorted(months) or 0 in months:
        yield "follow_up_months: give the months in order, the first after 0"
    if not months or months[-1] <= BEYOND_MONTHS:
        yield f"follow_up_months: the last must be beyond {BEYOND_MONTHS} months"


def _homes(found: Profile) -> Iterator[str]:
    if not found.amenities:
        yield "amenities: name at least one"
    for standard in found.standards:
        if not standard.amenities:
            yield f"standards: nothing is required for {standard.location!r}"
        for code in standard.amenities:
            if code not in found.amenities:
                yield f"standards: {code!r} is not among the amenities"


def _areas(found: Profile) -> Iterator[str]:
    if not found.areas:
        yield "areas: name at least one"
    for location in found.locations:
        if location.area not in found.areas:
            yield f"locations: {location.area!r} is not among the areas"
    for number in found.duty_numbers:
        if number.area and number.area not in found.areas:
            yield f"duty_numbers: {number.area!r} is not among the areas"
    if all(number.area for number in found.duty_numbers):
        yield "duty_numbers: one must be for everybody, without an area"


def _focal_points(found: Profile) -> Iterator[str]:
    covered = {point.need for point in found.focal_points}
    for need in FIELDS["steps"].keys:
        if need not in covered:
            yield f"focal_points: nobody for {need}"
    for point in found.focal_points:
        if point.email.lower() == point.deputy_email.lower():
            yield f"focal_points: the {point.role} is their own deputy"
        if bool(point.deputy_role) != bool(point.deputy_email):
            yield f"focal_points: the {point.role} needs a deputy's role and address"


def _leave(found: Profile) -> Iterator[str]:
    known = {one for point in found.focal_points for one in _addresses(point)}
    known |= {step.email.lower() for step in found.escalation}
    for leave in found.leave:
        if leave.email.lower() not in known:
            yield "leave: neither focal point nor deputy, nor in escalation"
        if leave.last < leave.first:
            yield f"leave: ends on {leave.last}, before it begins"


def _mails(found: Profile) -> Iterator[str]:
    if not _is_timezone(found.timezone):
        yield f"timezone: there is no {found.timezone!r}; write it as in Africa/Lagos"
    if found.mail_hour not in range(24):
        yield "mail_hour: an hour of the day is 0 to 23"
    if found.mail_day not in FIELDS["mail_day"].choices:
        yield f"mail_day: {found.mail_day!r} is no day, as in monday"
    elif found.mail_day in found.weekend:
        yield f"mail_day: the office is closed on {found.mail_day}"
    if len(found.weekend) == len(FIELDS["weekend"].choices):
        yield "weekend: the office cannot be closed on all days"
    if found.escalation_hours > found.hours.get("critical", found.escalation_hours):
        yield "escalation_hours: the first reminder must come before the deadline"


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


def _safeguarding(found: Profile) -> Iterator[str]:
    yield from address("safeguarding_email", found.safeguarding_email)
    office = {one for point in found.focal_points for one in _addresses(point)}
    office |= {step.email.lower() for step in found.escalation}
    if found.safeguarding_email.lower() in office:
        yield "safeguarding_email: must be outside the office, and this gets alerts"
    for name in ("safeguarding_role", "reporting_decided_by"):
        if not getattr(found, name):
            yield f"{name}: is empty"


def _addresses(point: FocalPoint) -> set[str]:
    return {point.email.lower(), point.deputy_email.lower()} - {""}
