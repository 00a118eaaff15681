"""Paper says what the form says, gives nobody away, and can be filled in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from printed.bilingual import ARABIC, profile_text, speak_arabic, workspace
from printed.reading import seen

from builder.errors import SpecError
from builder.form import Form
from builder.printed import COPIES, printed_form
from builder.printing import printable, printed
from builder.questions import Choice, Choices, Question, integer, note, select_one, text
from builder.saying import Saying
from builder.wording import filled
from builder.xlsform import sheets
from instrument_specs.consent import CONFIRMATIONS
from instrument_specs.registry import TOOLS, Instruments
from instrument_specs.words import AVOIDED
from translations.errors import CatalogueError

YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No"})


def on_paper(form: Form) -> str:
    def source(_key: str, words: str, _language: str) -> str:
        return words

    return printed_form(Saying(form, source, "en"), "1", {})


def joined(words: str) -> str:
    return " ".join(words.split())


def offered(question: Question) -> list[str]:
    choices = question.type.choices
    return [one.label for one in choices.options if not one.retired] if choices else []


@cache
def in_english(name: str) -> str:
    """Print from the shipped profile, once."""
    return printed(Instruments(), "NGA", name)


@pytest.mark.parametrize("tool", TOOLS)
def test_every_question_and_choice_is_printed(tool: str) -> None:
    form = Instruments().form("NGA", tool)
    page = seen(in_english(tool))

    said = [
        filled(form, words, "en")
        for question in form.questions()
        if question.asked
        for words in (question.label, question.hint, *offered(question))
    ]

    assert [words for words in said if joined(words) not in page] == []
    assert len(said) > 10


@pytest.mark.parametrize("name", printable(Instruments()))
def test_nothing_printed_gives_a_person_away(name: str) -> None:
    page = in_english(name)

    assert [word for word in AVOIDED["en"] if word in page.lower()] == []
    assert "http" not in page
    assert "<script" not in page


def test_a_sheet_names_the_version_of_the_form() -> None:
    registry = Instruments()
    wording = registry.wording("NGA", registry.catalogues("survey"))
    form = registry.form("NGA", "survey")
    mark = sheets(form, wording)["settings"][0]["version"]

    page = seen(in_english("survey"))

    assert f"{form.title} · en · Version {mark}" in page
    assert "IOM and Samuel Hall, 2023" in page


@pytest.mark.parametrize(
    ("name", "tool", "told", "signed"),
    [
        ("consent_survivor", "survey", CONFIRMATIONS, 4),
        ("consent_stakeholder", "key_informant", CONFIRMATIONS, 8),
    ],
)
def test_consent_on_paper_says_what_the_form_says(
    name: str, tool: str, told: dict[str, str], signed: int
) -> None:
    form = Instruments().form("NGA", tool)
    page = in_english(name)
    taken = ("consent_intro", "consent_limits", "consent_course", *told)
    asked = ("consent_how_read", "consent_questions", "consent_agreed")

    for node in (*taken, *asked):
        label = form.entry(node).node.label
        assert joined(filled(form, label, "en")) in seen(page), node
    for who in ("The person", "A witness", "The interpreter", "The interviewer"):
        assert f"<h3>{who}" in page
    assert page.count('class="signature"') == signed
    assert page.count('class="numbered"') == signed // 4
    assert "takes this back" in page


def test_each_member_of_a_group_has_a_sheet() -> None:
    form = Instruments().form("NGA", "advisory_group")
    page = seen(in_english("consent_stakeholder"))

    for node in ("participant_adult", "participant_consent", "consent_course"):
        label = form.entry(node).node.label
        assert joined(filled(form, label, "en")) in page, node


def test_the_card_holds_a_contact_and_nothing_else() -> None:
    contact = Instruments().profile("NGA").independent_contact["en"]
    page = seen(in_english("contact_note"))

    card = f"If you would like to talk to somebody: {contact} Ask for Days and hours"
    assert page == " ".join([card] * 8)


def test_a_word_that_must_not_be_seen_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = Instruments().profile("NGA").independent_contact["en"]
    text = profile_text().replace(contact, "Line for victims, 0800")
    workspace(tmp_path, text, monkeypatch)

    for name in ("contact_note", "consent_survivor", "survey"):
        with pytest.raises(SpecError, match="would show the word 'victim'"):
            printed(Instruments(), "NGA", name)


def test_texts_cannot_break_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = Instruments().profile("NGA").independent_contact["en"]
    text = profile_text().replace(contact, "<b>call</b> <script>alert(1)</script>")
    workspace(tmp_path, text, monkeypatch)

    page = printed(Instruments(), "NGA", "contact_note")

    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_conditions_are_in_words_and_only_look_back() -> None:
    form = Form("talk", "Form T")
    later = form.ahead("closing", select_one(YES_NO))
    first = form.ask("1.1", select_one(YES_NO), "Any work?", relevant=later != "no")
    form.ask("1.2", text, "Which?", relevant=(first == "yes") & (later != "no"))
    form.ask(None, select_one(YES_NO), "May we keep it?", name="closing")
    form.ask(None, text, "Why not?", name="why", relevant=form.q("closing") == "no")

    page = seen(on_paper(form.finished()))

    assert re.findall(r"Only if .*?\.(?= )", page) == [
        "Only if 1.1 is 'Yes'.",
        "Only if 'May we keep it?' is 'No'.",
    ]


def test_what_only_a_phone_can_do_is_left_out() -> None:
    form = Form("talk", "Form T")
    old = form.ask("1.1", integer, "How old?")
    double = form.calculate("double_age", old * 2, label="Twice the age")
    form.ask(None, note, "That makes ${double_age}", name="sum", relevant=double > 9)
    offered = Choices("kinds", (Choice("a", "New"), Choice("b", "Old", retired=True)))
    form.ask("1.2", select_one(offered), "Which?")

    page = seen(on_paper(form.finished()))

    assert "How old?" in page
    assert "New" in page
    assert "Old" not in page.replace("old?", "")
    assert "That makes" not in page
    assert "Twice the age" not in page


def test_a_repeat_has_room_for_several_entries() -> None:
    form = Form("talk", "Form T")
    with form.group("debt", "One debt", repeat=True):
        form.ask("3.2", integer, "How much?")

    page = seen(on_paper(form.finished()))

    assert page.count("How much?") == COPIES
    assert "One debt · Entry 1" in page
    assert f"One debt · Entry {COPIES}" in page
    assert page.count("copy this page") == 1


def test_a_language_the_country_has_not_is_told() -> None:
    with pytest.raises(SpecError, match="NGA has no language 'fr', only en"):
        printed(Instruments(), "NGA", "survey", "fr")


@pytest.mark.parametrize("name", ["survey", "consent_survivor", "contact_note"])
def test_a_page_is_in_one_language_and_its_direction(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = speak_arabic(tmp_path, monkeypatch, "survey")

    arabic, english = (printed(registry, "NGA", name, one) for one in ("", "en"))

    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<html lang="en" dir="ltr">' in english
    assert ARABIC in arabic
    assert ARABIC not in english
    assert "Only if" not in arabic


def test_a_half_translated_page_is_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = speak_arabic(tmp_path, monkeypatch, "survey")
    path = tmp_path / "translations/survey.ar.po"
    text, mark = path.read_text(encoding="utf-8"), 'msgctxt "paper_witness:label"'
    path.write_text(text.replace(mark, f"#, fuzzy\n{mark}"), encoding="utf-8")

    with pytest.raises(CatalogueError, match="paper_witness:label in 'ar'"):
        printed(registry, "NGA", "consent_survivor")


@pytest.mark.parametrize("name", ["consent_survivor", "survey"])
def test_a_draft_says_so_on_paper(name: str) -> None:
    page = printed(Instruments(), "MDA", name)

    assert "numai pentru exersare" in page
