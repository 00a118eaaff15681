"""Nothing that nobody agreed on reaches a person: drafts say so, releases refuse."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from javarosa import Interview
from typer.testing import CliRunner

import remon
from builder.build import built
from instrument_specs.profiles import OWN
from instrument_specs.registry import (
    DRAFT_NOTE,
    OWN_CATALOGUES,
    TOOLS,
    Instruments,
)
from translations import files, review
from translations.catalogue import effective
from translations.review import Review

COUNTRY = OWN / "NGA.toml"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a workspace whose Nigeria is no example and speaks French as well."""
    (tmp_path / "remon.toml").write_text("", encoding="utf-8")
    for name in ("countries", "translations"):
        (tmp_path / name).mkdir()
    text = COUNTRY.read_text(encoding="utf-8")
    text = re.sub(r"(?ms)^examples = \[.*?\]\n", "", text)
    text = text.replace('languages = ["en"]', 'languages = ["en", "fr"]', 1)
    text = re.sub(r'(?m)^en = (".*")$', r"en = \1\nfr = \1", text)
    (tmp_path / "countries/NGA.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def agreed(office: Path, *names: str) -> None:
    """Let two people agree on all of some French catalogues."""
    folders = (office / "translations", OWN_CATALOGUES)
    for name in names:
        file = files.blank("fr")
        for section in review.sections(folders, name, "fr"):
            given = [
                Review("agreed", date(2026, 1, day), f"reviewer {'ab'[day - 1]}")
                for day in (1, 2)
            ]
            review.record(file, section, given[0])
            said = file.metadata[review.HEADER + section.name]
            file.metadata[review.HEADER + section.name] = f"{said}; {given[1]}"
        files.write(files.path_of(folders[0], name, "fr"), file)


def test_a_form_with_words_nobody_agreed_on_says_draft_in_each_language(
    office: Path,
) -> None:
    made = built(Instruments(), "NGA", "urgent")

    french = effective((OWN_CATALOGUES,), "urgent", "fr")["draft_note:label"].msgstr
    assert made.form.title.endswith(" draft")
    assert Interview(made.xform, "English (en)").label("draft_note") == DRAFT_NOTE
    shown = Interview(made.xform, "French (fr)").label("draft_note")
    # The compiler of forms makes quotation marks straight.
    assert shown == french.replace("’", "'") != DRAFT_NOTE  # noqa: RUF001 - as written


def test_a_form_that_was_agreed_on_is_no_draft(office: Path) -> None:
    agreed(office, "urgent", "pages")

    registry = Instruments()

    assert "draft_note" not in registry.form("NGA", "urgent")
    assert not registry.form("NGA", "urgent").title.endswith("draft")
    assert "draft_note" in registry.form("NGA", "survey")


def test_release_says_what_nobody_agreed_on(office: Path) -> None:
    agreed(office, "pages", "urgent")

    ran = CliRunner().invoke(remon.app(), ["build", "--country", "NGA", "--release"])

    said = [line for line in ran.stdout.splitlines() if ".fr.po" in line]
    assert ran.exit_code == 1
    assert len(said) == 5
    assert said[0].startswith(
        "NGA: survey.fr.po: two reviewers have to agree on visit, screening_page, "
        "consent, "
    )
    assert not list(office.glob("build/**/*.xlsx"))


def test_one_changed_word_is_enough_to_be_a_draft_again(office: Path) -> None:
    agreed(office, "urgent", "pages")
    path = office / "translations/urgent.fr.po"
    entry = effective((OWN_CATALOGUES,), "urgent", "fr")["kind:label"]
    own = f'\nmsgctxt "kind:label"\nmsgid "{entry.msgid}"\nmsgstr "Autre chose ?"\n'
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")

    registry = Instruments()

    assert "draft_note" in registry.form("NGA", "urgent")
    assert any("changed since" in said for said in registry.unready("NGA"))


def test_the_command_line_counts_every_catalogue(office: Path) -> None:
    asked = ["i18n", "stats", "--language", "fr", "--format", "json"]

    rows = json.loads(CliRunner().invoke(remon.app(), asked).stdout)

    assert [one["catalogue"] for one in rows] == [*TOOLS, "pages", "mails"]
    assert {one["released"] for one in rows} == {False}
