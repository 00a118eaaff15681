"""The page that sets up a phone: on paper, in both directions, and silent."""

from __future__ import annotations

import base64
import html
import json
import re
from datetime import date
from pathlib import Path

import pytest
from chromium import browse, needs_browser

from deploy.phones import code, page, settings
from deploy.phones.page import Sheet
from deploy.phones.settings import Door
from deploy.phones.wording import PHRASES, STEPS, WARNINGS
from instrument_specs.words import AVOIDED

DOOR = Door("https://central.example.org/v1/key/" + "a1!B$c2" * 9 + "/projects/12")
PICTURE = code.png(
    settings.packed(settings.settings(DOOR, project="Visits", unlock="02468135"))
)
SHEET = Sheet("17", "KoboCollect", date(2026, 11, 22), account="nga_17")
MEASURE = """
<script>
const [page] = document.getElementsByTagName("iframe");
page.onload = () => {
  const inside = page.contentDocument;
  const style = name => [...inside.querySelectorAll("section")].map(
    one => page.contentWindow.getComputedStyle(one)[name]);
  document.body.dataset.found = JSON.stringify({
    wide: inside.documentElement.scrollWidth,
    directions: style("direction"),
    pictures: inside.images.length,
    drawn: inside.images[0].naturalWidth,
    others: inside.querySelectorAll("script, link, iframe").length,
  });
};
</script>
"""


def english(_key: str, source: str, _language: str) -> str:
    return source


def wordy(_key: str, source: str, language: str) -> str:
    """Speak other languages in half as many letters again."""
    return source if language == "en" else source + " " + "نصوص " * (len(source) // 10)


def made(*languages: str) -> str:
    return page.page(SHEET, PICTURE, languages, wordy)


def test_a_page_says_every_step_and_no_more() -> None:
    said = html.unescape(made("en"))

    for key in (*STEPS, *WARNINGS):
        start = PHRASES[key].partition("{")[0]
        assert said.count(start) == 1
    assert "November 29, 2026" in said  # when a forgotten page should be gone
    assert "{" not in re.sub(r"(?s)<style>.*</style>", "", said)


def test_a_code_is_on_the_page_once_and_its_key_nowhere_else() -> None:
    whole = made("ar", "fr", "en")

    assert whole.count(base64.b64encode(PICTURE).decode()) == 1
    assert DOOR.server_url.rsplit("/", 3)[1] not in whole
    assert "02468135" not in whole


def test_nobody_is_asked_for_a_password_that_is_in_the_code() -> None:
    keyed = Sheet("17", "ODK Collect", date(2026, 11, 22))

    said = page.page(keyed, PICTURE, ["en"], english)

    assert "password" not in said


def test_no_word_tells_what_the_work_is_about() -> None:
    said = " ".join(PHRASES.values()).lower()

    assert not [one for one in AVOIDED["en"] if one.lower() in said]


def test_a_hostile_account_name_stays_text() -> None:
    sheet = Sheet("17", "KoboCollect", date(2026, 11, 22), "<img src=x onerror=1>")

    said = page.page(sheet, PICTURE, ["en"], english)

    assert said.count("<img") == 1


def test_a_slip_in_a_translation_does_not_stop_the_page() -> None:
    def slipped(_key: str, source: str, language: str) -> str:
        return "{nobody.knows[0]}" if language == "fr" else source

    said = html.unescape(page.page(SHEET, PICTURE, ["fr"], slipped))

    assert PHRASES["lock"] in said


@needs_browser
@pytest.mark.parametrize("languages", [("en",), ("ar", "fr", "en"), ("ro", "ru", "en")])
def test_a_page_fits_one_sheet(languages: tuple[str, ...], tmp_path: Path) -> None:
    sheet, target = tmp_path / "page.html", tmp_path / "page.pdf"
    sheet.write_text(made(*languages), encoding="utf-8")

    browse(
        tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={target}", sheet.as_uri()
    )

    assert len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) == 1


@needs_browser
def test_each_language_runs_in_its_direction(tmp_path: Path) -> None:
    frame = (
        f'<iframe width="360" height="700" srcdoc="{html.escape(made("ar", "fr"))}">'
    )
    whole = tmp_path / "phone.html"
    whole.write_text(
        f"<!doctype html><meta charset=utf-8><body>{frame}</iframe>{MEASURE}",
        encoding="utf-8",
    )

    dom = browse(tmp_path, "--virtual-time-budget=5000", "--dump-dom", whole.as_uri())

    found = re.search(r'data-found="([^"]*)"', dom)
    assert found, dom[-500:]
    seen = json.loads(html.unescape(found[1]))
    assert seen["directions"] == ["rtl", "ltr"]
    assert seen["wide"] <= 360
    assert seen["pictures"] == 1
    assert seen["drawn"] > 500
    assert seen["others"] == 0
