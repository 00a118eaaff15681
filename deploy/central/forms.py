"""Bring a workbook to ODK Central: draft, warnings, version, publish.

ODK Central API, forms and form drafts. Each step may be repeated after a crash:
a draft of this program is written over, one of somebody else is left alone.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import requests

from deploy.central import stamp, versions, warnings
from deploy.central.advice import CENTRAL_ADVICE
from deploy.central.drafts import (
    draft_name,
    foreign,
    leave_alone,
    meanwhile,
    standing,
    stop_unless,
    used_versions,
    version_of,
)
from deploy.central.project import Project, code_of, listing, perhaps
from deploy.errors import FormRefusedError, ServerError
from deploy.server import Standing
from deploy.wire import explain
from deploy.wire.transport import ANY, JSON

# Exactly so: with anything added the server takes a workbook for XML.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XML = "application/xml"
WARNED, SPOILT, VERSION_USED = "400.16", "400.15", "409.6"
ACCEPT = "Correct the form, or accept these warnings with --accept-warnings."
EMPTY = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>{name}</h:title><model><instance><data id={uid} version="">
<meta><instanceID/></meta></data></instance>
<bind nodeset="/data/meta/instanceID" type="string"/></model></h:head><h:body/>
</h:html>
"""


def named(project: Project, name: str) -> list[Standing]:
    """List the forms of exactly that name."""
    found = listing(project.http, f"{project.path}/forms", needs={"xmlFormId": str})
    own = [one["xmlFormId"] for one in found if one.get("name") == name]
    return [standing(project, uid) for uid in own]


def begun(project: Project, uid: str) -> bool:
    """Whether there is a form of this id; one made by hand is an error."""
    if perhaps(project.http, project.form(uid)) is None:
        return False
    live = standing(project, uid).live
    if live is not None and not versions.ours(live):
        raise ServerError(
            "A form with this id is live that was not made by this program,"
            f" version {live!r}",
            where=f"form {uid}",
            advice="If it is this form, write its id into the settings; if not,"
            " delete it on the server, or use another project.",
        )
    return True


def create(project: Project, uid: str, name: str, *, accept_warnings: bool) -> None:
    """Make an empty form, a draft that no phone gets."""
    body = EMPTY.format(name=escape(name), uid=quoteattr(uid)).encode()
    params = _ignoring(accept_warnings)
    answer = _sent(project, f"{project.path}/forms", body, XML, params)
    if answer.status_code == HTTPStatus.CONFLICT and begun(project, uid):
        return
    _stop_at_refusal(answer)


def store(
    project: Project,
    uid: str,
    workbook: bytes,
    over: str | None = None,
    *,
    accept_warnings: bool,
) -> str:
    """Put the workbook into the form's draft and return the name it has there.

    `over` names what it may take the place of. Warnings come as `FormRefusedError`
    with nothing stored, unless accepted.
    """
    content = stamp.content_of(workbook)
    stop_unless(project, uid, over)
    draft = perhaps(project.http, f"{project.form(uid)}/draft")
    known = listing(project.http, f"{project.form(uid)}/versions")
    leave_alone(uid, draft, known)
    version = versions.next_version(content, used_versions(project, uid, known))
    book = stamp.stamped(workbook, form_id=uid, version=version)
    place = f"{project.form(uid)}/draft"
    _stop_at_refusal(_sent(project, place, book, XLSX, _ignoring(accept_warnings)))
    saved = standing(project, uid).saved
    if versions.plain(version_of(saved)) != version:
        raise meanwhile(uid)
    return saved


def go_live(project: Project, uid: str, stored: str | None = None) -> str:
    """Publish the draft of that name, if there is one; return the live version."""
    place = f"{project.form(uid)}/draft"
    draft = perhaps(project.http, place)
    if draft is not None:
        if stored is not None and stored != draft_name(draft):
            raise meanwhile(uid)
        _publish(project, uid, str(draft.get("version", "")))
    live = standing(project, uid).live
    if draft is None and stored is not None and live != version_of(stored):
        raise meanwhile(uid)
    if live is None or (draft is not None and not _same(live, draft)):
        raise ServerError(
            "The server said yes, but phones get another version of the form",
            where=f"form {uid}",
            advice="Look at the form on the server, then run the command again.",
            retryable=True,
        )
    return live


def _publish(project: Project, uid: str, version: str) -> None:
    if not versions.ours(version):
        raise foreign(uid, version)
    if version in used_versions(project, uid):
        raise _used(project, uid, version)
    try:
        answer = project.http.send(
            "POST",
            f"{project.form(uid)}/draft/publish",
            repeatable=False,
            accept=JSON,
            also_good=(HTTPStatus.CONFLICT,),
        )
    except ServerError as error:
        _unless_published(project, uid, version, error)
        return
    if code_of(answer) == VERSION_USED:
        raise _used(project, uid, version)
    if not answer.ok:
        raise explain.refusal(answer, CENTRAL_ADVICE)


def _same(live: str, draft: dict[str, Any]) -> bool:
    return versions.plain(live) == versions.plain(str(draft.get("version", "")))


def archive(project: Project, uid: str, *, archived: bool) -> None:
    """Take a form away from phones, or give it back."""
    state = "closed" if archived else "open"
    project.http.patch(project.form(uid), json={"state": state})


def live_xform(project: Project, uid: str) -> bytes:
    """Download what phones get."""
    return project.http.get(f"{project.form(uid)}.xml", accept=ANY).content


def saved_xform(project: Project, uid: str) -> bytes:
    """Download the draft where there is one, else what phones get."""
    place = f"{project.form(uid)}/draft"
    if perhaps(project.http, place) is None:
        return live_xform(project, uid)
    return project.http.get(f"{place}.xml", accept=ANY).content


def has_public_links(project: Project) -> bool:
    """Whether any form of the project takes answers from everybody with a link."""
    extended = {"X-Extended-Metadata": "true"}
    listed = listing(project.http, f"{project.path}/forms", headers=extended)
    return any(one.get("publicLinks") for one in listed)


def _ignoring(accept_warnings: bool) -> dict[str, str]:  # noqa: FBT001 - private
    return {"ignoreWarnings": "true"} if accept_warnings else {}


def _sent(
    project: Project, path: str, body: bytes, kind: str, params: dict[str, str]
) -> requests.Response:
    return project.http.send(
        "POST",
        path,
        repeatable=True,  # a draft is written over, a second form refused
        accept=JSON,
        also_good=(HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT),
        data=body,
        headers={"Content-Type": kind},
        params=params,
    )


def _stop_at_refusal(answer: requests.Response) -> None:
    if answer.ok:
        return
    where = explain.place("POST", answer.url)
    code = code_of(answer)
    details = answer.json().get("details") if code else None
    if code == WARNED:
        said = "; ".join(warnings.told(details)) or "no reason given"
        raise FormRefusedError(
            f"The server warns, and has stored nothing: {said}",
            where=where,
            advice=ACCEPT,
            status=answer.status_code,
        )
    told = explain.refusal(answer, CENTRAL_ADVICE)
    if code == SPOILT and isinstance(details, dict):
        text = " ".join(str(details.get("error", "")).split())[:400]
        told.what = f"The server cannot use the form: {text}"
    raise FormRefusedError(
        told.what, where=where, advice=told.advice, status=answer.status_code
    )


def _unless_published(
    project: Project, uid: str, version: str, error: ServerError
) -> None:
    """Forgive an answer that got lost after the server had published."""
    if not error.retryable or error.unsent:
        raise error
    live = standing(project, uid).live
    if live is None or versions.plain(live) != version:
        raise error


def _used(project: Project, uid: str, version: str) -> ServerError:
    """Take the draft away, so that nobody publishes it by mistake."""
    drop_draft(project, uid)
    return ServerError(
        f"Version {version} of the form was published before: somebody else is"
        " publishing at the same time",
        where=f"form {uid}",
        advice="Agree on who publishes, then run the command again.",
        retryable=True,
    )


def drop_draft(project: Project, uid: str) -> None:
    """Delete the draft; a form that never was live keeps its own."""
    if standing(project, uid).live is not None:
        project.http.delete(f"{project.form(uid)}/draft", accept=ANY)
