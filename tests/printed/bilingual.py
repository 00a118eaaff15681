"""A workspace whose forms speak Arabic and English, for pages in two directions."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polib
import pytest

from builder.codebook_page import codebook_page
from builder.papers import printed_paper
from builder.printed import printed_form
from builder.saying import Saying
from builder.wording import Wording
from instrument_specs.profiles import OWN
from instrument_specs.registry import Instruments

ARABIC = "نص"
LANGUAGES = 'languages = ["en"]'


def profile_text() -> str:
    return (OWN / "NGA.toml").read_text(encoding="utf-8")


def workspace(folder: Path, profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder a workspace with this profile of Nigeria, and go there."""
    (folder / "remon.toml").write_text("", encoding="utf-8")
    (folder / "countries").mkdir()
    (folder / "countries/NGA.toml").write_text(profile, encoding="utf-8")
    monkeypatch.chdir(folder)


def speak_arabic(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *tools: str
) -> Instruments:
    """Translate everything that the pages of these tools say into Arabic."""
    found = {tool: _said(tool) for tool in tools}
    text = profile_text()
    assert LANGUAGES in text
    both = text.replace(LANGUAGES, 'languages = ["ar", "en"]', 1)
    both = re.sub(r'(?m)^en = (".*")$', rf'en = \1\nar = "{ARABIC}"', both)
    workspace(folder, both, monkeypatch)
    shutil.rmtree(folder / "translations", ignore_errors=True)
    (folder / "translations").mkdir()
    for tool, texts in found.items():
        _catalogue(texts).save(str(folder / f"translations/{tool}.ar.po"))
    return Instruments()


def _said(tool: str) -> dict[str, str]:
    """Give every text that a form and its pages look up, by key."""
    found: dict[str, str] = {}

    def remembered(key: str, source: str, _language: str) -> str:
        found[key] = source
        return source

    registry = Instruments()
    form = registry.form("NGA", tool)
    saying = Saying(form, remembered, "en")
    codebook_page(form, Wording(("en",), remembered))
    printed_form(saying, "1", registry.on_paper(tool))
    for paper in registry.papers().values():
        if {sheet.tool for sheet in paper.sheets} == {tool}:
            printed_paper(paper, [saying])
    return found


def _catalogue(texts: dict[str, str]) -> polib.POFile:
    made = polib.POFile(encoding="utf-8")
    made.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for key, source in texts.items():
        kept = " ".join(re.findall(r"\$?\{\w+\}", source))
        said = f"{ARABIC} {kept}".strip()
        made.append(polib.POEntry(msgctxt=key, msgid=source, msgstr=said))
    return made
