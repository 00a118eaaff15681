"""What phones have sent: which form, by which interviewer, when, which version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from deploy.phones.versions import Sent
from instrument_specs.workspace import Workspace, WorkspaceError
from scorers.operating.projects import Project, projects
from scorers.reading.needed import INTERVIEWER_CODE
from scorers.storing import archive
from scorers.storing.opening import nothing_kept, store_of
from scorers.storing.store import Store, StoreError


def sent(place: Workspace, country: str) -> Sequence[Sent]:
    """Give every dated submission on this server that names its interviewer.

    Raises `WorkspaceError` when the database cannot be asked.
    """
    if nothing_kept(place):
        return ()
    try:
        with closing(store_of(place)) as store:
            return [
                each for one in projects(place, country) for each in _of(store, one)
            ]
    except StoreError as error:
        raise WorkspaceError(str(error)) from None


def _of(store: Store, form: Project) -> Iterator[Sent]:
    with store.begin() as connection:
        found = archive.submissions(connection, form.key)
    for one in found:
        who = one.text(INTERVIEWER_CODE)
        if who and one.submitted_at is not None:
            yield Sent(form.record, who, one.submitted_at, one.content_hash)
