"""What ODK Central tells of itself, of the project and of the login.

ODK Central API, sessions and projects. The version is a file of the web server
in front, which need not be there.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from deploy.central.project import Project
from deploy.errors import ServerError
from deploy.wire.explain import not_data
from deploy.wire.transport import ANY, JSON, Transport, json_object

VERSION = "/version.txt"
# Its second line holds the release: `<commit> (v2025.1.0)`.
RELEASE = re.compile(r"\Aversions:\s+[0-9a-f]+ \(([\w.+-]{1,40})\)")
SESSION = "/v1/sessions/restore"
SOON = timedelta(days=8)
WHATEVER = frozenset(HTTPStatus) - {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}


def version(http: Transport) -> str:
    """Name the release, where the server tells."""
    answer = http.send("GET", VERSION, repeatable=True, accept=ANY, also_good=WHATEVER)
    found = RELEASE.match(answer.text) if answer.status_code == HTTPStatus.OK else None
    if found is None:
        return "it tells none; what remon needs of it is tried instead"
    return f"ODK Central {found[1]}"


def managed(project: Project) -> str:
    """Say that the server holds no key of its own for the project."""
    found = project.http.get_json(project.path)
    if found.get("keyId") is None:
        return "switched off, as it should be"
    raise ServerError(
        "Managed encryption is switched on: the server alone holds the key, and remon"
        " cannot read what phones send",
        where=f"project {project.number}",
        advice="It cannot be switched off. Make a project without it, name it under"
        " the server's settings, and publish there.",
    )


def session(http: Transport, now: datetime) -> str:
    """Say how long a session that was given by its token goes on."""
    answer = http.get(SESSION, accept=JSON)
    try:
        ends = datetime.fromisoformat(str(json_object(answer).get("expiresAt")))
        ends = ends.astimezone(UTC)
    except (ValueError, OverflowError):
        raise not_data(answer) from None
    until = f"{ends:%Y-%m-%d %H:%M} UTC"
    if ends - now > SOON:
        return f"by a token that is good until {until}"
    raise ServerError(
        f"The token ends at {until}, and nothing works after it",
        where="REMON_CENTRAL_TOKEN",
        advice="For work that runs by itself write email under the server's settings,"
        " set REMON_CENTRAL_PASSWORD, and take the token out.",
    )
