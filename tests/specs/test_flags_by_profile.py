"""Red flags that a country switches on or off, on the phone and at scoring."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from javarosa import Interview
from sheets import CONSENTING, entered
from specs import case_study_talk

import instrument_specs
from builder.case import Case
from builder.codebook import codebook
from builder.form import Form
from builder.judgements import Flag
from builder.parts import answers_in
from builder.questions import Question
from builder.relevance import guarded_verdict
from builder.wording import Wording, language_name
from builder.workbook import Sheets, workbook
from builder.xform import compiled
from builder.xlsform import sheets
from builder.xpath import to_xpath
from instrument_specs import flags
from instrument_specs.closing import ACKNOWLEDGED
from instrument_specs.concerns import CONCERN, FURTHER
from instrument_specs.profile import FlagOff, Profile
from instrument_specs.profiles import profile
from instrument_specs.registry import TOOLS, Instruments
from scorers.examining.doctor import examined
from scorers.reading.needed import needed

LIST = Path(__file__).parents[3] / "shared/toolkit/RED_FLAGS.md"
WORDING = Wording(("en",), lambda _key, source, _language: source)
LABEL = f"label::{language_name('en')}"
EXTENDED = tuple(code for code, tier in flags.TIERS.items() if tier == "extended")
OFF_BY_DEFAULT = {
    "survey": {*EXTENDED, "RF-18", "RF-29", "RF-30"},
    "case_study": {"RF-08", "RF-09", "RF-17", "RF-20", "RF-21"},
}
BOTH = ("survey", "case_study")
GO_ON = {
    "survey": [f"go_on_{number}" for number in range(15)],
    "case_study": [f"go_on_{one}" for one in case_study_talk.GO_ON],
}
HELP = {"q14_5": "legal"}
# Answers that raise each extended flag, and how urgent it then is.
RAISED: list[tuple[str, str, dict[str, str], str]] = [
    ("survey", "RF-08", {"q4_1": "no"}, "medium"),
    ("survey", "RF-08", {"q4_1": "no", "q4_5": "food_aid"}, "medium"),
    ("survey", "RF-08", {"q4_1": "no", "q4_5": "unequal"}, "high"),
    ("survey", "RF-09", {"q14_5": "police"}, "high"),
    ("survey", "RF-09", {"q14_5": "safety health"}, "high"),
    ("survey", "RF-09", {**HELP, "q14_5_2_legal": "nowhere"}, "medium"),
    ("survey", "RF-09", {**HELP, "q14_5_4_legal": "no"}, "medium"),
    ("survey", "RF-13", {"q8_1": "poor"}, "medium"),
    ("survey", "RF-16", {"q2_3": "phone medicine"}, "medium"),
    ("survey", "RF-17", {CONCERN: "reprisal"}, "high"),
    ("survey", "RF-18", {CONCERN: "leaving"}, "high"),
    ("survey", "RF-19", {"q3_8": "yes"}, "medium"),
    ("survey", "RF-20", {"q1_1": "no", "q1_3": "no"}, "high"),
    ("survey", "RF-20", {"q1_5": "no"}, "medium"),
    ("survey", "RF-21", {"q5_6": "none"}, "medium"),
    ("survey", "RF-23", {"q6_4": "not_much"}, "medium"),
    ("survey", "RF-23", {CONCERN: "confined"}, "high"),
    ("survey", "RF-24", {"q6_1": "loss better"}, "low"),
    ("survey", "RF-24", {"q6_1": "married", CONCERN: "unwanted_marriage"}, "high"),
    ("survey", "RF-26", {"q16": "difficult"}, "medium"),
    ("survey", "RF-27", {CONCERN: "worries"}, "high"),
    ("case_study", "RF-08", {"q2_5_2": "no"}, "medium"),
    ("case_study", "RF-09", {"q5_3": "yes", "q5_3_3": "no"}, "medium"),
    ("case_study", "RF-17", {CONCERN: "reprisal"}, "high"),
    ("case_study", "RF-20", {"q2_2": "yes"}, "medium"),
    ("case_study", "RF-21", {"q3_5": "yes"}, "medium"),
]


def country(**changes: object) -> Profile:
    return replace(profile("NGA", None), **changes)  # type: ignore[arg-type]


def without(code: str) -> Profile:
    return country(flags_off=(FlagOff(code, "a reason", "a role", date(2026, 1, 1)),))


ALL_ON = {"flags_on": (*EXTENDED, flags.BOTH)}


@functools.cache
def form(tool: str, *, all_on: bool = False) -> Form:
    return TOOLS[tool](country(**(ALL_ON if all_on else {})))


@functools.cache
def content(tool: str) -> Sheets:
    return sheets(form(tool, all_on=True), WORDING)


@functools.cache
def xform(tool: str) -> str:
    return compiled(workbook(content(tool))).xform


def ids(of: list[Flag]) -> set[str]:
    return {one.id for one in of}


def names(of: Form) -> set[str]:
    return {entry.node.name for entry in of.entries}


def read_by(one: Flag) -> set[str]:
    return {
        answer.name
        for level in one.levels
        for expr in (level.verdict.holds, level.verdict.fails)
        for answer in answers_in(expr)
    }


def talk(tool: str, answers: dict[str, str]) -> Interview:
    begun = {**entered(CONSENTING), **dict.fromkeys(GO_ON[tool], "continue")}
    interview = Interview(xform(tool))
    interview.fill({**begun, "age": "40", **answers})
    return interview


def severity_of(one: Flag, tool: str, answers: dict[str, str]) -> str:
    """Give the first severity that holds for these answers."""
    made = form(tool, all_on=True)
    case = Case(
        made, {**CONSENTING, **dict.fromkeys(GO_ON[tool], "continue"), **answers}
    )
    up = (
        level.severity
        for level in one.levels
        if case.holds(guarded_verdict(made, level.verdict).holds)
    )
    return next(up, "")


@pytest.mark.parametrize("tool", BOTH)
def test_extended_flags_are_off_until_the_profile_switches_them_on(tool: str) -> None:
    assert ids(form(tool).flags_off) == OFF_BY_DEFAULT[tool]
    assert ids(form(tool, all_on=True).flags_off) == OFF_BY_DEFAULT[tool] & {
        "RF-29",
        "RF-30",
    }


@pytest.mark.parametrize("tool", BOTH)
def test_a_flag_that_is_off_leaves_nothing_in_the_form(tool: str) -> None:
    made = form(tool)
    shown = {one.item for one in made.questions() if one.red}

    for one in made.flags_off:
        short = one.name.removeprefix("flag_")
        assert not {one.name, f"note_{short}", f"ack_{short}"} & names(made)
    assert shown <= {item for one in made.flags for item in one.items}
    assert shown


@pytest.mark.parametrize("tool", BOTH)
def test_what_a_flag_reads_is_kept_though_it_is_off(tool: str) -> None:
    made = form(tool)
    kept = {entry.node.name for entry in needed(made).entries}

    for one in made.flags_off:
        assert read_by(one) <= kept
    taken = needed(made).taken
    assert taken >= (
        {"q8_1", "q6_4", "q16", "q4_5", "q5_1"} if tool == "survey" else {"q2_5_2"}
    )


def test_a_core_flag_can_be_switched_off() -> None:
    made = TOOLS["survey"](without("RF-07"))

    assert "RF-07" in ids(made.flags_off)
    assert not {"flag_rf07", "ack_rf07", "note_rf07"} & names(made)
    assert not made.entry("q4_2").node.red  # type: ignore[union-attr]
    assert "q4_2" in needed(made).taken


def test_a_number_stays_red_while_another_flag_that_is_on_reads_it() -> None:
    made = TOOLS["survey"](country(flags_on=("RF-27", "RF-18")))
    one_on = TOOLS["survey"](country(flags_on=("RF-27",)))

    for each in (made, one_on):
        assert each.entry("q15_worries").node.red  # type: ignore[union-attr]


@pytest.mark.parametrize("concern", flags.RAISED_BY)
@pytest.mark.parametrize("tool", BOTH)
def test_a_concern_always_reaches_somebody(tool: str, concern: str) -> None:
    made = TOOLS[tool](without(flags.RAISED_BY[concern]))
    worry = next(one for one in made.flags if one.id == flags.WORRY)

    critical = next(one for one in worry.levels if one.severity == "critical")

    assert f"'{concern}'" in to_xpath(critical.verdict.holds)


@pytest.mark.parametrize("tool", BOTH)
def test_a_concern_is_offered_only_while_its_flag_is_on(tool: str) -> None:
    def offered(made: Form) -> set[str]:
        node = made.entry(CONCERN).node
        assert isinstance(node, Question)
        choices = node.type.choices
        assert choices is not None
        return {one.name for one in choices.options if not one.retired}

    further = {"survey": set(FURTHER), "case_study": {"reprisal"}}[tool]

    assert not offered(form(tool)) & set(FURTHER)
    assert offered(form(tool, all_on=True)) & set(FURTHER) == further


@pytest.mark.parametrize(("tool", "code", "answers", "severity"), RAISED)
def test_the_phone_raises_an_extended_flag_that_is_on(
    tool: str, code: str, answers: dict[str, str], severity: str
) -> None:
    flag = next(one for one in form(tool, all_on=True).flags if one.id == code)

    held = talk(tool, answers)

    assert held.value(flag.name) == "1"
    assert severity_of(flag, tool, answers) == severity


def test_every_severity_of_every_extended_flag_is_tried() -> None:
    declared = {
        (tool, one.id, level.severity)
        for tool in BOTH
        for one in form(tool, all_on=True).flags
        for level in one.levels
        if one.tier == "extended"
    }

    assert {(tool, code, severity) for tool, code, _, severity in RAISED} == declared


@pytest.mark.parametrize("acknowledged", ACKNOWLEDGED.names)
@pytest.mark.parametrize(
    ("tool", "code", "answers"), [(t, c, a) for t, c, a, _ in RAISED]
)
def test_an_extended_flag_can_be_finalised_with_every_acknowledgement(
    tool: str, code: str, answers: dict[str, str], acknowledged: str
) -> None:
    held = talk(tool, answers)
    up = [
        name
        for name, value in held.sent().items()
        if name.startswith("flag_") and value == ["1"]
    ]
    acks = {name.replace("flag_", "ack_"): acknowledged for name in up}

    refused = held.fill(acks)

    if acknowledged == "mistake":
        assert {one.name for one in refused} == set(acks)
        held.fill(dict.fromkeys(acks, "safe_now"))
    assert held.finish() == []


@pytest.mark.parametrize("tool", BOTH)
def test_red_stands_in_labels_of_questions_only(tool: str) -> None:
    """One engine shows the markup itself in choices and messages."""
    made = content(tool)
    spans = re.compile(r'<span style="color:red">[\w.]+</span> ')

    for row in made["survey"]:
        for column, text in row.items():
            if column != LABEL:
                assert "<" not in text or column in {
                    "relevant",
                    "constraint",
                    "calculation",
                    "choice_filter",
                }
            elif "<" in text:
                assert spans.match(text)
                assert "<" not in spans.sub("", text, count=1)
    for row in made["choices"]:
        assert not any("<" in text for text in row.values())


@pytest.mark.parametrize("tool", BOTH)
def test_the_codebook_tells_what_the_country_confirmed(tool: str) -> None:
    made = TOOLS[tool](country(flags_confirmed=("RF-22", "RF-03")))
    status = {
        code: how
        for entry in codebook(made, WORDING)
        for code, how in entry["red_flag_status"].items()
    }

    assert set(status) == ids(made.flags)
    assert {code for code, how in status.items() if how == "confirmed"} == {
        "RF-22",
        "RF-03",
    }


def test_the_urgent_form_raises_everything_whatever_is_off() -> None:
    made = TOOLS["urgent"](replace(without("RF-04"), flags_confirmed=("RF-28",)))

    assert {"RF-04", "RF-28"} <= ids(made.flags)
    assert made.flags_off == []
    assert [one.id for one in made.flags if one.confirmed] == ["RF-28"]


def test_doctor_lists_what_is_unconfirmed_on_and_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = Path(instrument_specs.__file__).parent / "countries/NGA.toml"
    switches = """flags_on = ["RF-13"]
flags_confirmed = ["RF-01"]
flags_off = [{flag = "RF-07", reason = "why", by = "a role", on = 2026-01-01}]
"""
    (tmp_path / "remon.toml").write_text("")
    (tmp_path / "countries").mkdir()
    own = tmp_path / "countries/NGA.toml"
    text = shipped.read_text(encoding="utf-8")
    own.write_text(switches + text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    said = [
        (one.well, one.said)
        for one in examined(Instruments())
        if one.about == "profile NGA"
    ]

    unconfirmed = next(words for well, words in said if "unconfirmed" in words)
    assert "RF-02" in unconfirmed
    assert "RF-13" in unconfirmed
    assert not {"RF-01", "RF-07"} & set(re.findall(r"RF-\d\d", unconfirmed))
    assert (True, "red flag RF-07 is off: why (a role, 2026-01-01)") in said
    assert (True, "further red flags are on: RF-13") in said


FAULTS = [
    ({"flags_on": ("RF-99",)}, "there is no flag 'RF-99'"),
    ({"flags_on": ("RF-07",)}, "RF-07 is a core flag"),
    ({"flags_on": ("RF-29",)}, "RF-29 only gives context"),
    ({"flags_on": ("RF-13", "RF-13")}, "RF-13 stands there twice"),
    ({"flags_confirmed": ("RF-77",)}, "flags_confirmed: there is no flag"),
]


@pytest.mark.parametrize(("changes", "said"), FAULTS)
def test_a_profile_with_a_wrong_switch_is_refused(
    changes: dict[str, object], said: str
) -> None:
    assert any(said in one for one in flags.faults(country(**changes)))


@pytest.mark.parametrize(
    ("code", "reason", "by", "said"),
    [
        ("RF-22", "why", "who", "cannot be switched off"),
        ("RF-28", "why", "who", "cannot be switched off"),
        ("RF-13", "why", "who", "is off by itself"),
        ("RF-07", " ", "who", "say why"),
        ("RF-07", "why", "", "which role"),
    ],
)
def test_switching_off_needs_a_core_flag_a_reason_and_a_role(
    code: str, reason: str, by: str, said: str
) -> None:
    off = FlagOff(code, reason, by, date(2026, 1, 1))

    assert any(said in one for one in flags.faults(country(flags_off=(off,))))


def test_good_switches_are_taken() -> None:
    assert list(flags.faults(replace(without("RF-18"), flags_on=("RF-13",)))) == []
    assert list(flags.faults(country(**ALL_ON))) == []


def candidates() -> dict[str, list[str]]:
    rows = [line.split("|") for line in LIST.read_text(encoding="utf-8").splitlines()]
    cells = [[cell.strip() for cell in row[1:]] for row in rows if len(row) > 8]
    return {row[0]: row for row in cells if row[0].startswith("RF-")}


# What the list leaves to a judgement, violence that is past and over, and concerns.
BESIDES = {
    ("survey", "RF-01"): {"high"},
    ("survey", "RF-02"): {"high"},
    ("survey", "RF-12"): {"critical"},
    ("survey", "RF-22"): {"critical"},
    ("survey", "RF-27"): {"high"},
    ("case_study", "RF-01"): {"high"},
    ("case_study", "RF-12"): {"critical"},
    ("case_study", "RF-18"): {"medium"},
    ("case_study", "RF-22"): {"critical"},
}


@pytest.mark.skipif(not LIST.is_file(), reason="the candidate list is not at hand")
@pytest.mark.parametrize("tool", BOTH)
def test_severities_are_those_of_the_candidate_list(tool: str) -> None:
    listed = candidates()
    for one in (*form(tool).flags, *form(tool).flags_off):
        told = f"{listed[one.id][2]} {listed[one.id][4]}".replace("higher", "high")
        named = set(re.findall(r"critical|high|medium|low", told))
        used = {level.severity for level in one.levels}

        assert used - named <= BESIDES.get((tool, one.id), set())
        assert used & named or not named
