"""What a country profile holds: every field, with its shape and an explanation.

The file, the spreadsheet, the checks of examples and the docs all go by this
list, so a field is explained in one place.
"""

from __future__ import annotations

from collections.abc import Mapping

from builder.judgements import SEVERITIES

from .closing import NEEDS
from .country_shapes import Field, Shape
from .country_tables import TABLES

FEELINGS = ("13.1", "13.2", "13.3", "13.4")
TIMED = ("survey", "case_study")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SETTINGS = (
    Field("country", Shape.TEXT, "three capital letters, the same as the file's name"),
    Field(
        "languages",
        Shape.CODES,
        "languages of the forms; the first is the default. Only languages that have a "
        "translation",
    ),
    Field(
        "interview_languages",
        Shape.CODES,
        "languages people are interviewed in. One that the forms do not have keeps "
        "them from release",
        office=True,
    ),
    Field("currency", Shape.TEXT, "currency code of amounts, as in NGN"),
    Field(
        "school_age",
        Shape.NUMBERS,
        "first and last year of age at which children go to school",
    ),
    Field(
        "emergency_support_checked",
        Shape.DATE,
        "the day somebody last tried emergency_support; good for 90 days",
        office=True,
    ),
    Field(
        "safeguarding_role",
        Shape.TEXT,
        "who is told, outside the country office, when someone of the programme may "
        "be involved",
        office=True,
    ),
    Field("safeguarding_email", Shape.TEXT, "the address of that role", office=True),
    Field(
        "reporting_decided_by",
        Shape.TEXT,
        "the role that decides whether a duty to report applies",
        office=True,
    ),
    Field(
        "reporting_checked",
        Shape.DATE,
        "the day limits and duties were last compared with the law; good for a year",
        office=True,
    ),
    Field(
        "weekend",
        Shape.CODES,
        "days on which the office is closed",
        choices=DAYS,
        office=True,
    ),
    Field(
        "timezone",
        Shape.TEXT,
        "the office's time zone, as in Africa/Lagos; UTC when left out",
        office=True,
    ),
    Field(
        "mail_hour",
        Shape.NUMBER,
        "the hour of the day, 0 to 23, at which lists of alerts go out; 14 when left "
        "out",
        office=True,
    ),
    Field(
        "mail_day",
        Shape.TEXT,
        "the day of the weekly list, as in monday",
        choices=DAYS,
        office=True,
    ),
    Field(
        "escalation_hours",
        Shape.NUMBER,
        "hours from one reminder of a critical alert to the next step up the line. "
        "Left out: spread so that the last step comes by the deadline",
        office=True,
    ),
    Field(
        "retention_months",
        Shape.NUMBER,
        "for how many months after the last talk answers are kept",
        office=True,
    ),
    Field(
        "follow_up_months",
        Shape.NUMBERS,
        "months after the first talk at which the next ones are due; beyond 3",
        office=True,
    ),
    Field(
        "encryption_key",
        Shape.TEXT,
        "public key that forms are encrypted with, instead of encryption_waived",
    ),
    Field(
        "encryption_waived",
        Shape.TEXT,
        "why forms are not encrypted, instead of encryption_key",
        office=True,
    ),
    Field(
        "flags_on",
        Shape.CODES,
        "extended red flags that are switched on, as in RF-13",
    ),
    Field(
        "flags_confirmed",
        Shape.CODES,
        "red flags whose reading the office has confirmed; alerts do not wait for it",
    ),
    Field(
        "examples",
        Shape.CODES,
        "fields that still hold invented examples. Take a name off when its value is "
        "really yours; nothing is released while one stands here",
        office=True,
    ),
)
TEXTS = (
    Field("organization", Shape.WORDS, "who interviews, as people know you"),
    Field("purpose", Shape.WORDS, "what answers are for; read out before consent"),
    Field(
        "data_rules",
        Shape.WORDS,
        "the rules under which answers are handled; part of a confirmation",
    ),
    Field(
        "limits",
        Shape.WORDS,
        "when something cannot be kept secret; read out before consent. It depends on "
        "the law: have it checked",
    ),
    Field(
        "limits_short",
        Shape.WORDS,
        "the same in one sentence, said again before painful parts",
    ),
    Field(
        "independent_contact",
        Shape.WORDS,
        "someone people can turn to who is not the interviewer",
    ),
    Field("staff_care", Shape.WORDS, "support for the interviewer, shown at the end"),
    Field(
        "emergency_support",
        Shape.WORDS,
        "where a person in distress finds a counsellor now",
    ),
)
CODED = (
    Field(
        "areas",
        Shape.CODED_WORDS,
        "places of item D. Keep them coarse: no finer place is ever stored",
    ),
    Field("amenities", Shape.CODED_WORDS, "what a home can have, item 5.6"),
    Field(
        "steps",
        Shape.CODED_WORDS,
        "the first step for each kind of need; on the phone and in mails",
        keys=tuple(NEEDS),
        choices=tuple(NEEDS),
    ),
    Field(
        "feelings",
        Shape.CODED_WORDS,
        "optional: how people here say items 13.1 to 13.4; shown as a hint",
        choices=FEELINGS,
    ),
    Field(
        "hours",
        Shape.CODED_NUMBERS,
        "hours from the talk to the deadline, for each severity",
        keys=SEVERITIES[:3],
        choices=SEVERITIES,
        office=True,
    ),
    Field(
        "minutes",
        Shape.CODED_NUMBERS,
        "how long a talk takes; said before consent",
        keys=TIMED,
        choices=TIMED,
    ),
)
FIELDS: Mapping[str, Field] = {
    field.name: field for field in (*SETTINGS, *TEXTS, *CODED, *TABLES)
}
