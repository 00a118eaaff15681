"""A real browser, driven from its command line."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next((path for path in map(shutil.which, NAMES) if path), None)

needs_browser = pytest.mark.skipif(
    BROWSER is None, reason=f"no browser was found: install one of {', '.join(NAMES)}"
)


def browse(folder: Path, *words: str) -> str:
    """Run the browser on a page and give what it writes; `folder` is its home."""
    assert BROWSER is not None
    ran = subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--hide-scrollbars",
            "--disable-background-networking",
            f"--user-data-dir={folder / 'browser'}",
            *words,
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return ran.stdout
