"""A form server, a mail server, both databases, and an office between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults import bench, databases
from faults.bench import Bench, Zygote
from faults.databases import Databases, Sqlite
from faults.office import TOKEN, Task
from faults.talks import Phones
from mail_server import Inbox
from mail_server import serving as mailing

from deploy.sandbox import Sandbox, serving
from deploy.sandbox.state import Limits


@dataclass
class FormServer:
    box: Sandbox
    url: str

    def phones(self) -> Phones:
        return Phones(self.url, self.box)


@pytest.fixture(scope="session")
def form_server() -> Iterator[FormServer]:
    # Small pages, so that reading has steps between them.
    box = Sandbox(
        users={"officer": TOKEN}, validate=False, limits=Limits(largest_page=3)
    )
    with serving(box) as url:
        yield FormServer(box, url)
    box.close()


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    with bench.zygote() as made:
        yield made


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """Give databases of one kind."""
    folder = tmp_path_factory.mktemp("databases")
    if request.param == "sqlite":
        yield Sqlite(folder)
        return
    with databases.postgresql(folder) as made:
        yield made


@pytest.fixture(scope="session")
def office(
    kind: Databases,
    form_server: FormServer,
    zygote: Zygote,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Bench]:
    """Give an office that is ready to be disturbed."""
    folder: Path = tmp_path_factory.mktemp("office")
    with mailing(inbox := Inbox()) as mail:
        task = Task(str(folder), "", form_server.url, mail.port)
        made = Bench(kind, zygote, inbox, task)
        made.prepare(form_server.phones())
        yield made
