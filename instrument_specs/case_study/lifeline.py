"""Section 1.1: the line of a life, as events that can be drawn again later.

The drawing itself stays on paper and is not photographed.
"""

from __future__ import annotations

from builder.expr import Answer, Constant, If
from builder.form import Form
from builder.questions import Choice, Choices, integer, note, select_one, text
from instrument_specs.choices import NO_ANSWER_ADDED, YES_NO_UNPRINTED
from instrument_specs.talk import Talk

from .asking import told

SCRIPT = (
    "I would like to draw the line of your life with you: good times as high points, "
    "hard times as low points. You choose what goes on it."
)
HOW = (
    "Lay out paper and a few coloured pens. Draw a line: at its left end the year of "
    "birth, or a big event of that time; at its right end this year. Enter no year "
    "of birth here."
)
ADD = (
    "When the person tells of a moment that is not on the line, go back to 1.1 and "
    "add it. Ask gently whether it was a good or a hard one."
)
TOLD = (
    "If this was told in an earlier round, leave the part out, unless the person wants "
    "to add to it."
)
ABOUT = Choices(
    "event_kind",
    (
        Choice("work", "Work", added=True),
        Choice("family", "Family", added=True),
        Choice("home", "Home", added=True),
        Choice("health", "Health", added=True),
        Choice("money", "Money", added=True),
        Choice("journey", "Going away or coming back", added=True),
        Choice("help", "Help from others", added=True),
        Choice("other", "Something else", added=True),
        NO_ANSWER_ADDED,
    ),
)
WHEN = Choices(
    "event_when",
    (
        Choice("before_leaving", "Before leaving this country", added=True),
        Choice("away", "While away, or on the way", added=True),
        Choice("since_return", "Since coming back", added=True),
        NO_ANSWER_ADDED,
    ),
)
MOOD = Choices(
    "event_mood",
    (
        Choice("very_high", "A very high point", added=True),
        Choice("high", "A high point", added=True),
        Choice("between", "In the middle, or both", added=True),
        Choice("low", "A low point", added=True),
        Choice("very_low", "A very low point", added=True),
        NO_ANSWER_ADDED,
    ),
)
HEIGHT = {"very_high": 2, "high": 1, "low": -1, "very_low": -2}


def ask(talk: Talk) -> None:
    form = talk.form
    with talk.block("1a", "The line of your life", page=False, hands_over=True):
        with form.group("line_begin", page=True):
            form.ask(
                "1.1",
                note,
                "Which moments mattered most in your life, with going abroad or with "
                "anything else? Which were the best times, and which the hardest?",
                hint="Then one entry for each moment on the line, in any order.",
                name="q1_1",
            )
        with (
            form.group("life_event", "A moment on the line", repeat=True),
            form.group("life_event_page", page=True),
        ):
            _event(form, form.q("age"))
        _stories(form)


def _event(form: Form, age: Answer) -> None:
    kind = form.ask(
        "1.1",
        select_one(ABOUT),
        "What is this moment about?",
        name="event_kind",
        numbered=False,
    )
    form.specify(kind)
    form.ask(
        "1.1",
        text,
        "What happened, in a few words?",
        hint="No names of people.",
        name="event_words",
        sensitive=True,
        numbered=False,
    )
    form.ask(
        "1.1",
        integer,
        "About how old were you?",
        name="event_age",
        constraint=lambda this: (this >= 0) & ~(this > age),
        message="Enter whole years, not more than the age now.",
        numbered=False,
    )
    form.ask("1.1", select_one(WHEN), "When was it?", name="event_when", numbered=False)
    _height(form)
    form.ask(
        "1.1",
        select_one(YES_NO_UNPRINTED),
        "Has it to do with your time abroad?",
        name="event_journey",
        numbered=False,
    )


def _height(form: Form) -> None:
    mood = form.ask(
        "1.1",
        select_one(MOOD),
        "Where is it on the line?",
        name="event_mood",
        numbered=False,
    )
    height: If | Constant = Constant(None)
    for code, value in {"between": 0, **HEIGHT}.items():
        height = If(mood == code, Constant(value), height)
    form.calculate(
        "event_height", height, label="Height on the line, from -2 to 2", item="1.1"
    )


def _stories(form: Form) -> None:
    of_the_journey = form.any_of("event_journey").selected("yes")
    with form.group("line_stories", page=True, relevant=of_the_journey):
        told(
            form,
            "1.1",
            "Some of these moments have to do with going away and coming back. Would "
            "you like to tell me about two or three of them?",
            hint="Do not interrupt. Afterwards you may ask: how it felt then, how it "
            "feels now, what came of it, and whether and how it put the person in "
            "danger. Go carefully with hard moments.",
            name="q1_1_stories",
        )
