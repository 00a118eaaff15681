"""Which refusals the client is given, what it is asked, and what the error says."""

from __future__ import annotations

from dataclasses import replace

from recordings.good_answers import UID, UNDEPLOYED, XML, Case, store
from recordings.reading import recording

from deploy.kobo.data import read_row_xml

BAD = {
    "wrong token": Case(
        ("1008",), lambda s: s.kobo().whoami(), "does not accept the token: Invalid"
    ),
    "no token": Case(("1007",), lambda s: s.kobo().whoami(), "API key"),
    "no token for an import": Case(("2023",), store, "API key"),
    "no such form": Case(
        ("1021",), lambda s: s.kobo().standing("aNonExistentUid0000000"), "no access"
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
        lambda s: read_row_xml(s.transport(), UID, 1),
        "no access",
    ),
    "import of garbage": Case(("2026", "2027"), store, "corrupt file .*damaged"),
    "import of CSV": Case(("2028", "2029"), store, "Unsupported format"),
    "import of nothing": Case(("2024", "2025"), store, "must contain"),
    "import, a name twice": Case(
        ("2036", "2037"), store, "Duplicate node name: a .*rename one"
    ),
    "import, unknown type": Case(("2040", "2041"), store, "unknown type"),
    "import, bad name": Case(("2044", "2045"), store, "Invalid node name: 1 bad name"),
    "import over a bare id": Case(("2052", "2053"), store, "no longer on"),
    "import over a path without slash": Case(
        ("2054", "2055"), store, r"does not know the form to replace \("
    ),
    "import over a missing form": Case(("2056", "2057"), store, "correct its id"),
    "import over a foreign form": Case(
        ("2058", "2059"), store, "cannot update asset .*Ask the owner"
    ),
    "import over a form, a name twice": Case(
        ("2060", "2061"), store, "Duplicate node name"
    ),
    "import that fails at once": Case(("11002",), store, "does not say why"),
    "someone else's import": Case(("2000", "2046"), store, "no access"),
    "does not compile": Case(
        ("2047", "2048", "3036"),
        store,
        r"\$\{nope\}.*What phones have now is unchanged",
    ),
    "library block": Case(
        ("2015",), lambda s: s.kobo().go_live("a9zMhXy54bqzYyTYFSD3DR"), "but a block"
    ),
    "deploy someone else's form": Case(
        (UNDEPLOYED, "3004"), lambda s: s.kobo().go_live(UID), "no access"
    ),
    "deploy without a token": Case(
        (UNDEPLOYED, "3005"), lambda s: s.kobo().go_live(UID), "API key"
    ),
    "deploy what does not compile": Case(
        ("3039", "3040"),
        lambda s: s.kobo().go_live("aQncNx6d8pJnnD4B2GC4GW"),
        r"cannot be deployed: .*\$\{nope\}",
    ),
    "deploy what ODK Validate refuses": Case(
        (UNDEPLOYED, replace(recording("3032"), url=recording("3006").url)),
        lambda s: s.kobo().go_live(UID),
        "mismatched brackets",
    ),
    "deploy at the same time as someone else": Case(
        (UNDEPLOYED, "3008"), lambda s: s.kobo().go_live(UID), "Use PATCH"
    ),
    "redeploy after someone took it down": Case(
        ("3013", "3003"), lambda s: s.kobo().go_live(UID), "Use POST"
    ),
    "redeploy without the right": Case(
        ("7010", "7015"), lambda s: s.kobo().go_live(UID), "no right .*permission"
    ),
    "redeploy fails without a reason": Case(
        ("3013", "11003", "3013"), lambda s: s.kobo().go_live(UID), "does not say why"
    ),
    "redeploy fails with a page": Case(
        ("3013", "3014", "3013"), lambda s: s.kobo().go_live(UID), "does not say why"
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
