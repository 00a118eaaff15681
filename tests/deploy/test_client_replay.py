"""The client understands what a real KoboToolbox server answered.

Each line names the recordings that are played over a socket, in this order, what
the client is asked to do, and what comes out: a value, or the text of the error.
"""

from __future__ import annotations

from typing import Any

import pytest
from recordings.good_answers import GOOD, UID, Case, store
from recordings.player import Player
from recordings.reading import recording
from recordings.refusals import BAD

from deploy.errors import FormRefusedError, ServerError

FORM_FAULTS = {"does not compile", "deploy what does not compile"} | {
    name for name in BAD if name.startswith("import,")
}


def play(player: Player, case: Case) -> None:
    player.play(
        *(recording(each) if isinstance(each, str) else each for each in case.play)
    )


@pytest.mark.parametrize("case", GOOD.values(), ids=GOOD)
def test_the_client_reads_the_answer(player: Player, played: Any, case: Case) -> None:
    play(player, case)

    assert case.call(played) == case.result


@pytest.mark.parametrize("name", BAD)
def test_the_client_explains_the_refusal(
    player: Player, played: Any, name: str
) -> None:
    case = BAD[name]
    play(player, case)

    with pytest.raises(ServerError, match=case.result) as caught:
        case.call(played)

    assert played.token not in str(caught.value) + repr(caught.value)
    assert "?" not in caught.value.where
    assert caught.value.advice.endswith(".")
    assert isinstance(caught.value, FormRefusedError) or name not in FORM_FAULTS
    assert caught.value.retryable == (
        caught.value.status == 500 or "order" in case.result
    )


def test_the_environment_names_the_phones_address(player: Player, played: Any) -> None:
    player.play(recording("1012"))

    assert played.kobo().environment().open_rosa_server == player.url


def test_every_request_carries_the_token_and_asks_for_json(
    player: Player, played: Any
) -> None:
    player.play(recording("1006"), recording("4004"))

    played.kobo().whoami()
    played.phone().forms()

    sent = [headers for _, _, headers, _ in player.seen]
    assert [each["Authorization"] for each in sent] == [f"Token {played.token}"] * 2
    assert [each["Accept"] for each in sent] == ["application/json", "*/*"]


def test_an_import_says_that_it_is_no_library_block(
    player: Player, played: Any
) -> None:
    player.play(*map(recording, ("2047", "2048", "7078", "3013")))

    store(played)

    _, _, _, body = player.seen[0]
    assert b'name="library"\r\n\r\nfalse\r\n' in body
    assert f'name="destination"\r\n\r\n/api/v2/assets/{UID}/\r\n'.encode() in body
