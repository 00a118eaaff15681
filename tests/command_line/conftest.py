"""The command line as people run it, in a folder of its own."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest
from aiosmtpd.controller import Controller
from people import TOKEN, Mailbox, Ran, Run

import remon
from deploy.sandbox import Sandbox, serving

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `remon` in the test's folder; secrets come from the environment."""
    return runner(tmp_path)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run `remon` likewise, for what a whole module shares."""
    return runner(tmp_path_factory.mktemp("runs"))


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Run `remon` likewise, in a process of its own."""

    def ran(*words: str, where: Path = tmp_path, **environment: str) -> Ran:
        return subprocess.run(
            [sys.executable, "-m", "remon", *words],
            cwd=where,
            env=clean() | {"PYTHONPATH": str(PROJECT)} | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return ran


@pytest.fixture(scope="session")
def running_in() -> Callable[[Path], Run]:
    """Give a `run` for a folder that several tests share."""
    return runner


def clean() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("REMON_")}


def runner(folder: Path) -> Run:
    """Run the same entry point in this process: starting one takes two seconds."""

    def ran(*words: str, where: Path = folder, **environment: str) -> Ran:
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with (
            mock.patch.dict(os.environ, clean() | environment, clear=True),
            mock.patch.object(sys, "argv", ["remon", *words]),
            chdir(where),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                remon.main()
                code = 0
            except SystemExit as left:
                code = left.code if isinstance(left.code, int) else bool(left.code)
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.detach().getvalue().decode())
        return subprocess.CompletedProcess(words, code, *texts)

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


@pytest.fixture(scope="module")
def sandbox() -> Iterator[tuple[Sandbox, str]]:
    box = Sandbox(users={"officer": TOKEN}, validate=False)
    with serving(box) as url:
        yield box, url
    box.close()


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, sandbox: tuple[Sandbox, str]
) -> tuple[Path, Ran]:
    """Make a workspace that has published two forms to the sandbox."""
    folder = tmp_path_factory.mktemp("published") / "office"
    run = runner(folder.parent)
    assert run("init", str(folder), "--country", "NGA").returncode == 0
    (folder / "remon.toml").write_text(
        f'[server]\nurl = "{sandbox[1]}"\n'
        '[mail]\nhost = "127.0.0.1"\nsecurity = "none"\n'
        'sender = "Visits <visits@office.example>"\n'
        '[store]\nurl = "sqlite:///remon.db"\n',
        encoding="utf-8",
    )
    for tool in ("survey", "urgent"):
        words = ("deploy", "--country", "NGA", "--tool", tool, "--training")
        ran = run(*words, where=folder, REMON_TOKEN=TOKEN)
        assert ran.returncode == 0, ran.stderr
    return folder, ran


@pytest.fixture
def office(published: tuple[Path, Ran], tmp_path: Path) -> Path:
    """Give a workspace of the test's own, its forms published."""
    return Path(shutil.copytree(published[0], tmp_path / "office"))
