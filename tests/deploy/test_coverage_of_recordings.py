"""No request leaves this project that no recording shows the answer to."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import requests
from form_servers import published
from recordings.reading import KOBO, recording
from recordings.workbooks import titled

from builder.media import MediaFile
from deploy.server import Grant, Hook

IDS = re.compile(r"/(?:[aiphs][A-Za-z0-9]{20,}|\d+)(?=/|\.xml|$)")


def kind(method: str, url: str) -> str:
    """`GET /api/v2/assets/*/data/`."""
    return f"{method} {IDS.sub('/*', urlsplit(url).path)}"


def test_every_kind_of_request_was_recorded(sandbox: Any) -> None:
    sent: set[str] = set()
    session = requests.Session()
    session.hooks["response"].append(
        lambda response, **_: sent.add(
            kind(response.request.method, response.request.url)
        )
    )
    kobo = sandbox.kobo(session)
    use_every_verb(kobo)

    recorded = {
        kind(each.method, each.url)
        for each in (recording(path.name.partition("-")[0]) for path in KOBO.iterdir())
    }

    assert len(sent) == 30
    assert sent - recorded == set()


def use_every_verb(kobo: Any) -> None:
    kobo.whoami()
    for probe in kobo.probes().values():
        probe()
    uid = published(kobo, titled("All"), "All").uid
    published(kobo, titled("All"), "All", uid)
    kobo.named("All")
    phone = kobo.phone()
    phone.ready()
    kobo.store_media(uid, [MediaFile("a.csv", b"name,label")])
    kobo.store_media(uid, [MediaFile("a.csv", b"name,label,x")])
    kobo.live_media(uid)
    phone.blank(phone.form(uid))
    xml = f'<d id="{uid}"><meta><instanceID>uuid:1</instanceID></meta></d>'
    phone.submit(xml.encode())
    (row,) = kobo.submissions(uid)
    kobo.envelope(uid, row["_id"])
    kobo.count(uid)
    made = kobo.create("Made", "mark")
    assert kobo.marked("mark") == made
    kobo.saved_xform(uid)
    kobo.archive(uid, archived=True)
    kobo.grant(uid, Grant("bob", "view_asset"))
    kobo.revoke(uid, kobo.grants(uid)[0])
    kobo.set_hook(uid, Hook("https://office.example/hook"))
    (hook,) = kobo.hooks(uid)
    kobo.set_hook(uid, hook)
    kobo.remove_hook(hook)
