"""The command line as people run it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from people import TOKEN, Mailbox, Ran, Run

from deploy.sandbox import Sandbox, serving

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `remon` in the test's folder; secrets come from the environment."""

    def ran(*words: str, where: Path = tmp_path, **environment: str) -> Ran:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("REMON_")}
        return subprocess.run(
            [sys.executable, "-m", "remon", *words],
            cwd=where,
            env=clean | {"PYTHONPATH": str(PROJECT)} | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return ran


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """Give a real mail server on this machine, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def sandbox() -> Iterator[tuple[Sandbox, str]]:
    box = Sandbox(users={"officer": TOKEN}, validate=False)
    with serving(box) as url:
        yield box, url
    box.close()


@pytest.fixture
def office(
    tmp_path: Path, run: Run, sandbox: tuple[Sandbox, str], mailbox: tuple[Mailbox, int]
) -> Path:
    """Make a workspace that uses the sandbox and the mail server."""
    folder = tmp_path / "office"
    assert run("init", str(folder), "--country", "NGA").returncode == 0
    (folder / "remon.toml").write_text(
        f'[server]\nurl = "{sandbox[1]}"\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {mailbox[1]}\nsecurity = "none"\n'
        'sender = "Visits <visits@office.example>"\n'
        '[store]\nurl = "sqlite:///remon.db"\n',
        encoding="utf-8",
    )
    return folder
