"""How a form and its draft stand on ODK Central, and whose the draft is.

ODK Central API, forms and form drafts. A draft may bear any version, also the one
that is live: what is in it is told by its hash.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from deploy.central import versions
from deploy.central.project import Project, listing, perhaps, text_of
from deploy.errors import ServerError
from deploy.server import Standing
from deploy.wire.transport import json_object

DRAFT = " (draft {hash})"
SHOWN = 12
Listed: TypeAlias = list[dict[str, Any]]


def standing(project: Project, uid: str) -> Standing:
    """Say how a form stands; one that is not there is a 404 `ServerError`."""
    form = json_object(project.http.get(project.form(uid)))
    draft = perhaps(project.http, f"{project.form(uid)}/draft")
    return _standing(form, draft)


def used_versions(project: Project, uid: str, live: Listed | None = None) -> set[str]:
    """Name the versions that were ever published, as far as the server tells.

    Of a form in the trash it tells the last one only, which has the highest
    number. `live` are those of the form itself, where they were read already.
    """
    if live is None:
        live = listing(project.http, f"{project.form(uid)}/versions")
    trash = listing(project.http, f"{project.path}/forms", {"deleted": "true"})
    gone = [one for one in trash if one.get("xmlFormId") == uid]
    return {str(one.get("version", "")) for one in [*live, *gone]}


def draft_name(draft: dict[str, Any]) -> str:
    """Name a draft by its version and content: people may use a version again."""
    version, content = (str(draft.get(one) or "") for one in ("version", "hash"))
    return version + DRAFT.format(hash=content[:SHOWN])


def version_of(name: str) -> str:
    """Give the version of what `Standing.saved` names."""
    return name.partition(DRAFT.partition("{")[0])[0]


def stop_unless(project: Project, uid: str, name: str | None) -> None:
    """Stop if another version is stored than that of this name; None names any."""
    if name is not None and standing(project, uid).saved != name:
        raise meanwhile(uid)


def meanwhile(uid: str) -> ServerError:
    """Say that somebody was quicker."""
    return ServerError(
        "A colleague saved something on the server meanwhile: it is left as it is",
        where=f"form {uid}",
        advice="Agree on who publishes, look at it with remon plan, then run the"
        " command again.",
    )


def leave_alone(uid: str, draft: dict[str, Any] | None, known: Listed) -> None:
    """Stop at a draft that was made by hand, by its looks.

    What is in it a plan has compared; `stop_unless` holds that it is still that one.

    Ours are the empty beginning of a form, and what bears a version that we named
    and that was not published yet. A draft that begins as a copy of what was
    published has the same version, and is nobody's until it is changed.
    """
    if draft is None:
        return
    version = str(draft.get("version", ""))
    same = [one for one in known if str(one.get("version", "")) == version]
    copied = any(one.get("hash") == draft.get("hash") for one in same)
    named = versions.ours(version) and not same
    if not (named or copied or (not version and not known)):
        raise foreign(uid, version)


def foreign(uid: str, version: str) -> ServerError:
    """Say that somebody else is at work on the form."""
    return ServerError(
        "The draft of the form on the server was not made by this program,"
        f" version {version!r}",
        where=f"form {uid}",
        advice="Publish or delete that draft on the server, then run the command"
        " again.",
    )


def _standing(form: dict[str, Any], draft: dict[str, Any] | None) -> Standing:
    live = str(form.get("version", "")) if form.get("publishedAt") else None
    copied = draft is None or all(
        draft.get(one) == form.get(one) for one in ("version", "hash")
    )
    saved = draft_name(draft or form) if live is None or not copied else live
    return Standing(
        uid=text_of(form, "xmlFormId"),
        name=str(form.get("name") or ""),
        saved=saved,
        live=live,
        archived=live is not None and form.get("state") != "open",
    )
