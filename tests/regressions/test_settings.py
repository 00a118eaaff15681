"""Settings as people's editors leave them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import remon
from instrument_specs import workspace
from instrument_specs.workspace import MARK, WorkspaceError, secret
from scorers.examining.settings_examined import READ, unread

PROJECT = Path(__file__).parents[2]
# Read by a name that is not written beside `setting`.
OTHERWISE = {"central", "kobo", "operator_mail", "sharing"}


@pytest.mark.parametrize(
    "content", [b'mail = "x"', '[mail]\nhost = "é"'.encode("latin-1"), b"\xff"]
)
def test_broken_settings_are_told(
    remon_says: Callable[..., tuple[int, str]], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / MARK).write_bytes(content)
    found = pytest.raises(WorkspaceError, match=MARK.replace(".", r"\."))
    with found:
        workspace.required().need("mail", "host")
    assert remon_says("doctor")[0] == remon.FOUND_PROBLEMS


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text('[mail]\nhost = "h"', encoding="utf-8-sig")
    assert workspace.read(tmp_path).need("mail", "host") == "h"


@pytest.mark.parametrize("content", [b"assets = 3", b"\xff"])
def test_broken_identities_are_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / MARK).touch()
    (tmp_path / workspace.IDENTITIES).write_bytes(content)
    with pytest.raises(WorkspaceError, match="assets"):
        workspace.read(tmp_path).identities()


def test_a_secret_that_is_no_text_is_told_without_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "token"
    path.write_bytes(b"\xffsecret")
    monkeypatch.setenv("REMON_TOKEN_FILE", str(path))
    with pytest.raises(WorkspaceError, match="REMON_TOKEN_FILE") as told:
        secret("token")
    assert told.value.__cause__ is None
    assert "secret" not in str(told.value)


def test_a_list_of_codes_that_was_removed_does_not_stop_the_next(
    remon_says: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    (tmp_path / MARK).touch()
    assert [remon_says("codes", "2")[0] for _ in range(2)] == [0, 0]
    (tmp_path / "codes/codes-0001.txt").unlink()
    assert remon_says("codes", "2")[0] == 0
    assert {path.stem for path in (tmp_path / "codes").iterdir()} == {
        "codes-0002",
        "codes-0003",
    }


def test_a_section_that_nobody_reads_is_told(tmp_path: Path) -> None:
    text = 'url = "x"\n[server]\n[centrall]\n[sharing.NGA]\n[colours]\n'
    (tmp_path / MARK).write_text(text, encoding="utf-8")

    url, misspelt, unknown = unread(workspace.read(tmp_path))

    assert "nobody reads url in remon.toml" in url
    assert misspelt.endswith(
        "centrall in remon.toml: correct it or take it out; is central meant?"
    )
    assert "known are central, ended, forms" in unknown


def test_every_section_that_is_read_is_known_to_the_doctor() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("builder", "instrument_specs", "deploy", "scorers")
        for path in (PROJECT / folder).rglob("*.py")
    ]
    called = re.compile(r"""\.(?:setting|need)\(\s*"(\w+)",""")

    written = {name for text in sources for name in called.findall(text)}

    assert written | OTHERWISE == READ
