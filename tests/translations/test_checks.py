"""What is wrong with a translation is named, with what to do; nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_shelf import GERMAN, spoken

from translations.checks import SAME, Finding, checked
from translations.errors import CatalogueError
from translations.glossary import glossary
from translations.shelf import Said, Shelf
from translations.sources import Source


def rules(
    folder: Path, text: str, said: str, language: str = "de", note: str = ""
) -> list[str]:
    """Check one text said in a language."""
    on = Shelf((folder,), {"talk": [Source("k:label", text, "a", room=40)]})
    on.merge("talk", language)
    on.put("talk", language, {"k:label": Said(said, note=note)})
    return [one.rule for one in checked(on.folders, on.sources, [language])]


@pytest.mark.parametrize(
    ("text", "said", "language", "rule"),
    [
        ("Call {number}", "Anrufen", "de", "placeholder"),
        ("Call", "Anrufen {number}", "de", "placeholder"),
        ("Left: ${blank_1}", "Rest: {blank_1}", "de", "placeholder"),
        ("Say **no**", "Sag nein", "de", "markup"),
        ("- One\n- Two", "- Eins\nZwei", "de", "markup"),
        ("One\nTwo", "Eins Zwei", "de", "lines"),
        ("One", "-", "de", "missing"),
        ("One", " ", "de", "missing"),
        ("One", "Eins ", "de", "space"),
        ("Good", "scho\u0308n", "de", "nfc"),
        ("Good", "schÃ¶n", "de", "mojibake"),
        ("Good", "sch\ufffdn", "de", "mojibake"),
        ("Good", "schön\u200b", "de", "hidden"),
        ("Good", "schön\x07", "de", "hidden"),
        ("Good", "\u2067جيد", "ar", "direction"),
        ("Good", "جيد\u2069", "ar", "direction"),
        ("Good", "schön\u200f", "de", "direction"),
        ("For 3 days", "لمدة ٣ أيام", "ar", "digits"),
        ("For 3 days", "৩ দিন", "bn", "digits"),
        ("Money", "Деньgи", "ru", "script"),  # noqa: RUF001 - two scripts on purpose
        ("Money", "money деньги", "ru", "script"),
        ("Money", "Moneу", "fr", "script"),  # noqa: RUF001 - two scripts on purpose
        ("Peace", "pace și linişte", "ro", "script"),
        ("Where do you live?", "Where do you live?", "de", "untranslated"),
        ("Where?", "Wo? " * 20 + "Wo?", "de", "length"),
    ],
)
def test_a_slip_is_found(
    text: str, said: str, language: str, rule: str, tmp_path: Path
) -> None:
    assert rules(tmp_path, text, said, language) == [rule]


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("Call {number}: {number}", "{number} anrufen", "de"),
        ("Form A, NGA", "ফর্ম A, NGA", "bn"),
        ("Do you use WhatsApp?", "Вы пользуетесь WhatsApp?", "ru"),
        ("What? Yes!", "Quoi\u202f? «\u202fOui\u202f»\u202f!", "fr"),
        ("Call {number}", "اتصل على \u2068{number}\u2069", "ar"),
        ("{left} ({right})", "{left} ({right})", "de"),
        ("Peace", "liniște, ți-e bine", "ro"),
        ("Not there", "নেই\u200cতো", "bn"),
    ],
)
def test_what_is_right_is_left_in_peace(
    text: str, said: str, language: str, tmp_path: Path
) -> None:
    assert rules(tmp_path, text, said, language) == []


def test_a_text_may_be_the_same_when_the_translator_says_so(tmp_path: Path) -> None:
    assert rules(tmp_path, "Documents", "Documents", "fr", SAME) == []


def test_choices_of_a_list_can_be_told_apart(tmp_path: Path) -> None:
    on = spoken(tmp_path, GERMAN | {"yes_no:no": "Ja"})

    found = told(on)

    assert [(one.rule, one.key) for one in found] == [("alike", "yes_no:no")]
    assert found[0].file == "talk.de.po"


def test_a_word_of_the_glossary_is_asked_for(tmp_path: Path) -> None:
    on = spoken(tmp_path)
    words = tmp_path / "glossary.de.csv"

    for row, found in (
        ("agree,zustimm*,", ["agree:label"]),
        ("agree,zustimm*|einverstanden,", []),
        ("agree,(zustimmen),depends on the sentence", []),
        ("greed,Gier,not a word of its own", []),
    ):
        words.write_text(f"term,translation,note\n{row}\n", encoding="utf-8")
        assert [one.key for one in told(on)] == found, row


def test_the_offices_word_goes_before_the_packages(tmp_path: Path) -> None:
    for name, word in (("office", "Gespräch"), ("package", "Interview")):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "glossary.de.csv"
        path.write_text(f"term,translation,note\nTalk,{word},\n", encoding="utf-8")

    terms = glossary([tmp_path / "office", tmp_path / "package"], "de")

    assert [one.forms for one in terms] == [("Gespräch",)]


@pytest.mark.parametrize(
    "content",
    ["a,b\n", "term,translation,note\n,x,\n", "term,translation,note\na,b,c,d\n"],
)
def test_a_broken_glossary_is_told(content: str, tmp_path: Path) -> None:
    (tmp_path / "glossary.de.csv").write_text(content, encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"glossary\.de\.csv"):
        glossary([tmp_path], "de")


def told(on: Shelf) -> list[Finding]:
    found = checked(on.folders, {"talk": on.sources["talk"]}, ["de"])
    return list(found)
