"""The tables of a country profile, with their columns explained."""

from __future__ import annotations

from .choices import NO_ANSWER_ADDED
from .closing import NEEDS
from .country_shapes import Column, Field, Shape
from .opening import LOCATION_TYPE

LOCATIONS = tuple(code for code in LOCATION_TYPE.names if code != NO_ANSWER_ADDED.name)
NEED = Column("need", "kind of need", choices=tuple(NEEDS))
LANGUAGE = Column("language", "language of the mails, as in en")
TABLES = (
    Field(
        "duty_numbers",
        Shape.ROWS,
        "numbers to call on a red flag. One has no area: it is for everybody",
        (
            Column("number", "the phone number"),
            Column("checked", "when somebody last called it; 90 days", Shape.DATE),
            Column("area", "code of the area it is for, or nothing", optional=True),
        ),
    ),
    Field(
        "locations",
        Shape.ROWS,
        "optional: the places of the study",
        (
            Column("name", "the place"),
            Column("area", "code of the area it is in"),
        ),
        office=True,
    ),
    Field(
        "standards",
        Shape.ROWS,
        "the least a home needs, for each type of location. Without one, component S4 "
        "stays undetermined there; it is never zero",
        (
            Column("location", "type of location", choices=LOCATIONS),
            Column("amenities", "codes of the amenities it needs", Shape.CODES),
            Column("decided_on", "the latest counts", Shape.DATE),
            Column("decided_by", "role or group that decided"),
        ),
    ),
    Field(
        "focal_points",
        Shape.ROWS,
        "who gets alerts, for every kind of need. Roles, not names; addresses that one "
        "person reads",
        (
            NEED,
            Column("role", "the role"),
            Column("email", "its address"),
            Column("deputy_role", "who steps in", optional=True),
            Column("deputy_email", "that address", optional=True),
            LANGUAGE,
            Column("deputy_language", "the deputy's, when another one", optional=True),
        ),
        office=True,
    ),
    Field(
        "leave",
        Shape.ROWS,
        "optional: when someone who gets alerts is away",
        (
            Column("email", "the address, as above"),
            Column("first", "first day away", Shape.DATE),
            Column("last", "last day away", Shape.DATE),
        ),
        office=True,
    ),
    Field(
        "escalation",
        Shape.ROWS,
        "who is told in turn when nobody takes up an alert; the safeguarding "
        "recipient comes after the last",
        (
            Column("role", "the role"),
            Column("email", "its address"),
            LANGUAGE,
        ),
        office=True,
    ),
    Field(
        "duties",
        Shape.ROWS,
        "what the law obliges you to report; none when there is no such duty",
        (
            Column("about", "what has to be reported"),
            Column("reported_to", "the authority or role it is reported to"),
        ),
        office=True,
    ),
    Field(
        "flags_off",
        Shape.ROWS,
        "core red flags that are switched off",
        (
            Column("flag", "as in RF-13"),
            Column("reason", "why"),
            Column("by", "the role that decided"),
            Column("on", "when", Shape.DATE),
        ),
    ),
)
