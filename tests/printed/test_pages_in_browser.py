"""The pages in a real browser: on a phone, from right to left, on paper."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from chromium import browse, needs_browser
from printed.bilingual import speak_arabic

from builder.codebook_page import codebook_page
from builder.printing import printed
from instrument_specs.registry import Instruments

PHONE = 360
MEASURE = """
<script>
const [page] = document.getElementsByTagName("iframe");
page.onload = () => {
  const inside = page.contentDocument, root = inside.documentElement;
  const end = inside.querySelector(".label, p");
  const style = page.contentWindow.getComputedStyle(end);
  document.body.dataset.found = JSON.stringify({
    wide: root.scrollWidth, direction: style.direction, align: style.textAlign,
    loaded: inside.querySelectorAll("script, link, img, iframe").length,
  });
};
</script>
"""

pytestmark = needs_browser


def on_a_phone(page: str, folder: Path) -> dict[str, object]:
    """Show a page as wide as a phone; tell how wide and in which direction it is."""
    frame = f'<iframe width="{PHONE}" height="700" srcdoc="{html.escape(page)}">'
    whole = folder / "phone.html"
    whole.write_text(
        f"<!doctype html><meta charset=utf-8><body>{frame}</iframe>{MEASURE}",
        encoding="utf-8",
    )
    dom = browse(folder, "--virtual-time-budget=5000", "--dump-dom", whole.as_uri())
    found = re.search(r'data-found="([^"]*)"', dom)
    assert found, dom[-500:]
    return dict(json.loads(html.unescape(found[1])))


def made(registry: Instruments, name: str) -> str:
    if name != "codebook":
        return printed(registry, "NGA", name)
    wording = registry.wording("NGA", registry.catalogues("survey"))
    return codebook_page(registry.form("NGA", "survey"), wording)


@pytest.mark.parametrize("name", ["codebook", "survey", "consent_survivor"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_page_fits_a_phone_in_its_direction(
    name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Instruments()
    if language == "ar":
        registry = speak_arabic(tmp_path, monkeypatch, "survey")

    found = on_a_phone(made(registry, name), tmp_path)

    assert found["direction"] == ("rtl" if language == "ar" else "ltr")
    assert int(str(found["wide"])) <= PHONE
    assert found["loaded"] == 0


@pytest.mark.parametrize(
    ("name", "sheets"),
    [("survey", (20, 80)), ("consent_survivor", (2, 2)), ("contact_note", (1, 1))],
)
def test_a_page_prints(name: str, sheets: tuple[int, int], tmp_path: Path) -> None:
    page, target = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(printed(Instruments(), "NGA", name), encoding="utf-8")

    browse(
        tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()
    )

    pdf = target.read_bytes()
    count = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert pdf.startswith(b"%PDF")
    assert sheets[0] <= count <= sheets[1]
