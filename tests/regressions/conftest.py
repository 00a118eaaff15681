"""The command line in this process, in the test's own folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import remon


@pytest.fixture
def remon_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Run a command; give its exit code and what it said to the person."""
    monkeypatch.chdir(tmp_path)

    def ran(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["remon", *words])
        try:
            remon.main()
        except SystemExit as left:
            return int(left.code or 0), capfd.readouterr().err
        return 0, capfd.readouterr().err

    return ran
