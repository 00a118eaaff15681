"""Is what phones get now what we published? Read back and compared, not believed."""

from __future__ import annotations

from collections.abc import Sequence

from deploy.comparing.content import Content
from deploy.comparing.differences import MARKS, Difference, differences
from deploy.errors import ServerError
from deploy.server import Standing

SHOWN = 5


def verified(
    wanted: Content,
    live: Content,
    standing: Standing,
    version: str,
    lost: Sequence[str] = (),
) -> None:
    """Raise `ServerError` that names what is not as published.

    `lost` are files that phones should get and do not, or get otherwise.
    """
    wrong = [
        *mismatches(wanted, live, standing, version),
        *(f"the file {name} is missing or another one" for name in lost),
    ]
    if not wrong:
        return
    more = f"; and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    raise ServerError(
        "Phones do not get what was published: " + "; ".join(wrong[:SHOWN]) + more,
        where=f"form {standing.uid}, version {version}",
        advice="Stop using this form until it is right. See what is different with"
        " remon plan, ask who else edits the form, and deploy again.",
    )


def mismatches(
    wanted: Content, live: Content, standing: Standing, version: str
) -> list[str]:
    """List what is not as it should be: version, encryption, questions, texts."""
    found = []
    if standing.live != version:
        found.append(f"the server reports version {standing.live}, not {version}")
    if standing.saved != standing.live:
        found.append("another version was stored meanwhile")
    if standing.archived:
        found.append("the form is archived")
    if wanted.public_key and wanted.public_key != live.public_key:
        found.append(
            "answers would be encrypted with another key"
            if live.public_key
            else "answers would NOT be encrypted: the server left out the public key"
        )
    found += [
        f"{name} is another one"
        for name in sorted(MARKS)
        if wanted.items.get(name) != live.items.get(name)
    ]
    shown = [one for one in differences(wanted, live) if one.name != "public_key"]
    return [*found, *map(_said, shown)]


def _said(one: Difference) -> str:
    at = " ".join(part for part in (one.column, one.language) if part)
    return f"{one.name} {at} is {one.change}"
