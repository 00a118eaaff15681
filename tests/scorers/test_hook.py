"""The hook: only who knows the secret wakes anything, and nothing is believed."""

from __future__ import annotations

import base64
import http.client
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import requests
import uvicorn

from instrument_specs.workspace import WorkspaceError
from scorers.operating.hook import Door, application
from scorers.operating.running import Outcome
from scorers.operating.serving import Serving, checked
from scorers.operating.watch import Waking, Watch

SECRET = "a-secret-of-some-length-0123456789"
WELL = Outcome((), (), sound=True, unsent=False)
PROJECT = Path(__file__).parents[2]


class Waker:
    def __init__(self) -> None:
        self.woken, self.answers = 0, True

    def __call__(self) -> bool:
        self.woken += 1
        return self.answers


@contextmanager
def listening(door: Door) -> Iterator[str]:
    """Serve on a real socket; give the address."""
    with socket.create_server(("127.0.0.1", 0)) as door_of:
        config = uvicorn.Config(
            application(door),
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([door_of],))
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield f"http://127.0.0.1:{door_of.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def waker() -> Waker:
    return Waker()


@pytest.fixture
def url(waker: Waker) -> Iterator[str]:
    with listening(Door(SECRET, waker, largest=1000, patience=0.3)) as found:
        yield found


def basic(password: str) -> dict[str, str]:
    return {
        "Authorization": "Basic " + base64.b64encode(f"u:{password}".encode()).decode()
    }


@pytest.mark.parametrize(
    "headers", [{"X-Hook-Secret": SECRET}, basic(SECRET)], ids=["header", "basic"]
)
def test_who_knows_the_secret_wakes(
    url: str, waker: Waker, headers: dict[str, str]
) -> None:
    answer = requests.post(f"{url}/hook", json={"a": 1}, headers=headers, timeout=5)

    assert (answer.status_code, answer.content, waker.woken) == (202, b"", 1)
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hook-Secret": ""},
        {"X-Hook-Secret": SECRET[:-1]},
        {"X-Hook-Secret": SECRET + "x"},
        {"X-Hook-Secret": "geheimnis-mit-ümlaut".encode("latin-1")},
        basic(""),
        basic("wrong"),
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic"},
        {"Authorization": f"Bearer {SECRET}"},
        {"Authorization": SECRET},
    ],
    ids=range(11),
)
def test_who_does_not_wakes_nothing(
    url: str, waker: Waker, headers: dict[str, str]
) -> None:
    answer = requests.post(f"{url}/hook", data=b"x", headers=headers, timeout=5)

    assert (answer.status_code, answer.content, waker.woken) == (401, b"", 0)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/hook", 405),
        ("PUT", "/hook", 405),
        ("DELETE", "/hook", 405),
        ("POST", "/", 404),
        ("POST", "/hook/", 404),
        ("POST", "/hook/../hook2", 404),
        ("GET", "/docs", 404),
        ("POST", "//evil.example/hook", 404),
    ],
)
def test_everything_else_is_refused_and_never_redirected(
    url: str, waker: Waker, method: str, path: str, status: int
) -> None:
    line = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    line.request(method, path, headers={"X-Hook-Secret": SECRET})
    answer = line.getresponse()

    assert (answer.status, answer.read(), waker.woken) == (status, b"", 0)
    line.close()


def test_a_body_that_is_too_large_is_cut_off_but_wakes(url: str, waker: Waker) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * 100

    answer = requests.post(
        f"{url}/hook", data=endless(), headers={"X-Hook-Secret": SECRET}, timeout=5
    )

    assert (answer.status_code, waker.woken) == (413, 1)


def test_a_body_that_never_ends_is_not_waited_for(url: str, waker: Waker) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        head = f"POST /hook HTTP/1.1\r\nHost: x\r\nX-Hook-Secret: {SECRET}\r\n"
        line.sendall(f"{head}Content-Length: 500\r\n\r\nabc".encode())
        answer = line.recv(1000)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert waker.woken == 1


def test_when_nobody_will_come_the_server_shall_try_again(
    url: str, waker: Waker
) -> None:
    waker.answers = False

    answer = requests.post(f"{url}/hook", headers={"X-Hook-Secret": SECRET}, timeout=5)

    assert answer.status_code == 503


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff",
        b"{" * 900,
        json.dumps({"_id": -1, "meta/rootUuid": "uuid:x"}).encode(),
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    ],
)
@pytest.mark.parametrize(
    "kind", ["application/json", "text/xml", "multipart/form-data"]
)
def test_no_body_is_ever_looked_at(
    url: str,
    waker: Waker,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    kind: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = {"X-Hook-Secret": SECRET, "Content-Type": kind}

    answer = requests.post(
        f"{url}/hook?q=CANARY", data=body + b"CANARY", headers=headers, timeout=5
    )

    assert (answer.status_code, waker.woken) == (202, 1)
    # pytest listens to the access log although it is off; see the test of a process.
    ours = [one for one in caplog.records if one.name[:3] not in {"url", "uvi"}]
    assert "CANARY" not in " ".join(one.getMessage() for one in ours)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(WorkspaceError, match="at least 24 characters"):
        checked("short")
    with pytest.raises(ValueError, match="too short"):
        Door("short", lambda: True)
    assert SECRET not in repr(Door(SECRET, lambda: True))


def serving(waking: Waking, runs: list[float], *, takes: float = 0) -> Serving:
    def once() -> Outcome:
        runs.append(time.monotonic())
        time.sleep(takes)
        return WELL

    watch = Watch(
        once, lambda _: None, waking, timedelta(hours=1), timedelta(minutes=30)
    )
    return Serving(watch, SECRET, port=0)


def test_hundreds_of_calls_are_one_run_and_none_overlap(
    capsys: pytest.CaptureFixture[str],
) -> None:
    waking = Waking(gathering=timedelta(seconds=0.5))
    runs: list[float] = []
    whole = serving(waking, runs, takes=0.2)
    thread = threading.Thread(target=whole.run)
    thread.start()
    url = ""
    while not url:
        found = [one for one in capsys.readouterr().err.split() if "http" in one]
        url = found[0] if found else ""
        time.sleep(0.01)
    until = time.monotonic() + 5
    while len(runs) < 1 and time.monotonic() < until:
        time.sleep(0.01)

    with requests.Session() as phone:
        phone.headers["X-Hook-Secret"] = SECRET
        answers = {
            phone.post(url, data=b"{}", timeout=5).status_code for _ in range(200)
        }
    while (len(runs) < 2 or waking.woken.is_set()) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.3)
    waking.ending.set()
    thread.join(10)

    assert answers == {202}
    assert 2 <= len(runs) <= 4  # the one at the start, and as many as gathered
    assert all(b - a >= 0.2 for a, b in pairwise(runs))
    assert not thread.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to a process")
def test_a_signal_ends_a_process_cleanly_that_has_told_nothing(tmp_path: Path) -> None:
    (tmp_path / "remon.toml").write_text(
        '[server]\nurl = "http://127.0.0.1:9"\n[mail]\nhost = "127.0.0.1"\n'
        'security = "none"\nsender = "v@office.example"\n',
        encoding="utf-8",
    )
    (tmp_path / "assets.toml").write_text('[assets]\n"NGA/urgent" = "aForm"\n')
    known = {k: v for k, v in os.environ.items() if not k.startswith("REMON_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "remon", "serve", "--port", str(_free_port())],
        cwd=tmp_path,
        env=known | {"PYTHONPATH": str(PROJECT), "REMON_HOOK_SECRET": SECRET},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    lines = []
    while "not all was done" not in (line := process.stderr.readline()):
        assert line, lines
        lines.append(line)
    url = lines[0].split()[-1]
    headers = {"X-Hook-Secret": SECRET}
    woken = requests.post(f"{url}?CANARY", data="CANARY", headers=headers, timeout=5)
    requests.post(f"{url}?CANARY", data="CANARY", timeout=5)
    process.send_signal(signal.SIGTERM)
    rest = process.stderr.read()

    assert process.wait(20) == 0, rest
    assert "ended" in rest
    assert woken.status_code == 202
    for unwanted in ("Traceback", "CANARY", SECRET):
        assert unwanted not in "".join(lines) + rest
    process.stderr.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
