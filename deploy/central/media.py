"""Put files beside the draft of a form on ODK Central, and read what phones get.

ODK Central API, form attachments. A draft has a place for each file that the form
names, and for no other; what the version before it had comes along.
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.media import MediaFile
from deploy.central.project import Project, escaped, listing
from deploy.errors import ServerError
from deploy.server import Progress
from deploy.wire.kinds import kind_of
from deploy.wire.transport import JSON


def store(
    project: Project, uid: str, files: Sequence[MediaFile], on_progress: Progress
) -> None:
    """Put the files into their places; see `Publisher.store_media`."""
    if not files:
        return
    place = f"{project.form(uid)}/draft/attachments"
    there = {
        str(one.get("name")): one.get("hash") for one in listing(project.http, place)
    }
    if unnamed := sorted({one.name for one in files} - there.keys()):
        raise ServerError(
            f"The form names no file {', '.join(unnamed)}",
            where=f"draft of form {uid}",
            advice="Build the form again and run the command: form and files belong"
            " together.",
        )
    new = [one for one in files if there[one.name] != one.md5]
    for number, file in enumerate(new, start=1):
        on_progress(f"File {number} of {len(new)} is being uploaded.")
        project.http.send(
            "POST",
            f"{place}/{escaped(file.name)}",
            repeatable=True,  # written over
            accept=JSON,
            data=file.content,
            headers={"Content-Type": kind_of(file.name)},
        )


def live(project: Project, uid: str) -> dict[str, str]:
    """Give name and MD5 of the files that phones get; empty places are left out."""
    place = f"{project.form(uid)}/attachments"
    listed = listing(project.http, place, needs={"name": str})
    return {str(one["name"]): str(one["hash"]) for one in listed if one.get("hash")}
