"""Submissions and calls that no phone and no server should send.

What people might have written is always marked, so that it can be looked for
where it must not be.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any, TypeAlias

from builder.form import Form

Row: TypeAlias = dict[str, Any]
MARK = " of a person!"  # no code and no version looks like this
WORDS = (
    "",
    "yes",
    "no",
    "food loan",
    "food food",
    "10000022",
    "2026-01-08",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "-1",
    "999999999999999999999",
    "1e400",
    "0x10",
    "٣",
    "\x00",
    "\ud800",
    "\u202etxt.exe",
    "<script>alert(1)</script>",
    "&xxe;",
    "=cmd|' /C calc'!A0",
    "'; drop table alerts; --",
    "%s%n{0}{x}",
    "${jndi:ldap://x}",
    "\r\nBcc: everybody@example.org",
    "a" * 20_000,
    "👩‍👩‍👧",
)
OTHERS: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    [None],
    [{}],
    {"a": {"b": []}},
)


def mutated(row: Row, form: Form, chance: random.Random) -> Row:
    """Change a row in one to four places; its number stays."""
    spoilt = copy.deepcopy(row)
    for _ in range(chance.randint(1, 4)):
        spoilt = chance.choice(_ROW)(spoilt, form, chance)
    # As it would come over the line.
    found: Row = json.loads(json.dumps(spoilt | {"_id": row["_id"]}))
    return found


def value(chance: random.Random) -> Any:
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(OTHERS)
    word = chance.choice(WORDS)
    return word if kind < 0.6 else word + MARK


def _some_key(row: Row, chance: random.Random) -> str:
    return chance.choice(sorted(row, key=str) or ["_uuid"])


def _replace(row: Row, form: Form, chance: random.Random) -> Row:
    return row | {_some_key(row, chance): value(chance)}


def _drop(row: Row, form: Form, chance: random.Random) -> Row:
    gone = _some_key(row, chance)
    return {key: one for key, one in row.items() if key != gone}


def _move(row: Row, form: Form, chance: random.Random) -> Row:
    """Let an answer stand elsewhere, once more or instead."""
    key = _some_key(row, chance)
    place = chance.choice(["", "b1/", "b2/debts/debt/", "x/y/z/", "_"])
    moved = {place + key.rpartition("/")[2]: row.get(key)}
    return moved | row if chance.random() < 0.5 else _drop(row, form, chance) | moved


def _answer(row: Row, form: Form, chance: random.Random) -> Row:
    """Answer a question of the form with anything."""
    entry = chance.choice(form.entries)
    return row | {entry.path: value(chance)}


def _repeat(row: Row, form: Form, chance: random.Random) -> Row:
    """Fill a repeat with anything, and with itself."""
    path = "b2/debts/debt"
    inside: Any = [{f"{path}/q2_2": value(chance)}, value(chance)]
    for _ in range(chance.choice([0, 1, 2, 100, 240])):
        inside = [{path: inside}]
    return row | {path: inside}


def _identity(row: Row, form: Form, chance: random.Random) -> Row:
    """Claim to be another submission."""
    name = chance.choice(["uuid:row-1", "uuid:row-2", "", "uuid:", "../x", "uuid:a b"])
    key = chance.choice(["meta/rootUuid", "meta/instanceID", "_uuid"])
    return row | {key: name}


def _server(row: Row, form: Form, chance: random.Random) -> Row:
    """Change what the server adds."""
    key = chance.choice(
        [
            "_submission_time",
            "_validation_status",
            "__version__",
            "_xform_id_string",
            "base64EncryptedKey",
            "_attachments",
            "_geolocation",
            "content_hash",
        ]
    )
    return row | {key: value(chance)}


_ROW: tuple[Callable[[Row, Form, random.Random], Row], ...] = (
    _replace,
    _drop,
    _move,
    _answer,
    _answer,
    _answer,
    _repeat,
    _identity,
    _server,
)


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Change some bytes: flip, cut, double, put in, or wrap."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(found) + 1)
        to = min(len(found), at + chance.randint(1, 30))
        match chance.randrange(6):
            case 0 if at < len(found):
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                del found[at:to]
            case 2:
                found[at:at] = found[at:to] * chance.choice([1, 2, 50])
            case 3:
                found[at:at] = chance.choice(_PIECES)
            case 4:
                del found[at:]
            case _:
                found[at:to] = chance.randbytes(to - at)
    return bytes(found)


_PIECES = (
    b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;',
    b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>&b;',
    b"<q1_4>words" + MARK.encode() + b"</q1_4>",
    b"<b1><q1_1>no</q1_1></b1>",
    b"<debts>" * 300,
    b"<![CDATA[words" + MARK.encode() + b"]]>",
    b"<?pi words?>",
    b"<!-- words" + MARK.encode() + b" -->",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"&#0;&#xD800;",
    b"</data>",
    b' id="other"',
    b"\r\n\r\n",
    b"A" * 70_000,
    b"Content-Length: -1\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"\r\nHost: words" + MARK.encode(),
)
