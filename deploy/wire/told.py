"""The error text of an answer, as far as it may be repeated to a person.

Only texts that the servers document as error texts are taken, shortened, without
the token and without what could steer a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

import requests
from lxml import etree

LONGEST = 400
# The only places whose field errors speak of a form and not of answers.
FORM_PATHS = ("/imports/", "/deployment/", "/asset_snapshots/")


def error_text(response: requests.Response) -> str:
    """Give the error text of the body, or nothing if the body is no error text."""
    kind = response.headers.get("Content-Type", "")
    if "json" in kind:
        found = _of_json(response)
    elif "xml" in kind:
        found = _of_xml(response.content)
    else:
        found = ""
    return shown(_without_token(found, response)).rstrip(".")


def shown(text: str) -> str:
    """Put a text of a server on one line, no longer than a person would read."""
    words = " ".join(text.split())
    plain = "".join(one for one in words if one.isprintable())
    return plain if len(plain) <= LONGEST else plain[:LONGEST] + " …"


def _without_token(text: str, response: requests.Response) -> str:
    """Leave the token out, which some servers and proxies quote."""
    header = response.request.headers.get("Authorization", "")
    token = str(header).rpartition(" ")[2]
    return text.replace(token, "…") if token else text


def _of_json(response: requests.Response) -> str:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    for key in ("detail", "error"):
        if isinstance(body.get(key), str):
            return str(body[key])
    if "code" in body and isinstance(body.get("message"), str):
        return str(body["message"])
    if any(part in response.url for part in FORM_PATHS):
        return "; ".join(_field_errors(body))
    return ""


def _field_errors(body: dict[str, object]) -> Iterator[str]:
    """List them; a field's errors are a list of sentences or just one."""
    for field, errors in body.items():
        for error in errors if isinstance(errors, list) else [errors]:
            if isinstance(error, str):
                yield f"{field}: {error}"


def _of_xml(body: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return ""
    for element in root.iter("{*}message", "{*}detail"):
        return element.text or ""
    return ""
