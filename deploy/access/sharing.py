"""Who may do what with a form: as `remon.toml` states it, and as the server has it.

    [sharing.NGA]
    enumerators = ["accounts", "that", "send"]
    offices = ["accounts", "that", "read"]

    [sharing.NGA.contact_card]
    offices = ["case_manager"]

A form that asks for identities is shared only where a section of its own says
so. Nobody is anonymous unless `anonymous = true` stands there. A section that goes
by a wrong name is refused: left unread, it would share a form with the wrong people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.form import Form
from deploy.access.book import phones
from deploy.access.meant import meant
from deploy.server import Grant, Sharing
from instrument_specs import profiles
from instrument_specs.registry import TOOLS
from instrument_specs.workspace import MARK, Workspace, WorkspaceError

SECTION = "sharing"
EVERYBODY = ""
# A user name of KoboToolbox, or an e-mail address, which is one on ODK Central.
_ACCOUNT = re.compile(r"\w+|[^@\s/?#]+@[A-Za-z0-9.-]+")
# What each kind of account may do, in KoboToolbox's words.
RIGHTS = {
    "enumerators": ("view_asset", "add_submissions"),
    "offices": ("view_asset", "view_submissions"),
}
ANONYMOUS = ("view_asset", "add_submissions")
IN_WORDS = {
    "view_asset": "see the form",
    "add_submissions": "send answers",
    "view_submissions": "read answers",
    "partial_submissions": "read some answers",
    "change_submissions": "change answers",
    "delete_submissions": "delete answers",
    "validate_submissions": "approve answers",
    "change_asset": "change the form",
    "manage_asset": "share and delete the form",
    "discover_asset": "find the form in public lists",
}


@dataclass(frozen=True, slots=True)
class SharingPlan:
    """Rights that are missing, and rights that nobody stated."""

    missing: tuple[Grant, ...] = ()
    over: tuple[Grant, ...] = ()


def stated(workspace: Workspace, country: str, form: Form) -> frozenset[Grant]:
    """Read who may do what with a form; `WorkspaceError` for a slip in the file.

    The account of a phone that was lost may do nothing, whatever the file says.
    """
    lost = {one.account for one in phones(workspace) if one.lost is not None}
    return frozenset(
        one for one in _stated(workspace, country, form) if one.user not in lost
    )


def _stated(workspace: Workspace, country: str, form: Form) -> frozenset[Grant]:
    everywhere = _table(workspace.settings, SECTION, SECTION)
    of_country = _table(everywhere, country, f"{SECTION}.{country}")
    _rightly_named(workspace, everywhere, country, of_country)
    own = of_country.get(form.name)
    private = any(question.pii for question in form.questions())
    where = f"{SECTION}.{country}" + (f".{form.name}" if own is not None else "")
    if own is not None:
        return _grants(_table(of_country, form.name, where), where)
    if private:
        return frozenset()
    plain = {k: v for k, v in of_country.items() if not isinstance(v, Mapping)}
    return _grants(plain, where)


def _rightly_named(
    workspace: Workspace,
    everywhere: Mapping[str, Any],
    country: str,
    of_country: Mapping[str, Any],
) -> None:
    countries = {country, *profiles.known(workspace.folder)}
    for name in everywhere:
        if name not in countries:
            raise WorkspaceError(
                f"{MARK}, [{SECTION}]: {name} is no country with a profile; "
                f"{meant(name, countries)}"
            )
    for name, value in of_country.items():
        if isinstance(value, Mapping) and name not in TOOLS:
            raise WorkspaceError(
                f"{MARK}: [{SECTION}.{country}.{name}] is about no form; "
                f"{meant(name, TOOLS)}"
            )


def sharing_plan(wanted: Collection[Grant], present: Iterable[Grant]) -> SharingPlan:
    """Compare what is stated with what the server has, the owner left out."""
    here = {(one.user, one.right): one for one in present}
    stated_ones = {(one.user, one.right) for one in wanted}
    missing = sorted(stated_ones - here.keys())
    over = sorted(here.keys() - stated_ones)
    return SharingPlan(
        tuple(Grant(*one) for one in missing), tuple(here[one] for one in over)
    )


def share(server: Sharing, uid: str, plan: SharingPlan, *, exact: bool) -> None:
    """Give what is missing; take what nobody stated only when `exact`."""
    for one in plan.missing:
        server.grant(uid, one)
    # The right to see a form goes last: the others rest on it.
    for one in sorted(plan.over, key=lambda grant: grant.right == "view_asset"):
        if exact:
            server.revoke(uid, one)


def over_sharing(plan: SharingPlan) -> tuple[str, ...]:
    """Say who may do more than is stated, the gravest first."""
    by_user: dict[str, list[str]] = {}
    for one in plan.over:
        words = IN_WORDS.get(one.right, one.right)
        by_user.setdefault(one.user, []).append(words)
    return tuple(
        f"{_called(user)} may {', '.join(words)}; {MARK} does not say so"
        for user, words in sorted(by_user.items())
    )


def under_sharing(plan: SharingPlan) -> tuple[str, ...]:
    """Say what a deployment would allow."""
    return tuple(
        f"allow {_called(one.user)} to {IN_WORDS.get(one.right, one.right)}"
        for one in plan.missing
    )


def _called(user: str) -> str:
    return f"account {user}" if user else "anybody, without an account,"


def _table(settings: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    found = settings.get(name, {})
    if not isinstance(found, Mapping):
        raise WorkspaceError(f"{MARK}: [{where}] must be a section")
    return found


def _grants(section: Mapping[str, Any], where: str) -> frozenset[Grant]:
    if unknown := sorted(section.keys() - RIGHTS.keys() - {"anonymous"}):
        raise WorkspaceError(
            f"{MARK}, [{where}]: {unknown[0]} is not known; known are "
            f"{', '.join(RIGHTS)} and anonymous"
        )
    found = {
        Grant(user, right)
        for kind, rights in RIGHTS.items()
        for user in _names(section.get(kind, ()), f"[{where}] {kind}")
        for right in rights
    }
    anonymous = section.get("anonymous", False)
    if not isinstance(anonymous, bool):
        raise WorkspaceError(f"{MARK}, [{where}]: anonymous must be true or false")
    if anonymous:
        found |= {Grant(EVERYBODY, right) for right in ANONYMOUS}
    return frozenset(found)


def _names(value: object, where: str) -> Sequence[str]:
    if isinstance(value, (list, tuple)) and all(
        isinstance(one, str) and _ACCOUNT.fullmatch(one) for one in value
    ):
        return value
    raise WorkspaceError(
        f"{MARK}, {where}: expected a list of account names, as in "
        '["interviewer_1", "interviewer_2"]'
    )
