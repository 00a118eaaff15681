"""Who has looked at a section stands in the catalogue, bound to its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from small_shelf import GERMAN, SOURCES, shelf, spoken

from translations import files, release
from translations.backtranslation import backtranslation, compared
from translations.errors import CatalogueError
from translations.review import Review
from translations.shelf import Said, Shelf

DAY = date(2026, 5, 4)


def agree(on: Shelf, section: str, by: str) -> None:
    found = on.section("talk", "de", section)
    on.reviewed("talk", "de", [found], Review("agreed", DAY, by))


def test_two_different_roles_agree_on_what_weighs_most(tmp_path: Path) -> None:
    on = spoken(tmp_path)

    agree(on, "consent", "protection officer")
    agree(on, "opening", "field officer")
    half = [one.stage for one in on.sections("talk", "de")]
    agree(on, "consent", "case manager")
    whole = [one.stage for one in on.sections("talk", "de")]

    assert (half, whole) == (["agreed", "draft"], ["agreed", "agreed"])
    assert on.section("talk", "de", "consent").agreed_by == (
        "protection officer",
        "case manager",
    )
    assert release.agreed(on.folders, "talk", "de")
    assert not release.lacking(on.folders, "talk", "de")


def test_the_same_role_is_not_two_reviewers(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    agree(on, "consent", "protection officer")

    with pytest.raises(CatalogueError, match="has agreed already"):
        agree(on, "consent", "Protection  Officer")


def test_a_changed_text_makes_its_section_a_draft_again(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    for role in ("protection officer", "case manager"):
        agree(on, "consent", role)
    agree(on, "opening", "field officer")

    on.put("talk", "de", {"agree:label": Said("Stimmen Sie zu?")})

    opening, consent = on.sections("talk", "de")
    assert (opening.stage, consent.stage, consent.stale) == ("agreed", "draft", True)
    said = release.lacking(on.folders, "talk", "de")
    assert "two reviewers have to agree on consent" in said
    assert "changed since its review: consent" in said

    on.put("talk", "de", {"agree:label": Said(GERMAN["agree:label"])})
    assert on.section("talk", "de", "consent").stage == "agreed"


def test_a_changed_source_makes_its_section_a_draft_again(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    agree(on, "opening", "field officer")
    first, *others = SOURCES["talk"]
    new = {**SOURCES, "talk": [replace(first, text="Good night"), *others]}

    before_merge = Shelf((tmp_path,), new).section("talk", "de", "opening")
    Shelf((tmp_path,), new).merge("talk", "de")
    after = on.section("talk", "de", "opening")

    assert (before_merge.stage, after.stage) == ("draft", "draft")


def test_nobody_agrees_on_what_is_not_translated(tmp_path: Path) -> None:
    on = spoken(tmp_path, {key: text for key, text in GERMAN.items() if "agree" in key})

    with pytest.raises(CatalogueError, match="2 texts are not translated"):
        agree(on, "consent", "protection officer")


@pytest.mark.parametrize("role", ["", "x", "a; b", 'the "boss"', "a\nb", "7" * 5])
def test_a_role_is_a_role(role: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="is no role"):
        agree(spoken(tmp_path), "consent", role)


def test_an_office_that_says_it_differently_reviews_its_own_words(
    tmp_path: Path,
) -> None:
    package, office = tmp_path / "package", tmp_path / "office"
    theirs = spoken(package)
    agree(theirs, "opening", "field officer")
    both = shelf(office, package)
    before = both.section("talk", "de", "opening")

    both.put("talk", "de", {"hello:label": Said("Moin")})
    changed = both.section("talk", "de", "opening")
    agree(both, "opening", "office lead")

    assert (before.stage, changed.stage) == ("agreed", "draft")
    assert both.section("talk", "de", "opening").stage == "agreed"
    assert theirs.section("talk", "de", "opening").stage == "agreed"
    kept = files.read(files.path_of(office, "talk", "de"))
    assert [one.msgctxt for one in kept] == ["hello:label"]


def test_a_text_written_by_hand_belongs_to_its_section(tmp_path: Path) -> None:
    package, office = tmp_path / "package", tmp_path / "office"
    agree(spoken(package), "opening", "field officer")
    office.mkdir()
    by_hand = 'msgctxt "hello:label"\nmsgid "Good day"\nmsgstr "Moin"\n'
    files.path_of(office, "talk", "de").write_text(by_hand, encoding="utf-8")

    sections = shelf(office, package).sections("talk", "de")

    assert [(one.name, one.stage) for one in sections] == [
        ("opening", "draft"),
        ("consent", "draft"),
    ]


def test_where_an_editor_lost_the_comments_two_have_to_agree(tmp_path: Path) -> None:
    spoken(tmp_path)
    path = files.path_of(tmp_path, "talk", "de")
    file = files.read(path)
    for one in file:
        one.comment = ""
    files.write(path, file)

    assert [one.needed for one in shelf(tmp_path).sections("talk", "de")] == [2]


def test_the_second_translator_sees_no_source(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    path = tmp_path / "back.xlsx"
    path.write_bytes(backtranslation(on, "de", ["talk"], ["consent"]))

    rows = openpyxl.load_workbook(path)["talk"].iter_rows(min_row=2, values_only=True)
    seen = " ".join(str(cell) for row in rows for cell in row)

    assert GERMAN["agree:label"] in seen
    assert GERMAN["hello:label"] not in seen
    for source in SOURCES["talk"]:
        assert source.text not in seen
        assert source.key not in seen


def test_what_comes_back_is_laid_beside_the_source_and_recorded(tmp_path: Path) -> None:
    on = spoken(tmp_path)

    result = compared(
        on, filled(on, tmp_path), Review("back-translated", DAY, "second")
    )

    (tmp_path / "c.xlsx").write_bytes(result.workbook)
    sheet = openpyxl.load_workbook(tmp_path / "c.xlsx")["talk"]
    assert [cell.value for cell in sheet[3]][2:5] == [
        "Do you agree?",
        "back 3",
        "Sind Sie einverstanden?",
    ]
    assert result.done == ("talk opening", "talk consent")
    stages = [one.stage for one in on.sections("talk", "de")]
    assert stages == ["back-translated", "back-translated"]


def test_a_section_with_a_gap_or_a_changed_text_stays_as_it_was(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    path = filled(on, tmp_path, leave_out=4)
    on.put("talk", "de", {"hello:label": Said("Moin")})

    result = compared(on, path, Review("back-translated", DAY, "second"))

    assert result.done == ()
    assert result.unfinished == ("talk opening", "talk consent")
    assert {one.stage for one in on.sections("talk", "de")} == {"draft"}


def filled(on: Shelf, folder: Path, leave_out: int = 0) -> Path:
    """Write the sheet for the second translator and fill it in."""
    path = folder / "back.xlsx"
    path.write_bytes(backtranslation(on, "de", ["talk"], []))
    book = openpyxl.load_workbook(path)
    for row in range(2, 6):
        book["talk"].cell(row, 5).value = None if row == leave_out else f"back {row}"
    book.save(path)
    return path
