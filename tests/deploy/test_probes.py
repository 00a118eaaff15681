"""What servers tell of themselves, and what is advised where they differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from recordings.on_central import CENTRAL, told
from recordings.player import Player, Prepared
from recordings.reading import recording

from deploy.central import Central
from deploy.central.project import Project, door
from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.wire.transport import Patience, Transport

HASTY = Patience(
    connect=1, answer=1, attempts=2, first_wait=0.01, jitter=0, longest_wait=1
)
JSON = {"Content-Type": "application/json"}
LENGTH = "X-OpenRosa-Accept-Content-Length"


def on_kobo(player: Player, about: str) -> str:
    server = Kobo(Transport(player.url, "a" * 40, patience=HASTY))
    return server.probes()[about]()


def on_central(player: Player, about: str) -> str:
    project = Project(door(player.url, "a" * 64, patience=HASTY), 1)
    return Central(project).probes()[about]()


def body(content: object, status: int = 200) -> Prepared:
    return Prepared(status, json.dumps(content).encode(), JSON)


def text(content: str, status: int = 200) -> Prepared:
    return Prepared(status, content.encode(), {"Content-Type": "text/plain"})


def environment(player: Player, **more: Any) -> Prepared:
    return body({"open_rosa_server": player.url, **more})


def test_a_server_without_the_first_api_is_of_the_known_generation(
    player: Player,
) -> None:
    player.play(recording("11001"))

    assert "as remon was tested with" in on_kobo(player, "server version")


@pytest.mark.parametrize("status", [200, 401, 404])
def test_a_server_of_another_generation_is_told(player: Player, status: int) -> None:
    player.answer(body([], status))

    with pytest.raises(ServerError, match=rf"status {status}.*--training first"):
        on_kobo(player, "server version")


def test_an_account_without_limits_has_none(player: Player) -> None:
    player.play(recording("1012"), recording("7112"))

    assert on_kobo(player, "limits").startswith("none for submissions and storage")


def plan(submissions: int, megabytes: int, *, exceeded: bool = False) -> Prepared:
    """Give what an account with a plan is told, after the API's own description."""

    def balance(limit: int) -> Mapping[str, object]:
        more = {"balance_value": 1, "balance_percent": 1}
        return {"effective_limit": limit, "exceeded": exceeded, **more}

    return body(
        {
            "total_submission_count": {"current_period": submissions, "all_time": 9999},
            "total_storage_bytes": megabytes * 1_000_000,
            "balances": {
                "submission": balance(5000),
                "storage_bytes": balance(1_000_000_000),
                "asr_seconds": None,
            },
        }
    )


def test_a_plan_with_room_is_well(player: Player) -> None:
    player.answer(environment(player, usage_limit_enforcement=True), plan(3999, 12))

    said = on_kobo(player, "limits")

    assert said == "3,999 of 5,000 submissions in this period, 12 of 1,000 MB"


@pytest.mark.parametrize(
    ("submissions", "megabytes", "exceeded"),
    [(4000, 1, False), (1, 800, False), (1, 1, True)],
)
def test_a_limit_that_will_turn_phones_away_is_told_before(
    player: Player, submissions: int, megabytes: int, exceeded: bool
) -> None:
    used = plan(submissions, megabytes, exceeded=exceeded)
    player.answer(environment(player, usage_limit_enforcement=True), used)

    with pytest.raises(ServerError, match=r"takes no answers from phones.*larger plan"):
        on_kobo(player, "limits")


def test_a_limit_that_nothing_follows_from_is_only_said(player: Player) -> None:
    used = plan(9000, 1, exceeded=True)
    player.answer(environment(player, usage_limit_enforcement=False), used)

    assert on_kobo(player, "limits").endswith("nothing is refused beyond them")


@pytest.mark.parametrize(
    "answer",
    [
        body({"detail": "Not found."}, 404),
        body({}),
        body({"balances": [], "total_submission_count": None}),
        body({"balances": {"submission": 7}, "total_submission_count": {}}),
    ],
)
def test_a_server_that_counts_nothing_is_well(player: Player, answer: Prepared) -> None:
    player.answer(environment(player), answer)

    assert "none" in on_kobo(player, "limits")


def test_phones_may_send_as_much_as_the_server_says(player: Player) -> None:
    player.play(recording("1012"), recording("4014"))

    assert on_kobo(player, "sending").endswith("up to 10 MB at once")


def test_a_phone_s_limit_on_central_is_read_likewise(player: Player) -> None:
    (path,) = CENTRAL.glob("145-*.json")
    headers = json.loads(path.read_text("utf-8"))["response"]["headers"]
    limit = {LENGTH: headers[LENGTH]}
    player.answer(Prepared(204, b"", limit, "HEAD", "/v1/projects/1/submission"))

    assert on_central(player, "sending").endswith("up to 100 MB at once")


@pytest.mark.parametrize("told_length", [{}, {LENGTH: "much"}, {LENGTH: "9" * 5000}])
def test_a_limit_that_is_not_told_is_no_problem(
    player: Player, told_length: Mapping[str, str]
) -> None:
    player.answer(environment(player), Prepared(204, b"", told_length))

    assert on_kobo(player, "sending").endswith("states no limit of size")


def test_too_small_a_limit_is_a_problem(player: Player) -> None:
    player.answer(environment(player), Prepared(204, b"", {LENGTH: "100000"}))

    with pytest.raises(ServerError, match=r"takes 100000 bytes.*1 MB at least"):
        on_kobo(player, "sending")


RELEASED = (
    "versions:\n"
    "14fb8c59856b0610273c7d27f3cb0294ccf0db4b (v2025.1.0)\n"
    " 0000000000000000000000000000000000000000 client (v2025.1.0)\n"
    " 24fb8c59856b0610273c7d27f3cb0294ccf0db4b server (v2025.1.0-1-gabc)\n"
)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (text(RELEASED), "ODK Central v2025.1.0"),
        (text(RELEASED, 404), "it tells none"),
        (text("<!doctype html><title>ODK Central</title>"), "it tells none"),
        (Prepared(302, b"", {"Location": "https://elsewhere.example/"}), "tells none"),
        (text("versions:\nabc (\x1b[31mred)\n"), "it tells none"),
    ],
)
def test_central_names_its_release_where_it_is_known(
    player: Player, answer: Prepared, says: str
) -> None:
    player.answer(answer)

    assert says in on_central(player, "server version")


def test_managed_encryption_is_a_problem(player: Player) -> None:
    player.answer(told("024").prepared(player.url), body(told("407").body))

    assert "switched off" in on_central(player, "managed encryption")
    with pytest.raises(
        ServerError, match=r"server alone holds the key.*Make a project"
    ):
        on_central(player, "managed encryption")


def test_a_token_that_soon_ends_is_told(player: Player) -> None:
    player.answer(told("007").prepared(player.url))

    with pytest.raises(ServerError, match=r"2026-11-22 21:19 UTC.*CENTRAL_PASSWORD"):
        on_central(player, "login")


def test_a_token_that_goes_on_is_well(player: Player) -> None:
    player.answer(body({"expiresAt": "9999-12-31T23:59:59.000Z"}))

    assert "good until 9999" in on_central(player, "login")


@pytest.mark.parametrize("ends", [None, "tomorrow", 7])
def test_a_session_without_an_end_is_no_session(player: Player, ends: object) -> None:
    player.answer(body({"expiresAt": ends}))

    with pytest.raises(ServerError, match="not its data format"):
        on_central(player, "login")


def test_a_session_that_is_renewed_has_no_end_to_tell() -> None:
    project = Project(door("http://127.0.0.1:9", "a" * 64, patience=HASTY), 1)

    assert "login" not in Central(project, renews=True).probes()
