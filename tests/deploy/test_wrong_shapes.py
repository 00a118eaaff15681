"""Answers that are JSON, but not what the server promises, at every request.

Enumerated over all requests of a deployment: whatever is made of an answer, it
ends in an error that says where, or in success; never in a traceback.
"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from central_place import central_place
from form_servers import CentralSite, KoboSite, Site
from publishing import asking, made, settled
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from deploy.errors import ServerError
from deploy.sandbox import Sandbox, serving
from deploy.wire.transport import Patience
from deploy.wire.waiting import Pace

FIRST, NEXT = made(asking()), made(asking(food="Is there enough food?"))
ONCE = Patience(attempts=1)
BRIEF = Pace(first=0.001, longest=0.001, limit=0.01)
SHARED = {
    "kobo": 'hook_url = "http://127.0.0.1:9/hook"\n[sharing.NGA]\noffices = ["bob"]\n',
    "central": '[sharing.NGA]\noffices = ["bob@example.com"]\n',
}
Change = Callable[[Any], Any]


def values(value: Any) -> Change:
    """Put this in the place of every value, however deep."""

    def changed(found: Any) -> Any:
        if isinstance(found, dict):
            return {name: changed(one) for name, one in found.items()}
        return [changed(one) for one in found] if isinstance(found, list) else value

    return changed


def fields(value: Any) -> Change:
    """Put this in the place of what the outermost fields hold."""

    def changed(found: Any) -> Any:
        if isinstance(found, dict):
            return dict.fromkeys(found, value)
        return [value] if isinstance(found, list) else value

    return changed


CHANGES: Mapping[str, Change] = {
    "nothing in any field": fields(None),
    "a list in every field": fields(["x"]),
    "an object in every field": fields({"a": 1}),
    "numbers without end": values(float("inf")),
    "half a letter": values("\ud800"),
}


class Changing(HTTPAdapter):
    """Changes the answers from one request on, for good."""

    def __init__(self, start: int, change: Change) -> None:
        super().__init__()
        self.start, self.change, self.seen = start, change, 0

    def send(self, request: requests.PreparedRequest, *rest: Any, **more: Any) -> Any:
        answer = super().send(request, *rest, **more)
        self.seen += 1
        if self.seen <= self.start or "json" not in answer.headers["Content-Type"]:
            return answer
        body = json.dumps(self.change(answer.json())).encode()
        shown = HTTPResponse(
            body=io.BytesIO(body),
            headers={"Content-Type": "application/json"},
            status=answer.status_code,
            preload_content=False,
        )
        return self.build_response(request, shown)


@pytest.fixture(scope="module")
def sites() -> Iterator[Mapping[str, Callable[[], Site]]]:
    box = Sandbox(users={"bob": "b" * 40}, validate=False, patience=0)
    with ExitStack() as stack:
        url = stack.enter_context(serving(box))
        place = stack.enter_context(central_place())
        place.box.add_user("bob@example.com", "x" * 10)

        def kobo() -> Site:
            token = secrets.token_hex(20)
            box.users[token] = token
            return KoboSite(url, token, ONCE, BRIEF)

        def central() -> Site:
            project = place.box.add_project(secrets.token_hex(4))
            return CentralSite(place.url, place.token, project.id, ONCE)

        yield {"kobo": kobo, "central": central}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("kind", SHARED)
def test_no_answer_of_a_wrong_shape_is_unforeseen(
    sites: Mapping[str, Callable[[], Site]],
    kind: str,
    change: Change,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REMON_HOOK_SECRET", "s3cret-canary-of-this-test-only")
    office = settled(tmp_path / "office", sites[kind](), SHARED[kind])
    office.deploy(FIRST)
    start, spoilt = 0, Changing(0, change)

    while spoilt.seen >= start:
        spoilt = Changing(start, change)
        office.session = requests.Session()
        office.session.trust_env = False
        office.session.mount("http://", spoilt)
        try:
            office.deploy(NEXT)
        except ServerError as error:
            str(error).encode()
        start += 1

    assert start > 10
    office.session = None
    office.deploy(NEXT)
    assert office.plan(NEXT).steps == ()
