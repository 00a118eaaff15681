"""A deployment that is cut off anywhere is finished by the next run.

Enumerated: before and after every request, before and after every write of a
file. What is there in the end is what one run without a crash leaves.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from publishing import KEY, Office, asking, made, opened

from deploy.errors import ServerError
from deploy.sandbox import Sandbox, serving

TOKENS = {"bob": "b" * 40, "carol": "c" * 40}
SECRET = "s3cret-canary-of-this-test-only"
SETTINGS = """hook_url = "http://127.0.0.1:9/hook"
[sharing.NGA]
enumerators = ["bob"]
offices = ["carol"]
"""


TITLE = "Form A"
FIRST = made(asking())
SECOND = made(asking(food="Is there enough food?"))


class CrashError(BaseException):
    """The power is gone: nothing else runs."""


@dataclass
class Fuse:
    """Counts the moments of a run, and ends it at one of them."""

    at: int = -1
    moments: int = 0
    cut: bool = False
    reading_too: bool = True

    def tick(self) -> None:
        self.moments += 1
        if self.moments - 1 == self.at:
            raise requests.ConnectionError if self.cut else CrashError


class Fused(requests.Session):
    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self.trust_env = False
        self.fuse = fuse

    def request(self, method: str, *rest: Any, **more: Any) -> Any:  # type: ignore[override]
        counted = self.fuse.reading_too or method != "GET"
        if counted:
            self.fuse.tick()
        response = super().request(method, *rest, **more)
        if counted:
            self.fuse.tick()
        return response


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    box = Sandbox(users=TOKENS, validate=False, patience=0)
    with serving(box) as address:
        yield box, address


@pytest.fixture(scope="module", autouse=True)
def fuses() -> Iterator[dict[str, Fuse]]:
    """Let files burn out, too: in each office its own fuse."""
    known: dict[str, Fuse] = {}
    real = {"replace": os.replace, "unlink": os.unlink}

    def burning(name: str) -> Callable[..., None]:
        def done(path: Any, *rest: Any, **more: Any) -> None:
            fuse = known.get(str(Path(path).parent).removesuffix("/published"))
            watched = fuse is not None and not fuse.cut and ".lock" not in str(path)
            if fuse is not None and watched:
                fuse.tick()
            real[name](path, *rest, **more)
            if fuse is not None and watched:
                fuse.tick()

        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REMON_HOOK_SECRET", SECRET)
        patch.setattr(os, "replace", burning("replace"))
        patch.setattr(os, "unlink", burning("unlink"))
        yield known


class Stage:
    """Offices that publish, each with an account of its own on one server."""

    def __init__(
        self, served: tuple[Sandbox, str], folder: Path, fuses: dict[str, Fuse]
    ) -> None:
        self.box, self.url = served
        self.folder, self.fuses = folder, fuses

    def office(self, name: str) -> Office:
        token = secrets.token_hex(20)
        self.box.users[f"office {name}"] = token
        return opened(self.folder / name, self.url, token, SETTINGS)

    def run(self, office: Office, built: Any, fuse: Fuse) -> bool:
        """Deploy until the fuse burns; tell whether it came to the end."""
        self.fuses[str(office.folder)] = fuse
        office.session = Fused(fuse)
        try:
            office.deploy(built, exact=True)
        except (CrashError, ServerError):
            return False
        finally:
            self.fuses.pop(str(office.folder))
            office.session = None
        return True

    def state(self, office: Office) -> dict[str, Any]:
        """Tell all that is there in the end, ids and times left out."""
        server = office.server
        (standing,) = server.named(TITLE)
        ledger = office.records.all()
        last = ledger[-1]
        hooks = server.hooks(standing.uid)
        grants = server.grants(standing.uid)
        return {
            "live": office.live().digest,
            "up to date": standing.saved == standing.live == last.version,
            "archived": standing.archived,
            "known": office.place.identities() == {KEY: standing.uid},
            "ledger": [
                (one.digest, one.uid == last.uid) for one in office.records.all()
            ],
            "kept": office.records.base(KEY, last.digest) is not None,
            "grants": sorted((one.user, one.right) for one in grants),
            "hooks": [(one.endpoint, dict(one.headers), one.active) for one in hooks],
            "files": sorted(path.name for path in office.folder.rglob("*")),
        }


@pytest.fixture(scope="module")
def stage(
    served: tuple[Sandbox, str],
    tmp_path_factory: pytest.TempPathFactory,
    fuses: dict[str, Fuse],
) -> Stage:
    return Stage(served, tmp_path_factory.mktemp("offices"), fuses)


def after(
    stage: Stage, name: str, fuse: Fuse, *, second: bool
) -> tuple[bool, dict[str, Any]]:
    """Crash where the fuse says, run once more, and tell what is there."""
    office = stage.office(name)
    if second:
        office.deploy(FIRST)
    goal = SECOND if second else FIRST
    ended = stage.run(office, goal, fuse)
    office.deploy(goal, exact=True)
    return ended, stage.state(office)


@pytest.mark.parametrize(
    ("name", "second", "cut", "reading_too"),
    [
        ("first", False, False, True),
        ("first cut", False, True, False),
        ("change", True, False, False),
        ("change cut", True, True, False),
    ],
)
def test_one_more_run_ends_as_if_nothing_had_happened(
    stage: Stage, name: str, second: bool, cut: bool, reading_too: bool
) -> None:
    def fuse(at: int) -> Fuse:
        return Fuse(at, cut=cut, reading_too=reading_too)

    whole = fuse(-1)
    _, calm = after(stage, f"{name} calm", whole, second=second)

    with ThreadPoolExecutor(6) as pool:
        ends = list(
            pool.map(
                lambda at: after(stage, f"{name} {at}", fuse(at), second=second),
                range(whole.moments),
            )
        )

    assert whole.moments >= 6
    # A cut line is noticed by some requests only; a crash is always the end.
    assert cut or not any(ended for ended, _ in ends)
    assert [state for _, state in ends] == [calm] * whole.moments


def test_a_second_run_changes_nothing(stage: Stage) -> None:
    office = stage.office("calm")
    office.deploy(FIRST, exact=True)
    before = stage.state(office)
    files = {path: path.read_bytes() for path in office.folder.rglob("*.*")}
    sent: list[str] = []
    office.session = requests.Session()
    office.session.hooks["response"].append(
        lambda response, **_: sent.append(response.request.method)
    )

    office.deploy(FIRST, exact=True)

    assert set(sent) == {"GET"}
    assert stage.state(office) == before
    assert {path: path.read_bytes() for path in office.folder.rglob("*.*")} == files
