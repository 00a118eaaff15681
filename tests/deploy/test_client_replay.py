"""The client understands what a real KoboToolbox server answered.

Each line names the recordings that are played over a socket, in this order, what
the client is asked to do, and what comes out: a value, or the text of the error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from recordings.player import Player
from recordings.reading import Recording, household, recording

from deploy.errors import FormRefusedError, ServerError

UID = "aee2UL8pi7YeK2pubX7Uy9"
DRAFT = "v7kHzjcA4DeJgJcTDxu6w6"
NEWER = "vLaDLd6BvFrTrvUe9zro27"
HH = "Household survey"
XML = b"<data/>"


def altered(number: str, **changes: Any) -> Recording:
    """Change a recording to how it was at another moment."""
    found = recording(number)
    return replace(found, body=found.body | changes)


# Nobody recorded the moment between the last import and the first deployment.
UNDEPLOYED = altered("2049", version_id=DRAFT)
NO_MORE_NESTED = replace(recording("5033"), url=recording("10023").url)
CHANGED_MEANWHILE = altered("3013", version_id="vOlder")


class Case(NamedTuple):
    play: tuple[str | Recording, ...]
    call: Callable[[Any], Any]
    result: Any


def import_as(destination: str | None = None) -> Callable[[Any], str]:
    def call(server: Any) -> str:
        uid: str = server.kobo().import_form(
            household(), name=HH, filename="form.xlsx", destination=destination
        )
        return uid

    return call


GOOD = {
    "whoami": Case(("1006",), lambda s: s.kobo().whoami(), "alice"),
    "assets": Case(
        ("7086", "1023"),
        lambda s: [each.uid for each in s.kobo().assets()],
        [UID, "agkAxbSp2cBaof9AUBpTaS"],
    ),
    "no assets without a token": Case(("1022",), lambda s: s.kobo().find(HH), None),
    "find": Case(("7086", "1023"), lambda s: s.kobo().find(HH).uid, UID),
    "find nothing": Case(("7086", "1023"), lambda s: s.kobo().find("Household"), None),
    "import": Case(("2000", "2001"), import_as(), UID),
    "import over a form": Case(("2047", "2048"), import_as(UID), UID),
    "import over a path": Case(("2050", "2051"), import_as(UID), UID),
    "import for redeploying": Case(("3011", "3012"), import_as(UID), UID),
    "compile": Case(("7078",), lambda s: s.kobo().compile_check(UID), None),
    "asset before deployment": Case(
        ("2002",), lambda s: s.kobo().asset(UID).deployed_version_id, None
    ),
    "asset after deployment": Case(
        ("3010",), lambda s: s.kobo().asset(UID).up_to_date, True
    ),
    "asset with undeployed changes": Case(
        ("3013",), lambda s: s.kobo().asset(UID).up_to_date, False
    ),
    "asset that a colleague shares": Case(
        ("7010",), lambda s: s.kobo().asset(UID).name, HH
    ),
    "deploy": Case(
        (UNDEPLOYED, "3006", "3010"),
        lambda s: s.kobo().deploy(UID).deployed_version_id,
        DRAFT,
    ),
    "redeploy": Case(
        ("3013", "3017", "7010"),
        lambda s: s.kobo().deploy(UID).deployed_version_id,
        NEWER,
    ),
    "redeploy after someone else's import": Case(
        (CHANGED_MEANWHILE, "11003", "3013", "3017", "7010"),
        lambda s: s.kobo().deploy(UID).deployed_version_id,
        NEWER,
    ),
    "submissions": Case(
        ("5021", "5033"),
        lambda s: [row["_id"] for row in s.kobo().submissions(UID, after=5)],
        [6, 7, 8, 9, 10, 11, 12],
    ),
    "submissions, a page": Case(
        ("5022", "5033"),
        lambda s: [row["_id"] for row in s.kobo().submissions(UID, page_size=2)],
        [5, 6],
    ),
    "no submissions": Case(("5033",), lambda s: list(s.kobo().submissions(UID)), []),
    "fields": Case(
        ("11007", "5033"),
        lambda s: [
            row["_id"] for row in s.kobo().submissions(UID, fields=["hh/head_name"])
        ],
        [1],
    ),
    "nested repeats": Case(
        ("10023", NO_MORE_NESTED),
        lambda s: [
            turn["g1/g2/rep/inner"][0]["g1/g2/rep/inner/b"]
            for row in s.kobo().submissions("aCLuQh7Tkua52R9fn4NzgG")
            for turn in row.get("g1/g2/rep", [])
            if "g1/g2/rep/inner" in turn
        ],
        ["x", "z", "only"],
    ),
    "count": Case(("5004",), lambda s: s.kobo().count(UID), 11),
    "one as XML": Case(
        ("5064",),
        lambda s: s.kobo().submission_xml(UID, 1)[-25:],
        b"</" + UID.encode()[-22:] + b">",
    ),
    "form list": Case(
        ("4004",),
        lambda s: [form.form_id for form in s.phone().forms()],
        ["aQncNx6d8pJnnD4B2GC4GW", UID, "adE3GjjPeBaoJacpqzseB3"],
    ),
    "form list, one": Case(
        ("4005",),
        lambda s: s.phone().form(UID).version,
        "2 (2026-11-21 22:05:36)",
    ),
    "blank form": Case(
        ("4005", "4009"),
        lambda s: (p := s.phone()).blank(p.form(UID))[:5],
        b"<?xml",
    ),
    "phone is welcome": Case(("4014",), lambda s: s.phone().ready(), 10_000_000),
    "submit": Case(("4016",), lambda s: s.phone().submit(XML), "stored"),
    "submit again": Case(("4017",), lambda s: s.phone().submit(XML), "duplicate"),
    "submit a further file": Case(
        ("4019",), lambda s: s.phone().submit(XML, {"extra.png": b"x"}), "stored"
    ),
    "submit an edit": Case(("4020",), lambda s: s.phone().submit(XML), "stored"),
}

BAD = {
    "wrong token": Case(
        ("1008",), lambda s: s.kobo().whoami(), "does not accept the token: Invalid"
    ),
    "no token": Case(("1007",), lambda s: s.kobo().whoami(), "API key"),
    "no token for an import": Case(("2023",), import_as(), "API key"),
    "no such form": Case(
        ("1021",), lambda s: s.kobo().asset("aNonExistentUid0000000"), "no access"
    ),
    "someone else's form": Case(
        ("5068",), lambda s: list(s.kobo().submissions(UID)), "no access"
    ),
    "no token for data": Case(
        ("5069",), lambda s: list(s.kobo().submissions(UID)), "whose token"
    ),
    "no such submission": Case(
        (
            replace(
                recording("5066"),
                url=f"http://kf.kobo.test/api/v2/assets/{UID}/data/1/",
            ),
        ),
        lambda s: s.kobo().submission_xml(UID, 1),
        "no access",
    ),
    "import of garbage": Case(("2026", "2027"), import_as(), "corrupt file .*damaged"),
    "import of CSV": Case(("2028", "2029"), import_as(), "Unsupported format"),
    "import of nothing": Case(("2024", "2025"), import_as(), "must contain"),
    "import, a name twice": Case(
        ("2036", "2037"), import_as(), "Duplicate node name: a .*rename one"
    ),
    "import, unknown type": Case(("2040", "2041"), import_as(), "unknown type"),
    "import, bad name": Case(
        ("2044", "2045"), import_as(), "Invalid node name: 1 bad name"
    ),
    "import over a bare id": Case(("2052", "2053"), import_as(UID), "no longer on"),
    "import over a path without slash": Case(
        ("2054", "2055"), import_as(UID), r"does not know the form to replace \("
    ),
    "import over a missing form": Case(
        ("2056", "2057"), import_as(UID), "correct its id"
    ),
    "import over a foreign form": Case(
        ("2058", "2059"), import_as(UID), "cannot update asset .*Ask the owner"
    ),
    "import over a form, a name twice": Case(
        ("2060", "2061"), import_as(UID), "Duplicate node name"
    ),
    "import that fails at once": Case(("11002",), import_as(), "does not say why"),
    "someone else's import": Case(
        ("2046",),
        lambda s: s.kobo().resume_import("isdqrm2AeKg9rBPEiLAJio"),
        "no access",
    ),
    "does not compile": Case(
        ("3036",),
        lambda s: s.kobo().compile_check("aQ6qfYAfP2ijwfGy7TQU23"),
        r"\$\{nope\}.*What phones have now is unchanged",
    ),
    "library block": Case(
        ("2015",), lambda s: s.kobo().deploy("a9zMhXy54bqzYyTYFSD3DR"), "but a block"
    ),
    "deploy someone else's form": Case(
        (UNDEPLOYED, "3004"), lambda s: s.kobo().deploy(UID), "no access"
    ),
    "deploy without a token": Case(
        (UNDEPLOYED, "3005"), lambda s: s.kobo().deploy(UID), "API key"
    ),
    "deploy what does not compile": Case(
        ("3039", "3040"),
        lambda s: s.kobo().deploy("aQncNx6d8pJnnD4B2GC4GW"),
        r"cannot be deployed: .*\$\{nope\}",
    ),
    "deploy what ODK Validate refuses": Case(
        (UNDEPLOYED, replace(recording("3032"), url=recording("3006").url)),
        lambda s: s.kobo().deploy(UID),
        "mismatched brackets",
    ),
    "deploy at the same time as someone else": Case(
        (UNDEPLOYED, "3008"), lambda s: s.kobo().deploy(UID), "Use PATCH"
    ),
    "redeploy after someone took it down": Case(
        ("3013", "3003"), lambda s: s.kobo().deploy(UID), "Use POST"
    ),
    "redeploy without the right": Case(
        ("7010", "7015"), lambda s: s.kobo().deploy(UID), "no right .*permission"
    ),
    "redeploy fails without a reason": Case(
        ("3013", "11003", "3013"), lambda s: s.kobo().deploy(UID), "does not say why"
    ),
    "redeploy fails with a page": Case(
        ("3013", "3014", "3013"), lambda s: s.kobo().deploy(UID), "does not say why"
    ),
    "not deployed": Case(
        ("3001",), lambda s: s.kobo().count(UID), "has not been deployed"
    ),
    "rows in another order": Case(
        ("5016",), lambda s: list(s.kobo().submissions(UID)), "order"
    ),
    "rows that were asked for already": Case(
        ("5022",), lambda s: list(s.kobo().submissions(UID, after=5)), "order"
    ),
    "a page instead of data": Case(
        ("5059",), lambda s: list(s.kobo().submissions(UID)), "a web page .*address"
    ),
    "a former server": Case(
        (replace(recording("1014"), url="http://kf.kobo.test/api/v2/environment/"),),
        lambda s: s.kobo().environment(),
        "no longer there",
    ),
    "phone without a token": Case(("4000",), lambda s: s.phone().forms(), "API key"),
    "phone asks for JSON": Case(("4040",), lambda s: s.phone().forms(), "status 406"),
    "phone cannot have the form": Case(
        ("4005", "4011"), lambda s: (p := s.phone()).blank(p.form(UID)), "API key"
    ),
    "archived": Case(
        ("3021",), lambda s: s.phone().form(UID), "Deploy the form, take it out"
    ),
    "phone is not welcome": Case(("4013",), lambda s: s.phone().ready(), "API key"),
    "submit another record": Case(
        ("4018",), lambda s: s.phone().submit(XML), "already exists .*Do not send"
    ),
    "submit without a token": Case(
        ("4024",), lambda s: s.phone().submit(XML), "API key"
    ),
    "submit without the right": Case(
        ("4025",), lambda s: s.phone().submit(XML), "no right"
    ),
    "submit broken XML": Case(
        ("4026",), lambda s: s.phone().submit(XML), "Improperly formatted XML"
    ),
    "submit nothing": Case(("4028",), lambda s: s.phone().submit(XML), "does not say"),
    "submit nothing, JSON": Case(
        ("11006",), lambda s: s.phone().submit(XML), "does not"
    ),
    "submit to no form": Case(("4030",), lambda s: s.phone().submit(XML), "no access"),
    "submit without an id": Case(
        ("4032",), lambda s: s.phone().submit(XML), "Instance ID is required"
    ),
    "edit of nothing": Case(
        ("4039",), lambda s: s.phone().submit(XML), "deprecatedID not found"
    ),
    "submit to the archive": Case(
        ("4042",), lambda s: s.phone().submit(XML), "Form is not active"
    ),
    "edit of an old edit": Case(
        ("10011",), lambda s: s.phone().submit(XML), "refers to an old version"
    ),
    "submit the original of an edit": Case(
        ("10012",), lambda s: s.phone().submit(XML), "already exists"
    ),
    "submit as administrator": Case(
        ("10003",), lambda s: s.phone().submit(XML), "Access denied"
    ),
}
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
    player.play(recording("2047"), recording("2048"))

    import_as(UID)(played)

    _, _, _, body = player.seen[0]
    assert b'name="library"\r\n\r\nfalse\r\n' in body
    assert f'name="destination"\r\n\r\n/api/v2/assets/{UID}/\r\n'.encode() in body


def test_two_forms_of_one_name_are_both_named(player: Player, played: Any) -> None:
    twice = recording("7086")
    rows = [row | {"name": HH} for row in twice.body["results"]]
    player.play(replace(twice, body=twice.body | {"results": rows}), recording("1023"))

    with pytest.raises(ServerError, match=f"{UID}, agkAxbSp2cBaof9AUBpTaS"):
        played.kobo().find(HH)
