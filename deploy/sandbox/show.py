"""Show a submission as one row: its answers and what the server adds.

KoboToolbox API v2, data.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from deploy.sandbox.records import Attachment, Form, Submission
from deploy.sandbox.rows import (
    answers,
    geolocation,
    geopoint_paths,
    parse_instance,
    repeat_paths,
)

SIZES = ("large", "medium", "small")


@lru_cache(maxsize=64)
def _repeats(xform: str) -> frozenset[str]:
    return repeat_paths(xform)


@lru_cache(maxsize=64)
def _places(xform: str) -> tuple[str, ...]:
    return geopoint_paths(xform)


@lru_cache(maxsize=50_000)
def _answers(xml: str, repeats: frozenset[str]) -> dict[str, Any]:
    return answers(parse_instance(xml.encode()), repeats)


def show_row(form: Form, record: Submission, host: str) -> dict[str, Any]:
    """Put together what the data API shows of a submission."""
    xform = form.deployment.xform if form.deployment else ""
    given = _answers(record.xml, _repeats(xform))
    where = f"{host}/api/v2/assets/{form.uid}/data/{record.id}/attachments/"
    return {
        "_id": record.id,
        **given,
        "_xform_id_string": form.uid,
        "_uuid": record.uuid,
        "meta/rootUuid": f"uuid:{record.root_uuid}",
        "_attachments": [
            _file(form, record, each, f"{where}{each.uid}/", given)
            for each in record.attachments
        ],
        "_status": "submitted_via_web",
        "_geolocation": geolocation(given, _places(xform)),
        "_submission_time": record.time[:19],
        "_validation_status": record.validation,
        "_submitted_by": record.submitted_by,
    }


def _file(
    form: Form,
    record: Submission,
    file: Attachment,
    url: str,
    given: dict[str, Any],
) -> dict[str, Any]:
    form_uuid = form.deployment.uuid if form.deployment else ""
    shown: dict[str, Any] = {
        "download_url": url,
        "mimetype": file.mimetype,
        "filename": (
            f"{form.owner}/attachments/{form_uuid}/{record.root_uuid}/{file.name}"
        ),
        "media_file_basename": file.name,
        "uid": file.uid,
        "is_deleted": False,
        # What stands in a manifest is no question.
        "question_xpath": ""
        if "base64EncryptedKey" in given
        else _path_of(file.name, given),
    }
    if file.mimetype.startswith("image/"):
        shown |= {f"download_{size}_url": f"{url}{size}/" for size in SIZES}
    return shown


def _path_of(name: str, given: dict[str, Any], above: str = "", place: str = "") -> str:
    """Find the answer that names the file; inside repeats with their numbers."""
    for path, value in given.items():
        here = place + path.removeprefix(above)
        if value == name:
            return here
        if isinstance(value, list):
            for number, turn in enumerate(value, start=1):
                found = _path_of(name, turn, f"{path}/", f"{here}[{number}]/")
                if found:
                    return found
    return ""
