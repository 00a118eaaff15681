"""Red flags of the case study: at which severity, and when nobody can tell."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from sheets import CONSENTING
from specs.case_study_talk import GO_ON, form, questions, talk_with

from builder.case import Case
from builder.judgements import Flag
from builder.one_case import Value, evaluate
from builder.parts import answers_in
from builder.relevance import guarded_verdict

LIST = Path(__file__).parents[3] / "shared/toolkit/RED_FLAGS.md"
# Which items call for follow-up; 2.6.1 is added, as the creditor decides how urgent.
ITEMS = {
    "RF-01": {"3.6.1", "3.6.2", "3.6.1.1", "3.6.2.1"},
    "RF-02": {"3.6", "4.3.1"},
    "RF-03": {"4.2"},
    "RF-04": {"4.2.1.1"},
    "RF-05": {"2.6.2", "2.7.2"},
    "RF-06": {"2.6"},
    "RF-10": {"4.2.1.2"},
    "RF-12": {"3.7.2", "3.7.2.2"},
    "RF-14": {"3.12.1", "3.12.2"},
    "RF-15": {"4.1", "4.1.2"},
    "RF-18": {"6.2"},
    "RF-25": {"6.3"},
}
ADDED = {"2.6.1"}
BEGUN: Mapping[str, Value] = {
    **CONSENTING,
    **{f"go_on_{number}": "continue" for number in GO_ON},
    "interview_date": date(2026, 1, 15),
}
# Answers, and the severity each flag then has: "" for none, "?" undetermined.
CASES: list[tuple[str, str, str]] = [
    ("RF-01", "q3_6_1=no q3_6_2=no", ""),
    ("RF-01", "q3_6_1=no", "?"),
    ("RF-01", "q3_6_1=no_answer q3_6_2=no", "?"),
    ("RF-01", "q3_6_1=yes", "critical"),
    ("RF-01", "q3_6_2=yes", "critical"),
    ("RF-01", "q3_6_2=yes violence_when=now", "critical"),
    ("RF-01", "q3_6_2=yes violence_when=may_return", "critical"),
    ("RF-01", "q3_6_2=yes violence_when=past", "high"),
    ("RF-02", "q3_6=yes q4_3_1=yes", ""),
    ("RF-02", "q3_6=yes", "?"),
    ("RF-02", "q3_6=no_answer q4_3_1=yes", "?"),
    ("RF-02", "q3_6=no", "critical"),
    ("RF-02", "q4_3_1=no", "critical"),
    ("RF-02", "q3_6=no q3_6_1=yes violence_when=past", "critical"),
    ("RF-03", "q4_2_a=no q4_2_b=no q4_2_c=no q4_2_d=no q4_2_e=no", ""),
    ("RF-03", "q4_2_a=no q4_2_b=no q4_2_c=no q4_2_d=no", "?"),
    ("RF-03", "q4_2_a=yes", "medium"),
    ("RF-03", "q4_2_e=yes", "medium"),
    ("RF-03", "q4_2_d=yes", "high"),
    ("RF-03", "q4_2_a=yes q4_2_e=yes", "high"),
    ("RF-04", "concern=self_harm", "critical"),
    ("RF-04", "concern=none", ""),
    ("RF-04", "q4_2_d=yes", "?"),
    ("RF-05", "concern=taken_back+health", "critical"),
    ("RF-05", "concern=health", ""),
    ("RF-06", "q2_6=no", ""),
    ("RF-06", "q2_6=no_answer", "?"),
    ("RF-06", "q2_6=yes", "high"),
    ("RF-06", "q2_6=yes debt=bank", "high"),
    ("RF-06", "q2_6=yes debt=bank+arranger", "critical"),
    ("RF-10", "q4_2_a=yes q4_2_1_2=no", "high"),
    ("RF-10", "q4_2_a=yes q4_2_1_2=yes", ""),
    ("RF-10", "q4_2_a=yes q4_2_1_2=no_answer", "?"),
    ("RF-10", "q4_2_a=no q4_2_b=no q4_2_c=no q4_2_d=no q4_2_e=no", ""),
    ("RF-11", "concern=child", "critical"),
    ("RF-11", "concern=other", ""),
    ("RF-12", "q3_7=no concern=none", ""),
    ("RF-12", "q3_7=yes q3_7_2=yes concern=none", ""),
    ("RF-12", "q3_7=yes concern=none", "?"),
    ("RF-12", "q3_7=yes q3_7_2=no", "high"),
    ("RF-12", "q3_7=no concern=health", "critical"),
    ("RF-14", "q3_12=yes q3_12_1_what=kind q3_12_2_what=nothing", ""),
    ("RF-14", "q3_12_2_what=no_answer", "?"),
    ("RF-14", "q3_12=yes q3_12_1_what=words", "medium"),
    ("RF-14", "q3_12_2_what=avoidance", "medium"),
    ("RF-14", "q3_12_2_what=kind+violence", "high"),
    ("RF-14", "q3_12=yes q3_12_1_what=expulsion", "high"),
    ("RF-14", "q3_12_2_what=documents", "high"),
    ("RF-14", "q3_12=no q3_12_1_what=violence q3_12_2_what=kind", "?"),
    ("RF-15", "q4_1=yes q4_1_2=no", ""),
    ("RF-15", "q4_1=yes", "?"),
    ("RF-15", "q4_1=no", "medium"),
    ("RF-15", "q4_1=yes q4_1_2=yes", "medium"),
    ("RF-18", "q6_2_leaving=yes", "high"),
    ("RF-18", "q6_2_leaving=not_sure", "medium"),
    ("RF-18", "q6_2_leaving=no", ""),
    ("RF-18", "", "?"),
    ("RF-22", "concern=danger", "critical"),
    ("RF-22", "concern=violence", "critical"),
    ("RF-22", "concern=other", "high"),
    ("RF-22", "go_on_3b=safety", "high"),
    ("RF-22", "go_on_1=safety", "high"),
    ("RF-25", "q6_3=yes", "medium"),
    ("RF-25", "q6_3=no", ""),
    ("RF-25", "q6_3=no_answer", "?"),
]


def flag(code: str) -> Flag:
    return next(one for one in form().flags if one.id == code)


def answers(written: str) -> dict[str, str]:
    """Read "q1_1=yes q1_2=a+b" as answers."""
    pairs = (part.split("=") for part in written.split())
    return {name: value.replace("+", " ") for name, value in pairs}


def case(written: str) -> Case:
    given = answers(written)
    sheet: dict[str, object] = {**BEGUN, **given}
    debts = str(sheet.pop("debt", "")).split()
    sheet["debt_2_6"] = [{"q2_6_1_creditor": one} for one in debts]
    return Case(form(), sheet)  # type: ignore[arg-type]


def severity(of: Flag, talk: Case) -> str:
    """Give the first severity that holds, "" when the flag is known to be down."""
    for level in of.levels:
        if talk.holds(guarded_verdict(form(), level.verdict).holds):
            return level.severity
    return "" if talk.holds(guarded_verdict(form(), of.verdict).fails) else "?"


@pytest.mark.parametrize(("code", "written", "expected"), CASES)
def test_a_flag_has_the_severity_its_answers_call_for(
    code: str, written: str, expected: str
) -> None:
    assert severity(flag(code), case(written)) == expected


@pytest.mark.parametrize(("code", "written", "expected"), CASES)
def test_the_phone_raises_the_same_flags(
    code: str, written: str, expected: str
) -> None:
    given = answers(written)
    debts = [{"q2_6_1_creditor": one} for one in given.pop("debt", "").split()]

    talk = talk_with({**given, "debt_2_6": debts})

    shown = {"": "0", "?": ""}.get(expected, "1")
    assert talk.value(flag(code).name) == shown


def test_every_severity_of_every_flag_is_in_the_table() -> None:
    tried = {(code, expected) for code, _, expected in CASES} - {
        (one.id, how) for one in form().flags for how in ("", "?")
    }

    assert tried == {
        (one.id, level.severity) for one in form().flags for level in one.levels
    }


@pytest.mark.parametrize("code", sorted({code for code, _, _ in CASES}))
def test_no_flag_is_both_up_and_known_to_be_down(code: str) -> None:
    """Try every combination of answers to what the flag reads."""
    one = flag(code)
    read = [name for name in reads(one) if name in questions()]
    for combination in itertools.product(*(_values(name) for name in read)):
        look = dict(zip(read, combination, strict=True)).get
        for verdict in (one.verdict, *(level.verdict for level in one.levels)):
            assert not (evaluate(verdict.holds, look) and evaluate(verdict.fails, look))


def reads(one: Flag) -> list[str]:
    verdict = one.verdict
    found = [*answers_in(verdict.holds), *answers_in(verdict.fails)]
    return list(dict.fromkeys(answer.name for answer in found))


def _values(name: str) -> list[str | None]:
    question = questions()[name]
    if question.answer.kind == "many":
        return [None, *question.answer.choices, "kind words", "words violence"]
    return [None, *question.answer.choices]


def plain(item: str | None) -> str:
    """Give an item without its letter: 4.2 for 4.2.a."""
    return re.sub(r"\.[a-e]$", "", item or "")


def test_numbers_in_red_are_those_that_can_call_for_follow_up() -> None:
    red = {plain(one.item) for one in questions().values() if one.red}

    assert red == {item for items in ITEMS.values() for item in items} | ADDED


def test_flags_name_the_items_they_read() -> None:
    for one in form().flags:
        listed = {plain(item) for item in one.items}
        assert listed <= ITEMS.get(one.id, set()) | ADDED


@pytest.mark.skipif(not LIST.is_file(), reason="the candidate list is not at hand")
def test_the_items_are_those_of_the_candidate_list() -> None:
    rows = [line.split("|") for line in LIST.read_text(encoding="utf-8").splitlines()]
    core = {
        cells[1].strip(): set(re.findall(r"T2:([\d.]+\d)", cells[2]))
        for cells in rows
        if len(cells) > 8 and cells[7].strip().startswith("core")
    }

    assert {code: items for code, items in core.items() if items} == ITEMS
