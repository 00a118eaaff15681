"""A spreadsheet comes back as it went out, and altered ones are refused."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_shelf import GERMAN, HOSTILE, entry, shelf, spoken

from translations import files
from translations.errors import CatalogueError
from translations.sheet import sheet, taken_over
from translations.shelf import Said, Shelf
from translations.sources import Source
from translations.workbook import UNCARRIED

KEY, ENGLISH, SAYS, STATE, NOTE = 1, 4, 5, 6, 7


def edited(shelf: Shelf, folder: Path, *cells: tuple[int, int, Any]) -> Path:
    """Write the sheet of the talk, and type into it: row, column, value."""
    path = folder / "translation.xlsx"
    path.write_bytes(sheet(shelf, "de", ["talk"]))
    book = openpyxl.load_workbook(path)
    for row, column, value in cells:
        book["talk"].cell(row, column).value = value
    book.save(path)
    return path


def test_what_is_typed_is_taken_over(tmp_path: Path) -> None:
    on = spoken(tmp_path)

    path = edited(on, tmp_path, (2, SAYS, "Grüß Gott"), (2, NOTE, "in the south"))
    taken = taken_over(on, path)

    assert taken.changed == {"talk": ["hello:label"]}
    found = entry(tmp_path, "hello:label")
    assert (found.msgstr, found.tcomment) == ("Grüß Gott", "in the south")


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-", "@SUM(A1)", "'=1"])
def test_a_text_that_looks_like_a_formula_comes_back_as_text(
    text: str, tmp_path: Path
) -> None:
    on = spoken(tmp_path, GERMAN | {"hello:label": text})

    path = edited(on, tmp_path, (3, SAYS, "Ja?"))
    kinds = {
        cell.data_type for row in openpyxl.load_workbook(path)["talk"] for cell in row
    }
    taken = taken_over(on, path)

    assert "f" not in kinds
    assert taken.changed == {"talk": ["agree:label"]}
    assert entry(tmp_path, "hello:label").msgstr == text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("=HYPERLINK(1)", "a formula"),
        (datetime(2026, 2, 1), "a date"),  # noqa: DTZ001 - as spreadsheets write it
        (True, "true or false"),
    ],
)
def test_a_cell_that_became_something_else_is_refused(
    value: Any, said: str, tmp_path: Path
) -> None:
    on = spoken(tmp_path)

    path = edited(on, tmp_path, (2, SAYS, value))

    with pytest.raises(CatalogueError, match=f"row 2.*{said}"):
        taken_over(on, path)


def test_who_comes_later_does_not_undo_what_others_did(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    path = edited(on, tmp_path, (3, SAYS, "Ist Ihnen das recht?"))
    on.put("talk", "de", {"hello:label": Said("Grüß Gott")})

    taken = taken_over(on, path)

    assert taken.changed == {"talk": ["agree:label"]}
    assert entry(tmp_path, "hello:label").msgstr == "Grüß Gott"


def test_what_two_people_changed_is_refused(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    path = edited(on, tmp_path, (2, SAYS, "Hallo"), (3, SAYS, "Ist das recht?"))
    on.put("talk", "de", {"hello:label": Said("Grüß Gott")})

    with pytest.raises(CatalogueError, match="somebody changed hello:label after"):
        taken_over(on, path)

    assert entry(tmp_path, "hello:label").msgstr == "Grüß Gott"
    assert entry(tmp_path, "agree:label").msgstr == GERMAN["agree:label"]


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        (2, KEY, "hallo:label", "there is no key 'hallo:label'"),
        (3, KEY, "hello:label", "row 3: the key 'hello:label' stands there twice"),
        (2, ENGLISH, "Good night", "the English text of hello:label is another one"),
        (2, STATE, "finished", "the state is 'finished'"),
        (1, SAYS, "Deutsch", "the columns are not"),
    ],
)
def test_keys_and_english_texts_have_to_stay(
    row: int, column: int, value: str, said: str, tmp_path: Path
) -> None:
    on = spoken(tmp_path)
    before = files.path_of(tmp_path, "talk", "de").read_bytes()

    path = edited(on, tmp_path, (row, column, value), (4, SAYS, "Jawohl"))

    with pytest.raises(CatalogueError, match=said):
        taken_over(on, path)
    assert files.path_of(tmp_path, "talk", "de").read_bytes() == before


def test_a_sheet_of_older_forms_is_refused(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    path = edited(on, tmp_path)
    new = Shelf((tmp_path,), {"talk": [Source("hello:label", "Good evening", "o")]})

    with pytest.raises(CatalogueError, match="the forms have changed meanwhile"):
        taken_over(new, path)


def test_cells_that_were_emptied_and_rows_that_are_gone_lose_nothing(
    tmp_path: Path,
) -> None:
    on = spoken(tmp_path)
    path = edited(on, tmp_path, (2, SAYS, None))
    book = openpyxl.load_workbook(path)
    book["talk"].delete_rows(3)
    book.save(path)

    taken = taken_over(on, path)

    assert (taken.changed, taken.emptied) == ({}, 1)
    said = {one.msgctxt: one.msgstr for one in on.entries("talk", "de").values()}
    assert said == GERMAN


def test_a_text_to_look_at_again_is_done_when_it_is_corrected_or_said_so(
    tmp_path: Path,
) -> None:
    on = spoken(tmp_path)
    on.put("talk", "de", {key: Said(text, fuzzy=True) for key, text in GERMAN.items()})

    path = edited(
        on,
        tmp_path,
        (2, SAYS, "Hallo"),
        (3, STATE, "translated"),
    )
    taken_over(on, path)

    fuzzy = {key: one.fuzzy for key, one in on.entries("talk", "de").items()}
    assert fuzzy == {
        "hello:label": False,
        "agree:label": False,
        "yes_no:yes": True,
        "yes_no:no": True,
    }


def test_only_what_is_meant_for_it_can_be_typed_in(tmp_path: Path) -> None:
    on = spoken(tmp_path)

    made = openpyxl.load_workbook(edited(on, tmp_path))["talk"]

    assert made.protection.sheet
    locked = [made.cell(2, column).protection.locked for column in range(1, 8)]
    assert locked == [True, True, True, True, False, False, False]


def test_a_sheet_is_mirrored_for_languages_from_right_to_left(tmp_path: Path) -> None:
    on = shelf(tmp_path)
    on.merge("talk", "ar")
    on.merge("talk", "de")

    views = []
    for language in ("ar", "de"):
        path = tmp_path / "view.xlsx"
        path.write_bytes(sheet(on, language, ["talk"]))
        views.append(openpyxl.load_workbook(path)["talk"].sheet_view.rightToLeft)

    assert views == [True, None]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_a_file_that_is_no_spreadsheet_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(content)

    with pytest.raises(CatalogueError, match=r"broken\.xlsx cannot be read"):
        taken_over(spoken(tmp_path), path)


def test_another_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)

    with pytest.raises(CatalogueError, match="is no translation"):
        taken_over(spoken(tmp_path), path)


@pytest.mark.parametrize("text", ["\x07", "_x0041_", "x" * 32_768])
def test_what_a_spreadsheet_does_not_carry_is_named(text: str, tmp_path: Path) -> None:
    on = spoken(tmp_path, GERMAN | {"hello:label": text})

    with pytest.raises(CatalogueError, match=r"talk, hello:label: .* in the PO file"):
        sheet(on, "de", ["talk"])


CARRIED = HOSTILE.filter(lambda text: not UNCARRIED.search(text))


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    texts=st.lists(
        st.tuples(CARRIED.filter(bool), CARRIED, CARRIED, st.booleans()),
        min_size=1,
        max_size=4,
    ),
)
def test_po_to_sheet_to_po_loses_nothing(
    texts: list[tuple[str, str, str, bool]],
) -> None:
    sources = [Source(f"k{n}:label", one[0], "a") for n, one in enumerate(texts)]
    with tempfile.TemporaryDirectory() as name:
        first, second = Path(name) / "first", Path(name) / "second"
        path = Path(name) / "sheet.xlsx"
        one, other = (Shelf((place,), {"talk": sources}) for place in (first, second))
        for on in (one, other):
            on.merge("talk", "bn")
        for number, (_, text, note, fuzzy) in enumerate(texts):
            said = Said(text, fuzzy and bool(text), note)
            one.put("talk", "bn", {f"k{number}:label": said})

        before = told(one)
        path.write_bytes(sheet(one, "bn", ["talk"]))
        assert not taken_over(one, path).changed
        assert told(one) == before
        taken_over(other, path)
        assert told(other) == before


def told(on: Shelf) -> list[tuple[str | None, str, str, bool, str]]:
    return [
        (key, one.msgid, one.msgstr, one.fuzzy, one.tcomment)
        for key, one in on.entries("talk", "bn").items()
    ]
