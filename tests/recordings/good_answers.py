"""Which recordings the client is given, what it is asked, and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from recordings.reading import Recording, household, recording

from deploy.kobo.data import read_row_xml
from deploy.server import Standing

UID = "aee2UL8pi7YeK2pubX7Uy9"
FIRST = "vgK6hGUp9VFHLLdLtKcNgR"
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


def store(server: Any) -> str:
    """Store the household form over the recorded one; name the version."""
    version: str = server.kobo().store_form(UID, household())
    return version


GOOD = {
    "whoami": Case(("1006",), lambda s: s.kobo().whoami(), "alice"),
    "no forms without a token": Case(("1022",), lambda s: s.kobo().named(HH), []),
    "forms of a name": Case(
        ("7086", "1023"), lambda s: [each.uid for each in s.kobo().named(HH)], [UID]
    ),
    "forms of a longer name": Case(
        ("7086", "1023"), lambda s: s.kobo().named("Household"), []
    ),
    "another form in the list": Case(
        ("7086", "1023"),
        lambda s: [each.uid for each in s.kobo().named("Hooked form")],
        ["agkAxbSp2cBaof9AUBpTaS"],
    ),
    "store over a form": Case(("2047", "2048", "7078", "3013"), store, NEWER),
    "store over a path": Case(("2050", "2051", "7078", "3013"), store, NEWER),
    "store for redeploying": Case(("3011", "3012", "7078", "3013"), store, NEWER),
    "standing before deployment": Case(
        ("2002",),
        lambda s: s.kobo().standing(UID),
        Standing(UID, HH, FIRST, live=None, archived=False),
    ),
    "standing after deployment": Case(
        ("3010",),
        lambda s: s.kobo().standing(UID),
        Standing(UID, f"{HH} v2", DRAFT, live=DRAFT, archived=False),
    ),
    "standing with undeployed changes": Case(
        ("3013",),
        lambda s: s.kobo().standing(UID),
        Standing(UID, HH, NEWER, live=DRAFT, archived=False),
    ),
    "standing of what a colleague shares": Case(
        ("7010",),
        lambda s: s.kobo().standing(UID),
        Standing(UID, HH, NEWER, live=NEWER, archived=False),
    ),
    "deploy": Case(
        (UNDEPLOYED, "3006", "3010"),
        lambda s: s.kobo().go_live(UID),
        DRAFT,
    ),
    "redeploy": Case(
        ("3013", "3017", "7010"),
        lambda s: s.kobo().go_live(UID),
        NEWER,
    ),
    "redeploy after someone else's import": Case(
        (CHANGED_MEANWHILE, "11003", "3013", "3017", "7010"),
        lambda s: s.kobo().go_live(UID),
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
        lambda s: read_row_xml(s.transport(), UID, 1)[-25:],
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
