"""Rows and XML become the same submission; what cannot be read is set aside."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from javarosa import Interview
from lxml import etree
from small_form import CODE, consenting, small_form

from builder.form import Form
from builder.judgements import Flag, Level
from builder.questions import Choices, integer, select_one
from builder.verdict import includes
from builder.wording import Wording
from builder.workbook import workbook
from builder.xform import compiled
from builder.xlsform import sheets
from scorers.reading.normalise import ENCRYPTED, normalise, read_rows
from scorers.reading.openrosa_xml import read_xml
from scorers.reading.submission import Problem, SetAside, Submission

CANARY = "Amina-CANARY"
RECORDED = Path(__file__).parents[1] / "recordings/kobo"
Made = Callable[..., dict[str, Any]]


def read(form: Form, row: object) -> Submission:
    found = normalise(form, row)
    assert isinstance(found, Submission)
    return found


def test_answers_are_typed_wherever_they_stand(form: Form, row: Made) -> None:
    found = read(
        form,
        row(
            7,
            interview_date="2026-01-05",
            respondent_code=CODE,
            round=2,
            sitting="1",
            q1_1="yes",
            q1_2="loan  food",
            **{
                "else/where/q2_1": "no",
                "_validation_status": {"uid": "validation_status_on_hold"},
            },
        ),
    )

    assert found.submission == "row-7"
    assert found.server_id == 7
    assert found.submitted_at == datetime(2026, 1, 8, 10, tzinfo=UTC)
    assert found.validation_status == "validation_status_on_hold"
    assert found.form_version == "v1"
    assert found.problems == ()
    assert dict(found.answers) == {
        "interview_date": date(2026, 1, 5),
        "respondent_code": CODE,
        "round": 2,
        "sitting": 1,
        "q1_1": "yes",
        "q1_2": "loan food",
        "q2_1": "no",
    }


def test_free_text_leaves_a_mark_and_nothing_else(form: Form, row: Made) -> None:
    found = read(form, row(1, q1_4=CANARY, phone=CANARY, unknown=CANARY))

    assert dict(found.answers) == {"q1_4": "x"}
    assert CANARY not in repr(found)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("q1_1", CANARY, "is not one of the choices"),
        ("q1_2", f"food {CANARY}", "holds a choice that is not offered"),
        ("round", CANARY, "is not a whole number"),
        ("round", "1.5", "is not a whole number"),
        ("round", True, "is not a single answer"),
        ("round", "9" * 30, "is not a whole number"),
        ("interview_date", CANARY, "is not a date"),
        ("interview_date", "2026-02-30", "is not a date"),
        ("interviewer_code", CANARY, "is not a whole number"),
        ("respondent_code", "12345678", "has wrong check digits"),
        ("respondent_code", CANARY, "has wrong check digits"),
        ("q1_1", [CANARY], "is not a single answer"),
        ("q2_2", "family", "stands outside its place in the form"),
        ("content_hash", "Amina", "is not a version"),
    ],
)
def test_an_answer_that_does_not_parse_is_left_out_and_the_rest_goes_on(
    form: Form, row: Made, name: str, value: Any, rule: str
) -> None:
    found = read(form, row(1, q2_1="yes", **{name: value}))

    assert found.problems == (Problem(name, rule),)
    assert dict(found.answers) == {"q2_1": "yes"}
    assert CANARY not in repr(found)


def test_an_answer_that_is_there_twice_is_left_out(form: Form, row: Made) -> None:
    found = read(form, row(1, q1_1="yes", **{"other/q1_1": "no"}))

    assert found.problems == (Problem("q1_1", "is there more than once"),)
    assert "q1_1" not in found.answers


def test_blank_answers_count_as_unanswered(form: Form, row: Made) -> None:
    assert not read(form, row(1, q1_1="", q1_2=None, round=" ")).answers


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("text", "is not a submission: expected an object"),
        ({"_id": 3, "consent": "yes"}, "has no identity: no instance id in it"),
        (
            {"_id": 3, "meta/rootUuid": f"{CANARY} {CANARY}", "consent": "yes"},
            "has no identity: no instance id in it",
        ),
        ({"_uuid": "a", "base64EncryptedKey": "k", "encryptedXmlFile": "f"}, ENCRYPTED),
        ({"_uuid": "a", "hh/head_name": CANARY}, "belongs to another form"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside(
    form: Form, row: object, reason: str
) -> None:
    found = normalise(form, row, place="row 4")

    assert isinstance(found, SetAside)
    assert found.reason == reason
    assert CANARY not in repr(found)


def test_a_row_of_another_form_on_the_server_is_set_aside(
    form: Form, row: Made
) -> None:
    other = row(1, q1_1="yes", _xform_id_string="aOther")

    assert isinstance(normalise(form, other, asset="aMine"), SetAside)
    assert isinstance(normalise(form, other, asset="aOther"), Submission)


def test_one_bad_row_does_not_stop_the_others(form: Form, row: Made) -> None:
    found = list(read_rows(form, {"results": [row(1), 5, row(2, q1_1="yes")]}))

    assert [type(one) for one in found] == [SetAside, SetAside, Submission]
    assert found[1] == SetAside("row 2", "is not a submission: expected an object")


@pytest.mark.parametrize("key", ["meta/rootUuid", "meta/instanceID", "_uuid"])
def test_identity_falls_back(form: Form, key: str) -> None:
    assert read(form, {key: "uuid:abc", "consent": "yes"}).submission == "abc"


def test_a_phone_and_a_row_say_the_same(form: Form) -> None:
    answers = consenting(
        q1_1="yes",
        q1_2="loan food",
        go_on_1="continue",
        q2_1="no",
        debt=[{"q2_2": "family"}, {"q2_2": "arranger", "q2_3": "5"}],
    )
    talk = Interview(
        compiled(
            workbook(sheets(form, Wording(("en",), lambda _, text, __: text)))
        ).xform
    )
    assert talk.fill(answers) == []
    sent = talk.submission()
    next(sent.iter("{*}instanceID")).text = "uuid:abc"

    by_xml = read_xml(form, etree.tostring(sent))
    flat: dict[str, Any] = {"_uuid": "abc", "__version__": ""}
    for node in sent.iter():
        if (
            len(node) == 0
            and node.text
            and etree.QName(node).localname not in {"q2_2", "q2_3", "instanceID"}
        ):
            flat[f"group/{etree.QName(node).localname}"] = node.text
    flat["b2/debts/debt"] = [
        {"b2/debts/debt/q2_2": "family"},
        {"b2/debts/debt/q2_2": "arranger", "b2/debts/debt/q2_3": "5"},
    ]

    assert isinstance(by_xml, Submission)
    assert by_xml.answers == read(form, flat).answers
    assert by_xml.instances("debt") == ({"q2_2": "family"}, {"q2_2": "arranger"})
    assert by_xml.problems == ()


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (f"<a>{CANARY}".encode(), "is not well-formed XML"),
        (b"", "is not well-formed XML"),
        (
            b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><consent>&e;</consent></a>',
            "declares a document type, which no phone does",
        ),
        (b"<a><consent>yes</consent></a>", "has no identity: no instance id in it"),
        (
            b'<data encrypted="yes"><base64EncryptedKey>k</base64EncryptedKey></data>',
            ENCRYPTED,
        ),
    ],
)
def test_xml_that_cannot_be_read_is_set_aside(
    form: Form, xml: bytes, reason: str
) -> None:
    found = read_xml(form, xml)

    assert found == SetAside("file", reason)


def test_nested_repeats_of_a_real_server() -> None:
    form = Form("nested", "Form A")
    letters = Choices.of("letters", {"x": "X", "y": "Y", "z": "Z"})
    with form.group("g1"), form.group("g2"), form.group("rep", repeat=True):
        form.ask(None, integer, "A", name="a")
        with form.group("inner", repeat=True):
            form.ask(None, select_one(letters), "B", name="b")
    seen = includes(form.any_of("b"), "z")
    form.flags.append(Flag("RF-01", "Z", "health", (Level("high", seen),)))
    recorded = json.loads(
        (RECORDED / "10023-data-nested.json").read_text(encoding="utf-8")
    )

    found = list(read_rows(form.finished(), recorded["response"]["body"]))

    assert [
        one.instances("inner") for one in found[:1] if isinstance(one, Submission)
    ] == [({"b": "x"}, {"b": "y"}, {"b": "z"})]


def test_an_answer_under_an_earlier_name_of_its_question_is_read(row: Made) -> None:
    form = small_form()
    for entry in form.entries:
        if entry.node.name == "q1_1":
            object.__setattr__(entry.node, "was", ("q1_1_before",))
    old = row(1, **consenting(q1_1="no"))
    old["elsewhere/q1_1_before"] = old.pop(form.entry("q1_1").path)

    found = normalise(form, old)

    assert isinstance(found, Submission)
    assert found.value("q1_1") == "no"
