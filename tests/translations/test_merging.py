"""A text that changes keeps its translation beside it, and nothing is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_shelf import HOSTILE, SAID, SOURCES, entry, shelf, spoken

from translations import files
from translations.errors import CatalogueError
from translations.layout import rendered
from translations.merging import Merged, difference, merge
from translations.shelf import Shelf
from translations.sources import Source

TALK = SOURCES["talk"]


def merged(folder: Path, talk: Sequence[Source]) -> Merged:
    return Shelf((folder,), {**SOURCES, "talk": talk}).merge("talk", "de")


def test_a_changed_source_makes_its_translation_fuzzy_and_names_the_change(
    tmp_path: Path,
) -> None:
    spoken(tmp_path)

    done = merged(tmp_path, [replace(TALK[0], text="Good evening to you"), *TALK[1:]])

    found = entry(tmp_path, "hello:label")
    assert done.changed == ["hello:label"]
    assert found.fuzzy
    assert (found.msgid, found.msgstr) == ("Good evening to you", "Guten Tag")
    assert found.previous_msgid == "Good day"
    assert "“day” is now “evening to you”" in found.comment


def test_a_second_change_keeps_the_source_that_was_translated(tmp_path: Path) -> None:
    spoken(tmp_path)

    for text in ("Good evening", "Good night"):
        merged(tmp_path, [replace(TALK[0], text=text), *TALK[1:]])

    assert entry(tmp_path, "hello:label").previous_msgid == "Good day"


def test_what_is_gone_comes_back_with_its_source(tmp_path: Path) -> None:
    spoken(tmp_path)

    gone = merged(tmp_path, TALK[1:])
    asleep = entry(tmp_path, "hello:label")
    back = merged(tmp_path, TALK)

    assert gone.gone == ["hello:label"]
    assert asleep.obsolete
    assert back.returned == ["hello:label"]
    assert entry(tmp_path, "hello:label").msgstr == "Guten Tag"
    assert not entry(tmp_path, "hello:label").obsolete


def test_a_renamed_question_keeps_its_translation(tmp_path: Path) -> None:
    spoken(tmp_path)

    merged(
        tmp_path, [replace(TALK[0], key="greet:label", was=("hello:label",)), *TALK[1:]]
    )

    assert entry(tmp_path, "greet:label").msgstr == "Guten Tag"


def test_merging_again_changes_no_byte(tmp_path: Path) -> None:
    spoken(tmp_path)
    path = files.path_of(tmp_path, "talk", "de")
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns

    done = merged(tmp_path, TALK)

    assert not done
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)


def test_entries_stand_in_the_order_of_the_talk(tmp_path: Path) -> None:
    spoken(tmp_path)

    merged(tmp_path, [TALK[2], Source("new:label", "New", "opening"), *TALK[:2]])

    keys = [one.msgctxt for one in files.read(files.path_of(tmp_path, "talk", "de"))]
    assert keys == [
        "yes_no:yes",
        "new:label",
        "hello:label",
        "agree:label",
        "yes_no:no",
    ]


def test_an_office_that_says_one_thing_differently_writes_only_that(
    tmp_path: Path,
) -> None:
    package, office = tmp_path / "package", tmp_path / "office"
    spoken(package)
    both = shelf(office, package)

    assert not both.merge("talk", "de")
    assert not files.path_of(office, "talk", "de").exists()
    added = both.merge("talk", "nl").added

    assert added == [one.key for one in TALK]


def test_headers_and_comments_of_editors_are_kept(tmp_path: Path) -> None:
    spoken(tmp_path)
    path = files.path_of(tmp_path, "talk", "de")
    file = files.read(path)
    file.metadata |= {"X-Generator": "Poedit 3.4", "PO-Revision-Date": "2026-01-01"}
    file[0].tcomment = (
        "first line\n\n  indented, and a line that is longer than any " * 2
    )
    files.write(path, file)

    merged(tmp_path, [replace(TALK[0], text="Other"), *TALK[1:]])

    again = files.read(path)
    assert again.metadata["X-Generator"] == "Poedit 3.4"
    assert again.metadata["PO-Revision-Date"] == "2026-01-01"
    assert again[0].tcomment == file[0].tcomment.rstrip()


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    spoken(tmp_path)
    path = files.path_of(tmp_path, "talk", "de")
    twice = 'msgctxt "hello:label"\nmsgid "Good day"\nmsgstr "Moin"\n'
    path.write_text(path.read_text(encoding="utf-8") + "\n" + twice, encoding="utf-8")

    with pytest.raises(CatalogueError, match="hello:label stands there twice"):
        merged(tmp_path, TALK)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("the past week", "the past month", "“week” is now “month”"),
        ("please say", "say", "“please” is gone"),
        ("say", "say please", "“please” is new"),
        ("a b", "a  b", "spaces or line breaks only"),
    ],
)
def test_a_change_is_told_in_words(old: str, new: str, said: str) -> None:
    assert difference(old, new) == said


TEXTS = st.dictionaries(
    st.text("abc:", min_size=1, max_size=4), st.tuples(SAID, HOSTILE), max_size=4
)


@settings(max_examples=120, deadline=None)
@given(before=TEXTS, after=TEXTS)
def test_extracting_and_merging_lose_nothing(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    file = files.blank("ar")
    for key, (source, said) in before.items():
        file.append(polib.POEntry(msgctxt=key, msgid=source, msgstr=said))

    merge(file, [Source(key, source, "a") for key, (source, _) in after.items()])

    found = {one.msgctxt: one for one in written_and_read(file)}
    for key, (source, said) in before.items():
        if said:
            assert found[key].msgstr == said
            assert found[key].obsolete == (key not in after)
        if said and key in after and after[key][0] != source:
            assert found[key].fuzzy
            assert found[key].previous_msgid == source
    for key, (source, _) in after.items():
        assert found[key].msgid == source
        assert not found[key].obsolete


@settings(max_examples=200, deadline=None)
@given(source=SAID, said=HOSTILE)
def test_what_is_written_is_read_again(source: str, said: str) -> None:
    file = files.blank("bn")
    file.append(polib.POEntry(msgctxt="k", msgid=source, msgstr=said, flags=["fuzzy"]))
    file[0].previous_msgid = source

    again = written_and_read(file)

    assert (again[0].msgid, again[0].msgstr) == (source, said)
    assert again[0].previous_msgid == source
    assert rendered(again) == rendered(file)


def written_and_read(file: polib.POFile) -> polib.POFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "talk.bn.po"
        files.write(path, file)
        return files.read(path)


@pytest.mark.parametrize("code", ["klingon", "FR", "EN", "pt_BR", "pt-br", ""])
def test_a_language_that_does_not_exist_or_is_written_otherwise_is_refused(
    code: str, tmp_path: Path
) -> None:
    with pytest.raises(CatalogueError, match=f"'{code}' is no language code"):
        shelf(tmp_path).merge("talk", code)

    assert not list(tmp_path.iterdir())
