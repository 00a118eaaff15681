"""The survey in a real web engine: right to left, and in Bangla."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
import requests
from chromium import browse, needs_browser
from web.web_forms import showing, unpacked

from builder.build import built
from builder.direction import TO_THE_LEFT
from instrument_specs.registry import Instruments

PHONE = (412, 1800)
SCRIPTS = {"TUN": "\u0600-\u06ff", "BGD": "\u0980-\u09ff"}

pytestmark = needs_browser


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest) -> Path:
    assert request.config.cache is not None
    try:
        return unpacked(request.config.cache.mkdir("web_forms"))
    except requests.ConnectionError:
        pytest.skip("the npm registry cannot be reached")


@pytest.mark.parametrize("country", SCRIPTS)
def test_the_survey_opens_in_the_countrys_language(
    country: str, engine: Path, tmp_path: Path
) -> None:
    made = built(Instruments(), country, "survey")
    column = f"label::{made.content['settings'][0]['default_language']}"
    labels = {row["name"]: row.get(column, "") for row in made.content["survey"]}
    width, height = PHONE

    with showing(engine, made.xform) as page:
        dom = browse(
            tmp_path,
            f"--window-size={width},{height}",
            "--virtual-time-budget=30000",
            "--dump-dom",
            page,
        )
        browse(
            tmp_path,
            f"--window-size={width},{height}",
            "--virtual-time-budget=30000",
            f"--screenshot={tmp_path / country}.png",
            page,
        )

    shown = html.unescape(re.sub(r"<[^>]+>", "\n", dom))
    assert labels["interview_date"] in shown
    assert labels["respondent_code"].removeprefix(TO_THE_LEFT) in shown
    assert len(re.findall(f"[{SCRIPTS[country]}]", shown)) > 300
    assert not re.search(r"(?m)^\s*-\s*$", shown)
    assert 'data-lost=""' in dom
    assert 'data-wide="false"' in dom
    assert (tmp_path / f"{country}.png").stat().st_size > 20_000
