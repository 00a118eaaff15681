"""Who may do what: phones, each with a token of its own, and offices.

ODK Central API, app users and assignments. A phone's token opens the forms it
was given, for sending only, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

from deploy.central.advice import CENTRAL_ADVICE
from deploy.central.project import (
    Project,
    code_of,
    escaped,
    listing,
    odd,
    text_of,
)
from deploy.errors import ServerError
from deploy.server import Grant
from deploy.wire.explain import refusal
from deploy.wire.transport import ANY, JSON, json_object

ALREADY = "409.3"
PHONE = "app-user"
PHONES = {"id": int, "displayName": str}
# What a role in the project allows, in KoboToolbox's words.
RIGHTS = {
    "viewer": ("view_asset", "view_submissions"),
    "formfill": ("view_asset", "add_submissions"),
    "manager": ("manage_asset",),
}
# `view_asset` comes with each of the others.
ROLES = {"view_submissions": "viewer", "add_submissions": "formfill"}


@dataclass(frozen=True, slots=True)
class AppUser:
    """A phone's access. `token` is empty once it was taken away; it is a secret."""

    number: int
    name: str
    token: str = field(repr=False)


def app_users(project: Project) -> list[AppUser]:
    """List the phones' accesses, those that were taken away as well."""
    return [
        AppUser(int(one["id"]), str(one["displayName"]), str(one.get("token") or ""))
        for one in listing(project.http, f"{project.path}/app-users", needs=PHONES)
    ]


def app_user(project: Project, name: str) -> AppUser:
    """Give the access of that name, or a new one; two of a name are an error."""
    alive = [one for one in app_users(project) if one.name == name and one.token]
    if len(alive) > 1:
        raise ServerError(
            f"{len(alive)} app users are called {name!r}",
            where=f"app users of project {project.number}",
            advice="Take away all but one of them on the server.",
        )
    if alive:
        return alive[0]
    body = json_object(
        project.http.post(f"{project.path}/app-users", json={"displayName": name})
    )
    number = body.get("id")
    if not isinstance(number, int):
        raise odd("id")
    return AppUser(number, name, text_of(body, "token"))


def revoke(project: Project, name: str) -> int:
    """Take away every access of that name; return how many there were."""
    alive = [one for one in app_users(project) if one.name == name and one.token]
    for one in alive:
        project.http.delete(f"/v1/sessions/{escaped(one.token)}", accept=ANY)
    return len(alive)


def let_send(project: Project, uid: str, phone: AppUser) -> None:
    """Let a phone fetch this form and send answers to it."""
    _assign(project, f"{project.form(uid)}/assignments/{PHONE}/{phone.number}")


def forms_of(project: Project, phone: AppUser) -> frozenset[str]:
    """Name the forms that a phone may fetch."""
    place = f"{project.path}/assignments/forms/{PHONE}"
    given = listing(project.http, place, needs={"xmlFormId": str})
    return frozenset(
        str(one["xmlFormId"]) for one in given if one.get("actorId") == phone.number
    )


def grants(project: Project, own: str) -> list[Grant]:
    """List what accounts may do, in KoboToolbox's words; `own` is left out.

    A role holds for all forms of the project. Administrators of the whole server
    are not listed.
    """
    roles = listing(project.http, "/v1/roles", needs={"id": int})
    names = {one["id"]: one.get("system") for one in roles}
    accounts = listing(project.http, "/v1/users", needs={"id": int})
    people = {one["id"]: one.get("email") for one in accounts}
    found = []
    needs = {"actorId": int, "roleId": int}
    for one in listing(project.http, f"{project.path}/assignments", needs=needs):
        person = str(people.get(one["actorId"]) or one["actorId"])
        role = str(names.get(one["roleId"], one["roleId"]))
        if person != own:
            rights = RIGHTS.get(role, (role,))
            found += [Grant(person, right, role) for right in rights]
    return found


def grant(project: Project, wanted: Grant) -> None:
    """Give an account the role that a right needs; giving it twice is the same."""
    if wanted.user and wanted.right == "view_asset":
        return
    role = ROLES.get(wanted.right)
    if not wanted.user or role is None:
        raise ServerError(
            "On ODK Central nobody can be given this right"
            f" {'without an account' if not wanted.user else ''}".rstrip(),
            where=f"right {wanted.right} in project {project.number}",
            advice="Take it out of [sharing] in remon.toml.",
        )
    found = listing(project.http, "/v1/users", {"q": wanted.user}, needs={"id": int})
    exact = [one["id"] for one in found if one.get("email") == wanted.user]
    if len(exact) != 1:
        raise ServerError(
            f"The server knows no account {wanted.user}",
            where=f"sharing of project {project.number}",
            advice="Accounts are e-mail addresses here. Have an administrator of the"
            " server make the account, or correct [sharing] in remon.toml.",
        )
    _assign(project, f"{project.path}/assignments/{role}/{int(exact[0])}")


def no_revoking(taken: Grant) -> ServerError:
    """Say why a role is not taken away for the sake of one form."""
    return ServerError(
        f"Account {taken.user} has a role for all forms of the project; it is not"
        " taken away for one of them",
        where=f"role {taken.ref}",
        advice="Take the role away on the server, or keep this form in a project of"
        " its own.",
    )


def _assign(project: Project, path: str) -> None:
    answer = project.http.send(
        "POST",
        path,
        repeatable=True,
        accept=JSON,
        also_good=(HTTPStatus.CONFLICT,),
    )
    if not answer.ok and code_of(answer) != ALREADY:
        raise refusal(answer, CENTRAL_ADVICE)
