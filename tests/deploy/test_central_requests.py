"""No request leaves for ODK Central that no recording shows the answer to."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import requests
from central_place import central_place, record
from form_servers import published
from recordings.on_central import CENTRAL, told
from recordings.workbooks import titled

from deploy.central.project import logout
from deploy.errors import ServerError
from deploy.server import Grant

# Not recorded, but described by the server's interface like those that were; the
# last is a file of the web server in front of it.
DESCRIBED = {
    "GET projects/*/forms/*/draft.xml",
    "GET projects/*/forms/*/versions/*.xml",
    "GET /version.txt",
}
PARTS = (
    (r"^.*/v1/", ""),
    (r"^key/[^/]+/", ""),
    (r"^sessions/(?!current$)[^/]+", "sessions/*"),
    (r"(?<=projects/)[^/]+", "*"),
    (r"(?<=forms/)(?!app-user)[^/]+?(?=(\.xml|\.xlsx|\.svc)?(/|$))", "*"),
    (r"(?<=versions/)[^/]+?(?=(\.xml)?$)", "*"),
    (r"(?<=submissions/)[^/]+?(?=(\.xml)?(/|$))", "*"),
    (r"(?<=attachments/)[^/]+", "*"),
    (r"(?<=assignments/)([a-z-]+)/\d+", r"\1/*"),
)


def kind(method: str, url: str) -> str:
    """`GET projects/*/forms/*/draft`."""
    path = unquote(urlsplit(url).path)
    for pattern, shorter in PARTS:
        path = re.sub(pattern, shorter, path)
    return f"{method} {path}"


def test_every_kind_of_request_was_recorded() -> None:
    sent: set[str] = set()

    def note(answer: requests.Response) -> None:
        sent.add(kind(str(answer.request.method), answer.url))

    with central_place() as place:
        client = place.watched(note)
        client.whoami()
        for probe in client.probes().values():
            with suppress(ServerError):  # that a token is good for a day is told
                probe()
        uid = published(client, titled("All"), "All").uid
        client.store_form(uid, titled("All"))
        client.saved_xform(uid)
        version = client.go_live(uid)
        client.archive(uid, archived=False)
        phone = client.app_user("nga-01")
        client.let_send(uid, phone)
        client.revoke_app_user("nga-01")
        client.grants(uid)
        client.grant(uid, Grant("admin@example.com", "view_submissions"))
        client.lets_anybody_send()
        collect = client.phone()
        collect.ready()
        collect.blank(collect.form(uid))
        collect.submit(record(uid, version, "uuid:1", "x"))
        (row,) = client.submissions(uid)
        list(client.rows(uid, [row["_id"]]))
        client.envelope(uid, row["_id"])
        client.count(uid)
        client.delete(uid, row["_id"])
        logout(client.project.http)

    numbers = [path.name.partition("-")[0] for path in Path(CENTRAL).glob("*.json")]
    recorded = {kind(one.method, one.url) for one in map(told, numbers)}
    assert len(sent) > 25
    assert sent - recorded == DESCRIBED
