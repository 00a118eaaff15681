"""`remon print` and `remon codebook --format html`, as typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from builder.errors import SpecError
from remon import app

HERE = ("--country", "NGA", "--tool")


def test_a_page_goes_to_a_file_or_to_standard_output(tmp_path: Path) -> None:
    target = tmp_path / "card.html"
    words = ["print", *HERE, "contact_note"]

    shown = CliRunner().invoke(app(), words)
    filed = CliRunner().invoke(app(), [*words, "--out", str(target)])

    assert shown.exit_code == filed.exit_code == 0
    assert shown.stdout == target.read_text(encoding="utf-8")
    assert shown.stdout.startswith("<!doctype html>")


def test_the_code_book_can_be_a_page(tmp_path: Path) -> None:
    target = tmp_path / "book.html"
    words = ["codebook", *HERE, "urgent", "--format", "html", "--out", str(target)]

    assert CliRunner().invoke(app(), words).exit_code == 0
    assert "Form U NGA" in target.read_text(encoding="utf-8")


def test_what_cannot_be_printed_is_wrong_use() -> None:
    ran = CliRunner().invoke(app(), ["print", *HERE, "poster"])

    assert ran.exit_code == 2
    assert "nothing called 'poster'" in " ".join(ran.stderr.split())


def test_an_unknown_language_is_told() -> None:
    words = ["print", *HERE, "urgent", "--language", "fr"]

    with pytest.raises(SpecError, match="NGA has no language 'fr'"):
        CliRunner().invoke(app(), words, catch_exceptions=False)
