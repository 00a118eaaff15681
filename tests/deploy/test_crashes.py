"""A deployment that ends anywhere is finished by the next run, on either server.

Enumerated: before and after every request that changes something, before and
after every write of a file; the power is gone, or one line breaks, or the server
stays away from then on. A line may break at every request that only reads, too.
The power need not fail there: nothing is left that was not left by the change
before. What is there in the end is what a run that nothing happened to leaves.

Runs on stand-ins of its own, as accounts to share with are needed, and without
these on the real servers that the environment names.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from central_place import central_place
from form_servers import HASTY, QUICK, CentralSite, KoboSite, Site, is_local
from publishing import KEY, Office, asking, made, settled

from builder.build import Built
from deploy.errors import ServerError
from deploy.sandbox import Sandbox, serving
from deploy.wire.transport import PATIENT

SECRET = "s3cret-canary-of-this-test-only"
HOOK = 'hook_url = "https://office.example/hook"\n'
SHARED = '[sharing.NGA]\nenumerators = ["{}"]\noffices = ["{}"]\n'
FIRST = made(asking())
SECOND = made(asking(food="Is there enough food?"))


class CrashError(BaseException):
    """The power is gone: nothing else runs."""


@dataclass
class Fuse:
    """Counts the moments of a run, and burns at one of them.

    `kind` is crash, cut (one line breaks) or away (no line holds from then on).
    """

    kind: str
    at: int = -1
    reading_too: bool = False
    moments: int = 0

    @property
    def burned(self) -> bool:
        return 0 <= self.at < self.moments

    @property
    def gone(self) -> bool:
        return self.burned and self.kind == "away"

    def tick(self) -> None:
        now, self.moments = self.moments, self.moments + 1
        if now == self.at or self.gone:
            raise CrashError if self.kind == "crash" else requests.ConnectionError


class Fused(requests.Session):
    def __init__(self, fuse: Fuse, site: Site) -> None:
        super().__init__()
        self.trust_env = not is_local(site)
        self.fuse = fuse

    def request(self, method: str, *rest: Any, **more: Any) -> Any:  # type: ignore[override]
        changes = method != "GET"
        if changes or self.fuse.reading_too or self.fuse.gone:
            self.fuse.tick()
        response = super().request(method, *rest, **more)
        try:
            if changes:
                self.fuse.tick()
        except BaseException:
            response.close()
            raise
        return response


FUSES: dict[Path, Fuse] = {}


@pytest.fixture(scope="module", autouse=True)
def _files_burn_too() -> Iterator[None]:
    real = {"replace": os.replace, "unlink": os.unlink}

    def burning(name: str) -> Callable[..., None]:
        def done(path: Any, *rest: Any, **more: Any) -> None:
            here = Path(path).parent
            fuse = FUSES.get(here) or FUSES.get(here.parent)
            watched = fuse and fuse.kind == "crash" and ".lock" not in str(path)
            if fuse and watched:
                fuse.tick()
            real[name](path, *rest, **more)
            if fuse and watched:
                fuse.tick()

        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REMON_HOOK_SECRET", SECRET)
        patch.setattr(os, "replace", burning("replace"))
        patch.setattr(os, "unlink", burning("unlink"))
        yield


@dataclass
class Stage:
    """A server on which every office begins with nothing."""

    site: Site
    folder: Path
    settings: str
    clear: Callable[[], object]
    titles: set[str] = field(default_factory=set)

    def office(self) -> Office:
        """Open an office of a title of its own."""
        name = uuid.uuid4().hex[:12]
        title = f"Form {name}"
        self.titles.add(title)
        self.clear()
        return settled(self.folder / name, self.site, self.settings, title=title)

    def close(self, title: str) -> None:
        """Delete what bears this title."""
        for one in self.site.client().named(title):
            self.site.delete(one.uid)
        self.titles.discard(title)


@pytest.fixture(scope="module")
def kobo_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    users = {name: name[0] * 40 for name in ("alice", "bob", "carol")}
    box = Sandbox(users=users, validate=False, patience=0)
    with serving(box) as url:
        yield Stage(
            KoboSite(url, users["alice"], HASTY, QUICK),
            tmp_path_factory.mktemp("kobo"),
            HOOK + SHARED.format("bob", "carol"),
            box.imports.clear,
        )


@pytest.fixture(scope="module")
def central_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    people = ("team@example.org", "office@example.org")
    with central_place() as place:
        project = place.box.projects[1]
        for one in people:
            place.box.add_user(one, "ten letters")

        def clear() -> None:
            project.roles.clear()
            project.trash.clear()

        yield Stage(
            CentralSite(place.url, place.token, patience=HASTY),
            tmp_path_factory.mktemp("central"),
            SHARED.format(*people),
            clear,
        )


STAGES = ("kobo_stage", "central_stage")


@pytest.fixture
def stage(
    site: Site, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Stage]:
    """Take a stand-in with accounts in the place of the one without."""
    kind = request.node.callspec.params["site"]
    if f"{kind}_stage" in STAGES:
        found: Stage = request.getfixturevalue(f"{kind}_stage")
    else:
        # A line that is broken on purpose is not worth the usual wait.
        patience = replace(PATIENT, first_wait=0.05, jitter=0)
        brisk = replace(site, patience=patience)  # type: ignore[type-var]
        settings = HOOK if isinstance(site, KoboSite) else ""
        found = Stage(brisk, tmp_path, settings, list)
    yield found
    for title in list(found.titles):
        found.close(title)


def crashed(office: Office, goal: Built, fuse: Fuse) -> bool:
    """Deploy until the fuse burns; tell whether that was the end of the run."""
    FUSES[office.folder] = fuse
    with Fused(fuse, office.site) as session:
        office.session = session
        try:
            office.deploy(goal)
        except (CrashError, ServerError):
            return True
        finally:
            del FUSES[office.folder]
            office.session = None
    return False


def state(office: Office, goal: Built) -> dict[str, Any]:
    """Tell all that is there in the end; ids, times and names of versions differ."""
    server = office.server
    (standing,) = server.named(office.title)
    *earlier, last = office.records.all()
    kept = office.records.base(KEY, last.digest)
    hooks = server.hooks(standing.uid) if hasattr(server, "hooks") else []
    return {
        "left to do": office.plan(goal).steps,
        "up to date": standing.live == standing.saved == last.version,
        "archived": standing.archived,
        "known": office.place.identities() == {KEY: standing.uid},
        "one form": all(one.uid == standing.uid for one in earlier),
        "kept": kept is not None,
        "grants": sorted((g.user, g.right) for g in server.grants(standing.uid)),
        "hooks": [(one.endpoint, dict(one.headers), one.active) for one in hooks],
        "files": sorted(office.files()),
    }


KINDS = ("crash", "cut", "away")


@pytest.mark.parametrize(
    ("kind", "reading_too"),
    [("crash", False), ("cut", True), ("away", False)],
)
def test_a_first_deployment_is_finished_by_one_more_run(
    stage: Stage, kind: str, reading_too: bool
) -> None:
    calm = stage.office()
    calm.deploy(FIRST)
    expected = state(calm, FIRST)
    stage.close(calm.title)
    fuse = Fuse(kind, 0, reading_too)

    while True:
        office = stage.office()
        ended = crashed(office, FIRST, fuse)
        if not fuse.burned:
            break
        office.deploy(FIRST)

        assert ended or kind == "cut"  # one broken line may be mended at once
        assert state(office, FIRST) == expected
        assert len(office.records.all()) == 1
        stage.close(office.title)
        fuse = Fuse(kind, fuse.at + 1, reading_too)
    assert fuse.at > 5
    stage.close(office.title)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_version_is_finished_by_one_more_run(stage: Stage, kind: str) -> None:
    """To and fro between two versions, as what is left is as good as new."""
    office = stage.office()
    office.deploy(FIRST)
    expected = state(office, FIRST)
    goal, other = SECOND, FIRST
    fuse = Fuse(kind, 0)

    while True:
        before = len(office.records.all())
        ended = crashed(office, goal, fuse)
        if not fuse.burned:
            break
        office.deploy(goal)

        assert ended or kind == "cut"
        assert state(office, goal) == expected
        assert len(office.records.all()) == before + 1
        goal, other = other, goal
        fuse = Fuse(kind, fuse.at + 1)
    assert fuse.at > 3
    stage.close(office.title)
