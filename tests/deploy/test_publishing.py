"""The client against a server: publish, answer as a phone, read back.

Runs against the sandbox and, where `KOBO_TEST_URL` and `KOBO_TEST_TOKEN` are set,
against that server too; forms made there are deleted again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from lxml import etree
from recordings.workbooks import MISSING_REFERENCE_ROWS, TEXT, titled

from deploy.errors import FormRefusedError, ServerError
from deploy.kobo import Kobo

LONGER = (TEXT, {"type": "text", "name": "b", "label": "B"})
Fill = Callable[..., bytes]


@pytest.fixture
def name(server: Any) -> Iterator[str]:
    """Give a name that no other form has; delete what got it at the end."""
    found = f"Form {uuid.uuid4().hex[:12]}"
    yield found
    for asset in list(server.kobo().assets()):
        if asset.name == found:
            requests.delete(
                f"{server.url}/api/v2/assets/{asset.uid}/",
                headers={"Authorization": f"Token {server.token}"},
                timeout=30,
            )


def fill(kobo: Kobo, uid: str, answer: str, **meta: str) -> bytes:
    """Answer the first question of the blank form that phones get."""
    phone = kobo.phone()
    html = etree.fromstring(phone.blank(phone.form(uid)))
    instance = html.find(".//{http://www.w3.org/2002/xforms}instance")[0]
    instance.find("{*}a").text = answer
    group = instance.find("{*}meta")
    group.find("{*}instanceID").text = meta.pop("instance", f"uuid:{uuid.uuid4()}")
    for key, value in meta.items():
        etree.SubElement(group, group.tag.replace("meta", key)).text = value
    text = etree.tostring(instance, encoding="unicode")
    return text.replace(' xmlns="http://www.w3.org/2002/xforms"', "").encode()


def test_the_token_names_its_account(server: Any) -> None:
    assert server.kobo().whoami()


def test_a_wrong_token_is_told(server: Any) -> None:
    wrong = server._replace(token="0" * 40)

    with pytest.raises(ServerError, match="does not accept the token"):
        wrong.kobo().whoami()


def test_a_form_goes_live_and_again(server: Any, name: str) -> None:
    kobo = server.kobo()

    first = kobo.publish(titled(name), name=name)
    second = kobo.publish(titled(name, LONGER), name=name, known_uid=first.uid)

    assert (first.created, second.created) == (True, False)
    assert first.uid == second.uid
    assert first.version_id != second.version_id
    assert kobo.asset(first.uid).up_to_date


def test_progress_is_told(server: Any, name: str) -> None:
    told: list[str] = []

    server.kobo().publish(titled(name), name=name, on_progress=told.append)

    assert told[0] == "The form is being uploaded."
    assert told[-1] == "The form is being deployed."


def test_a_half_finished_publication_is_finished(server: Any, name: str) -> None:
    kobo = server.kobo()
    uid = kobo.import_form(titled(name), name=name, filename="form.xlsx")

    published = kobo.publish(titled(name), name=name)

    assert (published.uid, published.created) == (uid, False)


def test_a_strange_form_of_that_name_is_left_alone(server: Any, name: str) -> None:
    kobo = server.kobo()
    before = kobo.publish(titled(name), name=name)

    with pytest.raises(ServerError, match=f"already deployed.*{before.uid}"):
        kobo.publish(titled(name, LONGER), name=name)

    assert kobo.asset(before.uid).version_id == before.version_id


def test_a_strange_form_is_taken_over_when_asked(server: Any, name: str) -> None:
    kobo = server.kobo()
    before = kobo.publish(titled(name), name=name)

    after = kobo.publish(titled(name, LONGER), name=name, adopt=True)

    assert after.uid == before.uid
    assert after.version_id != before.version_id


def test_a_form_that_is_gone_is_told_before_the_upload(server: Any, name: str) -> None:
    kobo = server.kobo()

    with pytest.raises(ServerError, match="no access"):
        kobo.publish(titled(name), name=name, known_uid="aNoSuchForm00000000000")

    assert kobo.find(name) is None


def test_a_form_that_does_not_compile_stops_before_phones(
    server: Any, name: str
) -> None:
    kobo = server.kobo()
    before = kobo.publish(titled(name), name=name)
    broken = titled(name, MISSING_REFERENCE_ROWS)

    with pytest.raises(FormRefusedError, match="nope"):
        kobo.publish(broken, name=name, known_uid=before.uid)

    assert kobo.asset(before.uid).deployed_version_id == before.version_id


def test_a_name_used_twice_is_explained(server: Any, name: str) -> None:
    with pytest.raises(FormRefusedError, match="Duplicate node name: a"):
        server.kobo().publish(titled(name, (TEXT, TEXT)), name=name)


def test_what_phones_send_comes_back(server: Any, name: str) -> None:
    kobo = server.kobo()
    form = kobo.publish(titled(name), name=name)
    sent = fill(kobo, form.uid, "water")

    receipts = [kobo.phone().submit(sent), kobo.phone().submit(sent)]

    (row,) = kobo.submissions(form.uid)
    assert receipts == ["stored", "duplicate"]
    assert row["a"] == "water"
    assert row["meta/rootUuid"] == row["meta/instanceID"] == f"uuid:{row['_uuid']}"
    assert kobo.count(form.uid) == 1
    assert b"<a>water</a>" in kobo.submission_xml(form.uid, row["_id"])


def test_an_unanswered_question_is_absent(server: Any, name: str) -> None:
    kobo = server.kobo()
    form = kobo.publish(titled(name), name=name)

    kobo.phone().submit(fill(kobo, form.uid, ""))

    (row,) = kobo.submissions(form.uid)
    assert "a" not in row


def test_only_the_wanted_fields_come(server: Any, name: str) -> None:
    kobo = server.kobo()
    form = kobo.publish(titled(name, LONGER), name=name)
    kobo.phone().submit(fill(kobo, form.uid, "water"))

    (row,) = kobo.submissions(form.uid, fields=["a"])

    assert row.keys() == {"_id", "_uuid", "meta/rootUuid", "_validation_status", "a"}


def test_an_edit_keeps_number_and_root(server: Any, name: str) -> None:
    kobo = server.kobo()
    form = kobo.publish(titled(name), name=name)
    kobo.phone().submit(fill(kobo, form.uid, "water", instance="uuid:one"))
    (before,) = kobo.submissions(form.uid)

    edit = fill(kobo, form.uid, "food", instance="uuid:two", deprecatedID="uuid:one")
    kobo.phone().submit(edit)

    (after,) = kobo.submissions(form.uid)
    assert after["a"] == "food"
    for key in ("_id", "_submission_time", "meta/rootUuid"):
        assert after[key] == before[key]
    assert after["_uuid"] == "two"


def test_the_same_id_with_other_answers_is_refused(server: Any, name: str) -> None:
    kobo = server.kobo()
    form = kobo.publish(titled(name), name=name)
    kobo.phone().submit(fill(kobo, form.uid, "water", instance="uuid:one"))

    with pytest.raises(ServerError, match="different record"):
        kobo.phone().submit(fill(kobo, form.uid, "food", instance="uuid:one"))


def test_reading_goes_on_after_the_last_number(server: Any, name: str) -> None:
    kobo = server.kobo()
    form = kobo.publish(titled(name), name=name)
    for answer in ("one", "two", "three"):
        kobo.phone().submit(fill(kobo, form.uid, answer))
    first, *_ = kobo.submissions(form.uid)

    rest = list(kobo.submissions(form.uid, after=first["_id"]))

    assert [row["a"] for row in rest] == ["two", "three"]
