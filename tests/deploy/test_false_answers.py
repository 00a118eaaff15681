"""A server that never ends, says what is not so, or answers with nonsense."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from recordings.player import Player, Prepared
from recordings.reading import household, recording

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.wire.transport import Patience, Transport
from deploy.wire.waiting import Pace

UID = "aee2UL8pi7YeK2pubX7Uy9"
TOKEN = "c0ffee" * 6 + "beef"
HTML = {"Content-Type": "text/html"}
GATEWAY_PAGE = b"<html><body>Bad Gateway secret-canary</body></html>"
HASTY = Patience(
    connect=0.5, answer=0.5, attempts=3, first_wait=0.01, jitter=0, longest_wait=2
)
BRIEF = Pace(first=0.01, longest=0.02, limit=0.1)
ME = json.dumps({"username": "alice"}).encode()
JSON = {"Content-Type": "application/json"}


def kobo(url: str, **changes: Any) -> Kobo:
    return Kobo(Transport(url, TOKEN, patience=HASTY, **changes), pace=BRIEF)


def test_an_import_that_never_ends_ends_the_command(player: Player) -> None:
    player.play(recording("2000"))
    body = {"status": "processing", "uid": "isdqrm2AeKg9rBPEiLAJio", "messages": {}}
    player.answer(*[Prepared(200, json.dumps(body).encode(), JSON)] * 50)

    with pytest.raises(
        ServerError, match=r"not finished.*isdqrm2AeKg9rBPEiLAJio.*import's id"
    ) as caught:
        kobo(player.url).store_form(UID, household())

    assert caught.value.retryable
    player.script.clear()


def test_a_server_that_only_says_it_deployed_is_found_out(player: Player) -> None:
    player.play(recording("3013"), recording("3017"))
    stale = Prepared(200, recording("3013").body_at(player.url), JSON)
    player.answer(*[stale] * 50)

    with pytest.raises(ServerError, match="phones still get another version"):
        kobo(player.url).go_live(UID)

    player.script.clear()


def test_a_version_that_changes_meanwhile_is_not_claimed(player: Player) -> None:
    player.play(recording("3013"), recording("3017"))
    other = recording("3013").body | {"version_id": "vSomebodyElse"}
    player.answer(Prepared(200, json.dumps(other).encode(), JSON))

    with pytest.raises(ServerError, match="Someone else changed the form"):
        kobo(player.url).go_live(UID)


def test_a_deployment_whose_answer_was_lost_counts(player: Player) -> None:
    player.play(recording("3013"))
    player.answer(*[Prepared(504, GATEWAY_PAGE, HTML)] * 3)
    player.play(recording("7010"), recording("7010"))

    assert kobo(player.url).go_live(UID) == recording("7010").body["version_id"]


def test_a_row_without_a_number_stops_the_reading(player: Player) -> None:
    body = {"count": 1, "results": [{"hh/age": "secret-canary"}]}
    player.answer(Prepared(200, json.dumps(body).encode(), JSON))

    with pytest.raises(ServerError, match="without a number") as caught:
        list(kobo(player.url).submissions(UID))

    assert "canary" not in str(caught.value)


def test_an_empty_page_that_counts_rows_stops_the_reading(player: Player) -> None:
    player.answer(Prepared(200, b'{"count": 3, "results": []}', JSON))

    with pytest.raises(ServerError, match="counts more submissions than it sends"):
        list(kobo(player.url).submissions(UID))


def test_rows_before_a_failure_are_given_and_none_is_lost(player: Player) -> None:
    player.play(recording("5022"))
    player.answer(Prepared(500, b"", HTML))
    given = []

    with pytest.raises(ServerError) as caught:
        given.extend(row["_id"] for row in kobo(player.url).submissions(UID))

    assert caught.value.retryable
    assert given == [5, 6]
    _, path, _, _ = player.seen[1]
    assert "%22%24gt%22%3A+6" in path


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"<html/>"])
def test_a_body_that_is_no_object_is_told(player: Player, body: bytes) -> None:
    player.answer(Prepared(200, body, JSON))

    with pytest.raises(ServerError, match="not its data format"):
        kobo(player.url).whoami()


def test_an_answer_in_an_error_body_is_not_repeated(player: Player) -> None:
    body = b'{"hh/head_name": ["secret-canary"], "results": ["secret-canary"]}'
    player.answer(Prepared(400, body, JSON))

    with pytest.raises(ServerError) as caught:
        list(kobo(player.url).submissions(UID))

    assert "canary" not in str(caught.value)


def test_an_id_that_is_none_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ServerError, match="not the id of a form"):
        kobo("https://kf.example").standing("../users")


def test_a_few_bytes_that_unpack_to_very_many_are_not_taken_in(player: Player) -> None:
    bomb = gzip.compress(bytes(101_000_000), compresslevel=1)
    player.answer(Prepared(200, bomb, JSON | {"Content-Encoding": "gzip"}))

    with pytest.raises(ServerError, match="more than 100 MB"):
        kobo(player.url).whoami()


def test_a_damaged_answer_is_asked_for_again(player: Player) -> None:
    packed = JSON | {"Content-Encoding": "gzip"}
    player.answer(Prepared(200, b"not packed", packed), Prepared(200, ME, JSON))

    assert kobo(player.url).whoami() == "alice"


@pytest.mark.parametrize("status", [300, 304, 306])
def test_neither_done_nor_refused_is_no_success(player: Player, status: int) -> None:
    player.answer(Prepared(status, b"", HTML))

    with pytest.raises(ServerError, match="redirects to another address"):
        kobo(player.url).archive(UID, archived=True)


def test_what_could_steer_a_terminal_is_left_out(player: Player) -> None:
    text = {"detail": f"\u001b[2J\u202eno\u0000 {TOKEN} " + "x" * 9000}
    player.answer(Prepared(403, json.dumps(text).encode(), JSON))

    with pytest.raises(ServerError) as caught:
        kobo(player.url).whoami()

    assert ": [2Jno … xxx" in str(caught.value)
    assert str(caught.value).isprintable()
    assert TOKEN not in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_an_error_in_another_language_is_passed_on(player: Player) -> None:
    text = {"detail": "Vous n'avez pas la permission d'effectuer cette action é ليس"}
    player.answer(Prepared(403, json.dumps(text).encode(), JSON))

    with pytest.raises(ServerError, match=r"no right to do this: Vous n'avez .* é ليس"):
        kobo(player.url).whoami()

    assert player.seen[0][2]["Accept-Language"] == "en"


@pytest.mark.parametrize("body", [b"{}", b'{"username": ""}', b'{"username": 5}'])
def test_an_account_without_a_name_is_none(player: Player, body: bytes) -> None:
    player.answer(Prepared(200, body, JSON))

    with pytest.raises(ServerError, match=r"whose account.*KoboToolbox server"):
        kobo(player.url).whoami()


def test_a_list_of_forms_that_never_ends_is_ended(player: Player) -> None:
    one = recording("3013").body
    page = json.dumps({"count": 9, "next": "more", "results": [one]}).encode()
    player.answer(*[Prepared(200, page, JSON)] * 2)

    with pytest.raises(ServerError, match="the same page of its list of forms"):
        kobo(player.url).named("no such form")


@pytest.mark.parametrize("status", [200, 500])
def test_data_nested_without_end_is_an_answer_like_any_other(
    player: Player, status: int
) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    player.answer(Prepared(status, deep, JSON))

    with pytest.raises(ServerError):
        kobo(player.url).whoami()
