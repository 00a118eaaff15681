"""Everything that can be known of a form without a server or a phone.

A finding says which rule, where, what is wrong and what to do. `error` stops a
build; `warning` is for the author to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from .direction import TO_THE_LEFT
from .errors import SpecError
from .form import Form
from .neutral import named
from .relevance import in_order
from .wording import Wording
from .workbook import Sheets, workbook
from .xform import compiled

MARKDOWN = re.compile(r"(?<![\w\\])[_*][^\s_*][^_*]*[_*](?!\w)|^#+ ?\w|`|<[a-zA-Z/!]")
RED_NUMBER = re.compile(rf'^{TO_THE_LEFT}?<span style="color:red">([^<]*)</span>')
RECORDING = frozenset(
    {"image", "audio", "video", "file", "geopoint", "geotrace", "geoshape", "barcode"}
    | {"background-audio", "start-geopoint", "audit", "username", "email"}
    | {"phonenumber", "deviceid"}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `check` has to say, with the remedy."""

    rule: str
    severity: Literal["error", "warning"]
    place: str
    problem: str
    remedy: str

    def told(self) -> dict[str, str]:
        return asdict(self)


def findings(
    form: Form, content: Sheets, wording: Wording, avoided: Mapping[str, Sequence[str]]
) -> list[Finding]:
    """Check a form and the sheets written from it; worst first."""
    found = [
        *_order(form),
        *_questions(form),
        *_words(form, content, wording, avoided),
        *_markup(form, content, wording),
        *_types(form, content),
        *_compiling(form, content),
    ]
    return sorted(found, key=lambda one: one.severity)


def _order(form: Form) -> Iterator[Finding]:
    try:
        in_order(form, (entry.node.name for entry in form.entries))
    except SpecError as error:
        yield Finding(
            "cycle",
            "error",
            form.name,
            str(error),
            "Let one of them depend on something asked before",
        )


def _questions(form: Form) -> Iterator[Finding]:
    for question in form.questions():
        place = f"{form.name}/{question.name}"
        if question.asked and not question.label.strip():
            yield Finding(
                "label", "error", place, "has no text", "Write what is read out"
            )
        if question.constraint is not None and not question.message:
            yield Finding(
                "message",
                "error",
                place,
                "refuses answers without saying why",
                "Give a message that says what would be accepted",
            )
        if question.required and question.type.xlsform != "select_one":
            yield Finding(
                "required",
                "error",
                place,
                "must be answered although it is no gate",
                "Only gates, go_on and acknowledgements are required",
            )


def _markup(form: Form, content: Sheets, wording: Wording) -> Iterator[Finding]:
    """Find signs that phones take as formatting, in every language."""
    for language in wording.languages:
        for place, text in _visible(content, f"({language})"):
            # The red number of a question is the only markup that is meant.
            plain = RED_NUMBER.sub(r"\1", text)
            if MARKDOWN.search(plain):
                yield Finding(
                    "markdown",
                    "error",
                    f"{form.name}/{place}",
                    f"holds signs in language '{language}' that phones take as "
                    "formatting (*, _, #, `, <)",
                    "Write the text without them",
                )


def _words(
    form: Form,
    content: Sheets,
    wording: Wording,
    avoided: Mapping[str, Sequence[str]],
) -> Iterator[Finding]:
    for language in wording.languages:
        words = avoided.get(language, ())
        for place, text in _visible(content, f"({language})"):
            if word := named(text, words):
                yield Finding(
                    "avoided-word",
                    "error",
                    f"{form.name}/{place}",
                    f"shows the word {word!r} in language '{language}'",
                    "Say it so that a stranger who sees the screen learns nothing",
                )


def _visible(content: Sheets, language: str) -> Iterator[tuple[str, str]]:
    for sheet in ("survey", "choices"):
        for row in content[sheet]:
            for column, text in row.items():
                # Nobody sees the name of a recording.
                shown = not column.startswith("media::")
                if column.endswith(language) and text and shown:
                    yield row.get("name", sheet), text
    settings = content["settings"][0]
    for column in ("form_title", "instance_name"):
        yield f"settings/{column}", settings.get(column, "")


def _types(form: Form, content: Sheets) -> Iterator[Finding]:
    for row in content["survey"]:
        if row["type"].split()[0] in RECORDING:
            yield Finding(
                "recording",
                "error",
                f"{form.name}/{row['name']}",
                f"is of type {row['type']}, which records who or where a person is",
                "Ask a closed question instead",
            )


def _compiling(form: Form, content: Sheets) -> Iterator[Finding]:
    try:
        result = compiled(workbook(content))
    except SpecError as error:
        yield Finding(
            "compile", "error", form.name, str(error), "Correct the spec it names"
        )
        return
    for warning in result.warnings:
        yield Finding(
            "compile", "warning", form.name, warning, "Correct the spec it names"
        )
    asked = sum(1 for question in form.questions() if question.asked)
    in_form = len(re.findall(r"<(?:input|select|select1)\b", result.xform))
    notes = sum(1 for q in form.questions() if q.type.xlsform == "note")
    if in_form != asked + notes:
        yield Finding(
            "count",
            "error",
            form.name,
            f"has {asked + notes} questions in the spec and {in_form} when compiled",
            "A cell stands in the wrong column: report this as a fault of remon",
        )
