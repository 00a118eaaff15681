"""A form is read the same, whoever compiled it; an edit is seen."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from publishing import asking, made
from recordings.reading import household, recording

from builder.build import built
from builder.xform import compiled
from deploy.comparing.content import as_data, from_data
from deploy.comparing.differences import differences
from deploy.comparing.xform_content import content_of
from deploy.kobo import Kobo
from deploy.sandbox import Sandbox, serving
from deploy.wire.safe_xml import UnsafeXmlError
from instrument_specs.registry import Instruments

TOKEN = "a" * 40


@pytest.fixture(scope="module")
def server() -> Iterator[Kobo]:
    with serving(Sandbox(users={"a": TOKEN}, validate=False, patience=0)) as url:
        yield Kobo.connect(url, TOKEN)


@pytest.mark.parametrize("tool", Instruments().tools())
def test_our_own_form_reads_the_same_from_the_server(server: Kobo, tool: str) -> None:
    # Two languages, one of them from right to left.
    ours = built(Instruments(), "TUN", tool)
    uid = server.create(ours.form.title, "mark")
    server.store_form(uid, ours.workbook)
    server.go_live(uid)

    here, saved, live = (
        content_of(xform)
        for xform in (
            ours.xform.encode(), server.saved_xform(uid), server.live_xform(uid)
        )
    )  # fmt: skip

    assert differences(here, live) == differences(here, saved) == ()
    assert here.digest == live.digest == saved.digest
    assert len(live.items) > 15


def test_a_real_server_adds_and_rewrites_and_it_makes_no_difference() -> None:
    ours = content_of(compiled(household()).xform.encode())
    theirs = content_of(recording("7080").body.encode())

    # By then somebody had added a question there.
    found = [(one.name, one.change) for one in differences(ours, theirs)]

    assert found == [("comment", "new")]


def test_nodes_of_the_server_are_left_out() -> None:
    theirs = content_of(recording("4009").body.encode())

    assert {"formhub", "uuid", "__version__", "meta"}.isdisjoint(theirs.items)
    assert theirs.items["m_needs"].path == "member/edu"
    assert theirs.items["m_needs"].repeat == "member"
    assert theirs.items["needs_why"].logic["relevant"] == (
        "selected ( ${needs} , 'water' )"
    )


def test_an_encrypted_form_shows_its_key() -> None:
    theirs = content_of(recording("9004").body.encode())

    assert theirs.public_key.startswith("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")


def test_a_content_survives_being_written_down() -> None:
    content = content_of(made(asking(), ("en", "fr")).xform.encode())

    assert from_data(json.loads(json.dumps(as_data(content)))) == content


@pytest.mark.parametrize("data", [{}, {"languages": 1}, {"items": [{"x": 1}]}])
def test_what_is_no_content_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no content"):
        from_data(data)


@pytest.mark.parametrize(
    "xform",
    [b"", b"<h/>", b"<html><model/></html>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"],
)
def test_what_is_no_form_is_refused(xform: bytes) -> None:
    with pytest.raises((UnsafeXmlError, ValueError)):
        content_of(xform)
