"""Which phone was set up for whom: `phones.toml` in the workspace.

Codes of interviewers or teams, never names. Accounts stand in it as far as the
server needs them; keys and passwords never do.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from instrument_specs.workspace import Workspace, WorkspaceError

BOOK = "phones.toml"
HEAD = "# Which phone was set up for whom: codes, no names. Keep and share this file.\n"
# A number, as interviewers enter it, or a team: letters, digits, hyphens.
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,18}[A-Za-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Phone:
    """One access: who has it, as which account, since when, until it was lost.

    `cards` is the access to the form that holds names, for those whose task it
    is to reach people; every other phone has all forms but that one.
    """

    country: str
    code: str
    account: str
    server: str
    made: date
    cards: bool = False
    lost: date | None = None

    @property
    def key(self) -> str:
        return key_of(self.country, self.code, cards=self.cards)


def key_of(country: str, code: str, *, cards: bool) -> str:
    return f"{country}/{code}" + ("/cards" if cards else "")


def as_data(one: Phone) -> dict[str, object]:
    """Give a phone to a program."""
    return {
        "country": one.country,
        "phone": one.code,
        "cards": one.cards,
        "account": one.account,
        "server": one.server,
        "made": one.made.isoformat(),
        "lost": one.lost.isoformat() if one.lost else None,
    }


def checked_code(code: str) -> str:
    """Refuse what could be a name with spaces, a path or an address."""
    if CODE.fullmatch(code):
        return code
    raise WorkspaceError(
        "a phone goes by the number of its interviewer, as in 17, or by a team, as in "
        "team-2: letters, digits and hyphens, 20 at most. Never use a name"
    )


def phones(workspace: Workspace, country: str | None = None) -> list[Phone]:
    """Give the phones on record, in the order of the file."""
    return [
        one
        for one in map(_phone, *_entries(workspace))
        if country in {None, one.country}
    ]


def remember(workspace: Workspace, made: Phone) -> None:
    """Write a phone down; an older record of the same is replaced."""
    kept = {one.key: one for one in phones(workspace)} | {made.key: made}
    _write(workspace, list(kept.values()))


def mark_lost(workspace: Workspace, lost: Phone, today: date) -> None:
    """Note that a phone is lost; the first day stays, and so does its successor."""
    known = phones(workspace)
    for place, one in enumerate(known):
        if (one.key, one.account) == (lost.key, lost.account):
            known[place] = replace(one, lost=one.lost or today)
            _write(workspace, known)


def _entries(workspace: Workspace) -> tuple[list[str], list[Mapping[str, Any]]]:
    path = workspace.records / BOOK
    if not path.is_file():
        return [], []
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WorkspaceError(f"{BOOK} cannot be read: {error}") from error
    return list(found), list(found.values())


def _phone(key: str, entry: Mapping[str, Any]) -> Phone:
    country, _, rest = key.partition("/")
    code, _, purpose = rest.partition("/")
    try:
        phone = Phone(
            country,
            checked_code(code),
            str(entry["account"]),
            str(entry["server"]),
            _day(entry["made"]),
            cards=purpose == "cards",
            lost=_day(entry["lost"]) if "lost" in entry else None,
        )
    except (KeyError, TypeError, ValueError):
        raise WorkspaceError(
            f'{BOOK}: ["{key}"] is no phone: it needs account, server and made, and '
            'is called as in ["NGA/17"]. Correct it, or take it out'
        ) from None
    if phone.key != key:
        raise WorkspaceError(f'{BOOK}: ["{key}"] should be ["{phone.key}"]')
    return phone


def _day(value: object) -> date:
    if type(value) is date:
        return value
    raise ValueError("no day")


def _write(workspace: Workspace, all_of_them: Sequence[Phone]) -> None:
    path = workspace.records / BOOK
    draft = path.with_suffix(".new")
    draft.write_text(HEAD + "".join(map(_lines, all_of_them)), encoding="utf-8")
    draft.replace(path)


def _lines(one: Phone) -> str:
    # A basic string of TOML is written as one of JSON.
    lines = [
        f"\n[{json.dumps(one.key)}]",
        f"account = {json.dumps(one.account)}",
        f"server = {json.dumps(one.server)}",
        f"made = {one.made}",
    ]
    if one.lost:
        lines.append(f"lost = {one.lost}")
    return "\n".join(lines) + "\n"
