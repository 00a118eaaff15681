"""Forms in another wording: words change, everything else stays as it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polib
import pytest
from command_line.conftest import runner
from javarosa import Interview
from people import Run
from sheets import CONSENTING, entered
from wording import invented

from builder.build import built, checked, drafted
from builder.codebook import mixed
from instrument_specs.registry import Instruments

CHANGE = ("wording", "change", "q6_2:label", "--country", "NGA", "--tool", "survey")
SMALL = ("wording", "change", "kind:label", "--country", "NGA", "--tool", "urgent")
REASON = ("--by", "M&E officer", "--why", "six people in Benin City asked")
NEW = "In the past month, did you sit with your people?"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """Make a workspace that has read an invented copy, and what that told."""
    folder = tmp_path_factory.mktemp("wording")
    run = runner(folder)
    assert run("init", "--country", "NGA").returncode == 0
    copy = folder / "copy.pdf"
    copy.write_bytes(invented.pdf(invented.text().splitlines()))
    ran = run("wording", "import", "copy.pdf", "--format", "json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert run(*CHANGE, "--text", NEW, *REASON).returncode == 0
    return folder, json.loads(ran.stdout)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    ran = runner(tmp_path)
    assert ran("init", "--country", "NGA").returncode == 0
    return ran


def test_an_import_tells_of_every_item_and_quotes_none(
    imported: tuple[Path, Any],
) -> None:
    folder, told = imported

    assert told["counts"]["missing"] == told["counts"]["unclear"] == 0
    assert {one["part"] for one in told["items"]} == {
        *invented.PRINTED,
        "consent_survivor",
        "consent_stakeholder",
    }
    assert "invented" not in json.dumps(told).lower()
    by_item = {(one["part"], one["item"]): one for one in told["items"]}
    assert by_item["survey", "4.3"]["discrepancies"] == ["D-27"]
    survey = folder / "wording/toolkit/survey.en.po"
    assert told["copy"] in survey.read_text(encoding="utf-8")
    assert "Do not share this file" in polib.pofile(str(survey)).header
    assert (folder / "wording/toolkit/.gitignore").read_text() == "*\n"
    assert "/wording/toolkit/" in (folder / ".gitignore").read_text()


def test_a_copy_that_lacks_an_item_ends_with_1(run: Run, tmp_path: Path) -> None:
    text = invented.text(lambda item, words: "" if item == "8.4" else words)
    (tmp_path / "copy.txt").write_text(text, encoding="utf-8")

    ran = run("wording", "import", "copy.txt")

    assert ran.returncode == 1
    assert "not found" in ran.stdout


@pytest.fixture
def inside(imported: tuple[Path, Any], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(imported[0])
    return imported[0]


def test_only_words_differ_in_a_form_with_the_printed_wording(inside: Path) -> None:
    own = drafted(Instruments(), "NGA", "survey").content
    printed = drafted(Instruments("toolkit"), "NGA", "survey").content

    spoken = re.compile("label|hint|calculation|version")
    for sheet, rows in own.items():
        for one, other in zip(rows, printed[sheet], strict=True):
            assert [cell for cell in one.items() if not spoken.match(cell[0])] == [
                cell for cell in other.items() if not spoken.match(cell[0])
            ]
    before, after = ({r["name"]: r for r in s["survey"]} for s in (own, printed))
    assert after["form_wording"]["calculation"] == "'toolkit NGA'"
    assert before["form_wording"]["calculation"] == "'NGA'"
    assert before["content_hash"] != after["content_hash"]
    label = "label::English (en)"
    assert "In invented print" in after["q1_1"][label]
    assert after["q6_2"][label] == before["q6_2"][label]
    assert NEW in after["q6_2"][label]
    for name in ("consent_limits", "consent_course", "confirm_privacy", "q18"):
        assert after[name][label] == before[name][label]


def test_the_phone_shows_printed_words(inside: Path) -> None:
    made = built(Instruments("toolkit"), "NGA", "survey")
    talk = Interview(made.xform)
    talk.fill(dict(entered(CONSENTING)))

    texts = [text for _, text in talk.texts()]

    assert not [text for text in texts if text.strip() in {"", "-"}]
    assert any("In invented print" in text for text in texts)
    assert talk.value("form_wording") == "toolkit NGA"


@pytest.mark.parametrize("tool", ["case_study", "key_informant"])
def test_a_form_in_the_printed_wording_passes_every_check(
    tool: str, inside: Path
) -> None:
    assert checked(Instruments("toolkit"), "NGA", tool) == []


def test_other_languages_are_told_to_translate_our_words(inside: Path) -> None:
    form = Instruments("toolkit").form("NGA", "survey")
    laid = Instruments("toolkit").wording("NGA", Instruments().catalogues("survey"))

    assert mixed(form, laid) == ""
    assert "fr translates remon's wording" in mixed(
        form, replace(laid, languages=("en", "fr"))
    )


def test_the_setting_of_the_workspace_holds_where_nothing_is_said(
    imported: tuple[Path, Any],
) -> None:
    words = ("print", "--country", "NGA", "--tool", "survey")
    run = runner(imported[0])

    assert "In invented print" in run(*words, REMON_FORMS_WORDING="toolkit").stdout
    assert "In invented print" not in run(*words).stdout
    wrong = run(*words, "--wording", "someone's")
    assert wrong.returncode == 1
    assert "only own and toolkit" in wrong.stderr


def test_the_printed_wording_is_asked_for_before_it_is_there(run: Run) -> None:
    ran = run("build", "--country", "NGA", "--tool", "survey", "--wording", "toolkit")

    assert ran.returncode == 1
    assert "remon wording import" in ran.stderr


def test_the_code_book_says_whose_words_an_item_has(
    imported: tuple[Path, Any],
) -> None:
    run = runner(imported[0])
    words = ("codebook", "--country", "NGA", "--tool", "survey", "--wording", "toolkit")

    book = {one["name"]: one for one in json.loads(run(*words).stdout)}
    page = run(*words, "--format", "html").stdout

    assert "q1_1:label: toolkit" in book["q1_1"]["wording"]["en"]
    assert "NGA: M&E officer, " in book["q6_2"]["wording"]["en"]
    assert book["consent_limits"]["wording"] == {}
    assert "six people in Benin City asked" in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            (*SMALL, "--text", NEW, "--by", " ", "--why", "a good long reason"),
            "nobody",
        ),
        ((*SMALL, "--text", NEW, "--by", "officer", "--why", "so"), "no reason"),
        ((*SMALL, "--text", NEW, *REASON, "--day", "yesterday"), "no date"),
        ((*SMALL, "--text", "About {limits}?", *REASON), "copy what stands in braces"),
        ((*SMALL, "--text", "-", *REASON), "no words"),
        ((*SMALL, "--text", NEW, *REASON, "--language", "fr"), "no language 'fr'"),
        (
            ("wording", "change", "kind_99:label", *SMALL[3:], "--text", NEW, *REASON),
            "no text 'kind_99:label'",
        ),
    ],
)
def test_a_change_without_who_when_and_why_is_refused(
    words: tuple[str, ...], says: str, run: Run, tmp_path: Path
) -> None:
    ran = run(*words)

    assert ran.returncode == 1
    assert says in ran.stderr
    assert not (tmp_path / "wording/NGA").exists()


def test_words_of_a_country_are_a_draft_until_a_second_role_agrees(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def waits() -> bool:
        return any("second role" in one for one in Instruments().unready("NGA"))

    before = waits()
    assert run(*SMALL, "--text", NEW, *REASON).returncode == 0
    alone = waits()
    again = run(*SMALL, "--text", NEW, *REASON, "--agreed", "m&e Officer")
    same_role = waits()
    assert (
        run(*SMALL, "--text", NEW, *REASON, "--agreed", "case manager").returncode == 0
    )

    assert again.returncode == 0
    assert (before, alone, same_role, waits()) == (False, True, True, False)


def test_a_table_of_changes_is_taken_over_whole_or_not_at_all(
    run: Run, tmp_path: Path
) -> None:
    head = "form,key,language,text,by,on,why\n"
    good = f'urgent,kind:label,en,"{NEW}",M&E officer,2026-03-01,people asked twice\n'
    bad = "urgent,timing:label,en,Words,,2026-03-01,people asked twice\n"
    table = tmp_path / "changes.csv"

    table.write_text(head + good + bad, encoding="utf-8")
    refused = run("wording", "import", "changes.csv", "--country", "NGA")
    kept_out = not (tmp_path / "wording/NGA").exists()
    table.write_text(head + good, encoding="utf-8")
    taken = run("wording", "import", "changes.csv", "--country", "NGA")

    assert (refused.returncode, kept_out, taken.returncode) == (1, True, 0)
    listed = json.loads(run("wording", "list", "--format", "json").stdout)
    assert [(one["key"], one["on"]) for one in listed] == [("kind:label", "2026-03-01")]


def test_a_change_made_for_other_words_of_ours_is_refused(
    run: Run, tmp_path: Path
) -> None:
    assert run(*SMALL, "--text", NEW, *REASON).returncode == 0
    path = tmp_path / "wording/NGA/urgent.en.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("What is it?", "What was it?"), encoding="utf-8")

    built = run("build", "--country", "NGA", "--tool", "urgent")
    listed = run("wording", "list")

    assert built.returncode == listed.returncode == 1
    assert "urgent.en.po, kind:label: our text has changed since" in built.stderr
    assert "fuzzy" in listed.stdout
