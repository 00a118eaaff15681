"""The commands work on the office's own folder, and say what went wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import typer
from click.testing import Result
from small_shelf import SOURCES, entry, spoken
from typer.testing import CliRunner

from translations.commands import commands
from translations.errors import CatalogueError

Run = Callable[..., Result]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, ...]:
    """Give an office's folder and a package's that speaks German."""
    monkeypatch.chdir(tmp_path)
    office, package = tmp_path / "office", tmp_path / "package"
    spoken(package)
    return office, package


@pytest.fixture
def run(folders: tuple[Path, ...]) -> Run:
    return runner(folders)


def runner(folders: tuple[Path, ...]) -> Run:
    app: typer.Typer = commands(lambda: SOURCES, lambda: folders)

    def ran(*words: str) -> Result:
        return CliRunner().invoke(app, ["i18n", *words])

    return ran


def test_a_language_from_nothing_to_agreed(
    run: Run, folders: tuple[Path, ...], tmp_path: Path
) -> None:
    def whole(*words: str) -> str:
        ran = run(*words)
        assert ran.exit_code == 0, ran.output
        return ran.output

    assert "4 new" in whole("merge", "--language", "sw")
    whole("sheet", "--language", "sw", "--catalogue", "talk", "--out", "sw.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sw.xlsx")
    for row, said in enumerate(("Habari", "Unakubali?", "Ndiyo", "Hapana"), start=2):
        book["talk"].cell(row, 5).value = said
    book.save(tmp_path / "sw.xlsx")
    assert "4 texts changed" in whole("unsheet", "sw.xlsx")
    whole("backtranslate", "--language", "sw", "--out", "back.xlsx")
    back = openpyxl.load_workbook(tmp_path / "back.xlsx")
    for row in range(2, 6):
        back["talk"].cell(row, 5).value = "in English"
    back.save(tmp_path / "back.xlsx")
    told = whole("backtranslate", "--from", "back.xlsx", "--by", "second translator")
    assert "talk consent  back-translated" in told
    for role in ("case manager", "protection officer"):
        asked = ("--language", "sw", "--catalogue", "talk", "--section", "consent")
        told = whole("agree", *asked, "--by", role)
    assert "consent  3 texts  agreed  back-translated" in told
    assert "case manager; agreed" in told
    [talk, pages] = json.loads(whole("stats", "--language", "sw", "--format", "json"))
    assert (talk["percent"], talk["agreed"], talk["back_translated"]) == (100, 1, 1)
    assert (pages["percent"], pages["released"]) == (0, False)
    assert entry(folders[0], "hello:label", "sw").msgstr == "Habari"


def test_merging_leaves_alone_what_the_package_says(
    run: Run, folders: tuple[Path, ...]
) -> None:
    ran = run("merge", "--language", "de")

    assert "talk.de.po  up to date" in ran.stdout
    assert [path.name for path in folders[0].glob("*")] == ["pages.de.po"]


def test_check_tells_what_is_wrong_and_fails(run: Run) -> None:
    text, data = run("check"), run("check", "--format", "json")

    assert text.exit_code == data.exit_code == 1
    assert (
        "error [missing] pages.de.po print:entry says ''. Translate it." in text.stdout
    )
    assert [one["key"] for one in json.loads(data.stdout)] == ["print:entry"]


def test_templates_hold_every_source(run: Run, tmp_path: Path) -> None:
    run("extract", "--out", "templates")

    text = (tmp_path / "templates/talk.pot").read_text(encoding="utf-8")
    assert text.count("msgctxt") == len(SOURCES["talk"])
    assert 'msgid "Do you agree?"\nmsgstr ""' in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("agree", "--language", "de", "--catalogue", "talk"), "name a --section"),
        (
            ("agree", "--language", "de", "--catalogue", "talk", "--section", "x"),
            "say in which role|has no section",
        ),
        (("sheet", "--language", "xx"), "no catalogue in 'xx'"),
        (("sheet", "--language", "de", "--catalogue", "x"), "no catalogue 'x'"),
        (("unsheet", "none.xlsx"), "there is no file none.xlsx"),
        (("backtranslate",), "no catalogue in ''"),
        (("merge", "--language", "en"), "is the language that is translated from"),
    ],
)
def test_a_slip_at_the_command_line_is_told(
    words: tuple[str, ...], said: str, run: Run
) -> None:
    ran = run(*words)

    assert ran.exit_code != 0
    told = f"{ran.output} {ran.exception}"
    assert any(one in told for one in said.split("|"))


def test_outside_a_workspace_only_the_packages_own_are_written(
    folders: tuple[Path, ...],
) -> None:
    run = runner(folders[1:])

    refused, done = run("merge"), run("merge", "--own")

    assert isinstance(refused.exception, CatalogueError)
    assert "is no workspace" in str(refused.exception)
    assert done.exit_code == 0
