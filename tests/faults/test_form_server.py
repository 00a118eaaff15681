"""A bad form server delays news; it takes none away, and its lies are made good."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from faults.bench import Bench
from faults.extent import WHOLE, dice, note
from faults.form_faults import FAULTS, REDIRECTS
from faults.hostile import Door, behind


def test_what_a_bad_server_hid_is_read_later(office: Bench) -> None:
    rows = {}
    for name in _chosen(list(FAULTS), office, 3):
        door = Door(FAULTS[name]())
        with behind(office.task.server, door) as url:
            rows[name], _ = office.disturbed_reading(url)
        assert door.turn, name
        note("form server", office.databases.name, rows)


def test_a_redirect_to_another_host_is_not_followed(office: Bench) -> None:
    rows = {}
    for name in _chosen(list(REDIRECTS), office, 1):
        with other_host() as (port, door):
            spoil = REDIRECTS[name](port)
            with behind(office.task.server, Door(spoil)) as url:
                rows[name], ended = office.disturbed_reading(url)
            assert "another host" in ended
            assert not _was_called(door)
        note("form server redirects", office.databases.name, rows)


def _chosen(names: list[str], office: Bench, sample: int) -> list[str]:
    return names if WHOLE else dice(office.databases.name).sample(names, sample)


@contextmanager
def other_host() -> Iterator[tuple[int, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0)
        yield door.getsockname()[1], door


def _was_called(door: socket.socket) -> bool:
    try:
        door.accept()
    except BlockingIOError:
        return False
    return True
