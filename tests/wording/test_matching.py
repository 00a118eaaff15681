"""A copy of the toolkit is read item by item; what is not certain is not used."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from toolkit.facts import TOOLS as FACTS
from toolkit.forms import form
from toolkit_text import TEXT
from wording import invented

from instrument_specs.overlays import consent_pieces, places
from instrument_specs.overlays.matching import Found, Matched, Matching
from instrument_specs.overlays.printed_copy import Joining, read_copy
from instrument_specs.overlays.printed_items import Printed, printed_items
from instrument_specs.overlays.printed_parts import parts
from instrument_specs.workspace import WorkspaceError

PARTS = ("consent_survivor", "consent_stakeholder")


@cache
def whole() -> str:
    return invented.text()


def items(tool: str, path: Path) -> dict[str, Printed]:
    lines = read_copy(path).lines
    asked = {entry.node.item for entry in form(tool).entries if entry.node.item}
    return printed_items(
        parts(lines)[tool],
        Joining.of(lines),
        alone={item for item in asked if item.isdigit()},
        parents=places.LETTERED.get(tool, ()),
        ticked=tool in places.TICKED,
    )


def matched(tool: str, text: str, tmp_path: Path) -> Matched:
    path = tmp_path / "copy.txt"
    path.write_text(text, encoding="utf-8")
    return Matching(form(tool), items(tool, path)).matched()


def about(done: Matched, item: str) -> Found:
    return next(one for one in done.found if one.item == item)


def said(done: Matched) -> dict[str, str]:
    return {one.key: one.text for one in done.texts}


@pytest.mark.parametrize("tool", invented.PRINTED)
def test_every_item_of_a_copy_is_found(tool: str, tmp_path: Path) -> None:
    done = matched(tool, whole(), tmp_path)

    asked = {e.node.item for e in form(tool).entries} - {None}
    assert {one.item for one in done.found} >= asked
    assert {one.status for one in done.found} <= {"taken", "ours"}


def test_words_notes_and_options_stand_under_our_keys(tmp_path: Path) -> None:
    texts = said(matched("survey", whole(), tmp_path))

    survey = form("survey")
    assert texts["q1_1:label"] == invented.words(survey.entry("q1_1").node)  # type: ignore[arg-type]
    assert texts["q15_hopes:label"].startswith("In invented print, and what do you")
    assert texts["q2_7:hint"] == "Invented advice for the interviewer."
    assert texts["support:bank_loan"] == "Printed A bank loan"
    assert texts["yes_no:no_answer"] == "Do not know/Do not wish to answer"
    assert "creditors:family" not in texts


def test_a_pdf_reads_as_its_text_does(tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_text(whole(), encoding="utf-8")
    (tmp_path / "copy.pdf").write_bytes(invented.pdf(whole().splitlines()))

    for tool in invented.PRINTED:
        one, other = (items(tool, tmp_path / f"copy.{kind}") for kind in ("txt", "pdf"))
        assert one == other
    read = [read_copy(tmp_path / f"copy.{kind}").lines for kind in ("txt", "pdf")]
    for part in PARTS:
        one, other = (
            consent_pieces.pieces(parts(lines)[part], Joining.of(lines))
            for lines in read
        )
        assert {k: one[k] for k in ("confirm withdrawal", "questions", "witness")} == {
            k: other[k] for k in ("confirm withdrawal", "questions", "witness")
        }


def without(item: str, gone: str = "") -> Callable[[str, str], str]:
    return lambda this, words: gone if this == item else words


def test_an_item_that_is_left_out_is_missed_and_its_part_not_used(
    tmp_path: Path,
) -> None:
    done = matched("survey", invented.text(without("8.4")), tmp_path)

    assert about(done, "8.4").status == "missing"
    assert about(done, "8.5").status == "unclear"
    assert "q8_5:label" not in said(done)
    assert "q7_5:label" in said(done)


def test_items_that_moved_by_a_number_are_not_taken(tmp_path: Path) -> None:
    moved = whole().replace("8.10 ", "8.11 ")
    for number in range(9, 0, -1):
        moved = moved.replace(f"\n8.{number} ", f"\n8.{number + 1} ")

    done = matched("survey", moved, tmp_path)

    assert about(done, "8.11").status == "differs"
    assert not [key for key in said(done) if key.startswith("q8_")]


@pytest.mark.parametrize(
    ("before", "after", "status", "unused"),
    [
        (" Printed A nurse \n\n", "", "differs", "q8_4:"),
        (" Printed A nurse \n", " Printed A nurse \n\n A third \n", "differs", "q8_4:"),
        (
            " Printed A bank loan \n",
            " Printed Goods from a shop \n",
            "unclear",
            "support:",
        ),
        (" Printed Often \n", " Printed Never \n", "differs", "how_often:"),
        ("\n8.4 ", "\n8.4 \N{REPLACEMENT CHARACTER} ", "unclear", "q8_4:"),
        ("\n8.4 ", "\n8.4 (unclosed ", "unclear", "q8_4:"),
        ("\n8.4 ", "\n8.4 About strangew-\nordings ", "unclear", "q8_4:"),
        ("\n8.4 ", f"\n8.4 {'very ' * 200}", "unclear", "q8_4:"),
        ("\n8.4 ", "\n8.4 About victims ", "ours", "q8_4:"),
        ("\n8.4 ", "\n8.4 About ${q1_1} ", "ours", "q8_4:"),
        ("\n8.4 ", "\n8.4 <b>About</b> ", "ours", "q8_4:"),
        ("\n8.5 ", "\n8.4 ", "unclear", "q8_4:"),
        ("\n15. ", "\n15. One sentence more. ", "differs", "q15_"),
    ],
)
def test_what_is_not_certain_is_listed_and_not_used(
    before: str, after: str, status: str, unused: str, tmp_path: Path
) -> None:
    assert before in whole()

    done = matched("survey", whole().replace(before, after, 1), tmp_path)

    usual = {one.item for one in matched("survey", whole(), tmp_path).found if one.what}
    found = {one.status for one in done.found if one.what and one.item not in usual}
    assert status in found
    assert not [key for key in said(done) if key.startswith(unused)]


def test_a_word_cut_at_a_line_is_joined_as_the_copy_writes_it() -> None:
    joining = Joining.of(["a well-known survey", "the questions"])

    assert joining.joined(["a well-", "known survey"]) == "a well-known survey"
    assert joining.joined(["some strangew-", "ordings"]) is None
    assert joining.joined(["the ques-", "tions"]) == "the questions"
    assert joining.joined(["family/", "friends"]) == "family/friends"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("copy.txt", b"Tool 1. Something\n", "no whole copy"),
        ("copy.txt", b"\xff\xfe\x00text", "neither a PDF nor text"),
        ("copy.pdf", b"%PDF-1.4 broken", "cannot be read as a PDF"),
        ("copy.pdf", invented.pdf([]), "no text"),
    ],
)
def test_another_file_is_refused_with_the_reason(
    name: str, content: bytes, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(WorkspaceError, match=says):
        parts(read_copy(tmp_path / name).lines)


def test_a_promise_that_nobody_can_keep_is_not_taken_over(tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_text(whole(), encoding="utf-8")
    lines = read_copy(tmp_path / "copy.txt").lines
    pieces = consent_pieces.pieces(parts(lines)[PARTS[0]], Joining.of(lines))
    survey = form("survey")
    sources = {
        "survey": {f"{q.name}:label": q.label for q in survey.questions()},
        "pages": {"paper_witness:label": "I was there."},
    }

    done = consent_pieces.matched(PARTS[0], pieces, sources, ["survey"])

    assert said(done["survey"]) == {
        "confirm_taking_part:label": "Do you confirm that you: Take part in this "
        "invented talk and know that somebody writes answers down.",
        "confirm_withdrawal:label": "Do you confirm that you: Understand that you can "
        "take your invented words back.",
        "consent_questions:label": "Do you want to ask anything about this invented "
        "paper?",
    }
    assert about(done["survey"], "confirm privacy").status == "ours"
    assert said(done["pages"]) == {
        "paper_witness:label": "I saw that the invented paper was read out."
    }


@pytest.mark.parametrize("tool", invented.PRINTED)
def test_the_real_copy_is_read_without_a_doubt(tool: str) -> None:
    if not TEXT.is_file():
        pytest.skip("the toolkit's text does not lie beside the project")
    printed = items(tool, TEXT)

    done = Matching(form(tool), printed).matched()

    assert {one.status for one in done.found} <= {"taken", "ours"}
    assert set(printed) == set(FACTS[tool]) | set(places.HEADS.get(tool, ()))
    for item, facts in FACTS[tool].items():
        assert len(printed[item].options) == facts.options, item
