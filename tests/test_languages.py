"""A second language: every text in both, nothing missing, nothing stale."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from javarosa import Interview

from builder.build import built
from builder.wording import Wording
from builder.xlsform import sheets
from instrument_specs.profiles import OWN
from instrument_specs.registry import Instruments
from translations.catalogue import PLACEHOLDER
from translations.errors import CatalogueError

HAUSA = "Hausa (ha)"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a workspace whose Nigeria speaks a language that the package does not."""
    (tmp_path / "remon.toml").write_text("", encoding="utf-8")
    (tmp_path / "countries").mkdir()
    (tmp_path / "translations").mkdir()
    text = (OWN / "NGA.toml").read_text(encoding="utf-8")
    lines = [
        f"{line}\nha{line[2:]}" if line.startswith("en = ") else line
        for line in text.replace(
            'languages = ["en"]', 'languages = ["en", "ha"]'
        ).split("\n")
    ]
    (tmp_path / "countries/NGA.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def catalogue(tool: str) -> polib.POFile:
    """Translate every text of a form by putting a mark before it."""
    asked: dict[str, str] = {}

    def noted(key: str, source: str, language: str) -> str:
        if source and not PLACEHOLDER.fullmatch(source):
            asked[key] = source
        return source

    sheets(Instruments().form("NGA", tool), Wording(("en", "ha"), noted))
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "ha"}
    for key, source in asked.items():
        file.append(polib.POEntry(msgctxt=key, msgid=source, msgstr=f"« {source} »"))
    return file


def test_every_text_stands_in_both_languages(workspace: Path) -> None:
    catalogue("urgent").save(str(workspace / "translations/urgent.ha.po"))

    made = built(Instruments(), "NGA", "urgent")

    for sheet in ("survey", "choices"):
        for row in made.content[sheet]:
            for column, text in row.items():
                if column.endswith("::English (en)") and text:
                    assert row[column.replace("English (en)", HAUSA)].count("«") == 1
    for language in ("English (en)", HAUSA):
        talk = Interview(made.xform, language)
        texts = dict(talk.texts())
        assert texts
        assert not [name for name, text in texts.items() if text.strip() in {"", "-"}]
    assert talk.label("kind").startswith("« What is it?")


def test_placeholders_are_filled_in_each_language(workspace: Path) -> None:
    path = workspace / "countries/NGA.toml"
    text = path.read_text(encoding="utf-8").replace(
        'ha = "Example Organization"', 'ha = "Kungiyar misali"'
    )
    path.write_text(text, encoding="utf-8")
    catalogue("survey").save(str(workspace / "translations/survey.ha.po"))

    content = built(Instruments(), "NGA", "survey").content["survey"]

    intro = next(row for row in content if row["name"] == "consent_intro")
    assert "Example Organization" in intro["label::English (en)"]
    assert "Kungiyar misali" in intro[f"label::{HAUSA}"]
    assert "{" not in intro[f"label::{HAUSA}"]


def test_a_missing_text_stops_the_build_and_is_named(workspace: Path) -> None:
    file = catalogue("urgent")
    file.remove(next(entry for entry in file if entry.msgctxt == "kind:label"))
    file.save(str(workspace / "translations/urgent.ha.po"))

    with pytest.raises(CatalogueError, match=r"1 texts are not translated.*kind:label"):
        built(Instruments(), "NGA", "urgent")


def test_a_translation_of_a_text_that_has_changed_does_not_count(
    workspace: Path,
) -> None:
    file = catalogue("urgent")
    entry = next(entry for entry in file if entry.msgctxt == "kind:label")
    entry.msgid = "What was it?"
    file.save(str(workspace / "translations/urgent.ha.po"))

    with pytest.raises(CatalogueError, match="kind:label"):
        built(Instruments(), "NGA", "urgent")


def test_a_catalogue_that_is_no_po_file_is_told(workspace: Path) -> None:
    (workspace / "translations/urgent.ha.po").write_bytes(b"\xff\xfe msgid")

    with pytest.raises(CatalogueError, match=r"urgent\.ha\.po cannot be read"):
        built(Instruments(), "NGA", "urgent")
