"""The tests that may be pointed at real servers are, at what only looks like them.

Stand-ins in the place of real servers show that the variables are read, that the
tests need nothing but an account, and that they take away what they made.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from central_place import central_place
from form_servers import real_central, real_kobo

from deploy.sandbox import Sandbox, serving

FILES = ("test_publishing.py", "test_both_servers.py")
TELLING = "real and (made_once or never_overwritten or comes_back_once)"
TOKEN = "t" * 40


def pointed(**variables: str) -> subprocess.CompletedProcess[str]:
    """Run the telling ones of the tests with these variables."""
    here = Path(__file__).parent
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-k", TELLING, *FILES],
        cwd=here,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_both_real_servers_are_tested_and_left_as_they_were() -> None:
    box = Sandbox(users={"officer": TOKEN}, validate=False)
    with serving(box) as kobo, central_place() as place:
        done = pointed(
            KOBO_TEST_URL=kobo,
            KOBO_TEST_TOKEN=TOKEN,
            CENTRAL_TEST_URL=place.url,
            CENTRAL_TEST_PROJECT="North",
            CENTRAL_TEST_EMAIL="admin@example.com",
            CENTRAL_TEST_PASSWORD="ten letters",
        )

    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout
    assert " skipped" not in done.stdout
    (project,) = place.box.projects.values()
    assert (box.forms, project.forms) == ({}, {})
    assert len({one.uid for one in project.trash}) == 3


@pytest.mark.parametrize(
    ("site", "names"),
    [
        (real_kobo, ["KOBO_TEST_URL"]),
        (real_central, ["CENTRAL_TEST_URL", "CENTRAL_TEST_EMAIL"]),
    ],
)
def test_a_variable_that_is_missing_is_told(
    monkeypatch: pytest.MonkeyPatch, site: Any, names: list[str]
) -> None:
    for one in list(os.environ):
        if one.startswith(("KOBO_TEST_", "CENTRAL_TEST_")):
            monkeypatch.delenv(one)
    for one in names:
        monkeypatch.setenv(one, "x")

    with pytest.raises(pytest.fail.Exception, match="on a real server, set") as told:
        site().__enter__()

    assert names[0] in str(told.value)
