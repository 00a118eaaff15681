"""What phones have sent: which form, by which interviewer, when, which version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from deploy.phones.versions import Sent
from instrument_specs.workspace import Workspace
from scorers.operating.rounds import Project, projects
from scorers.reading.needed import INTERVIEWER_CODE
from scorers.storing import archive
from scorers.storing.opening import store_of
from scorers.storing.store import Store


def sent(place: Workspace, country: str) -> Sequence[Sent]:
    """Give every dated submission of a country that names its interviewer."""
    with closing(store_of(place)) as store:
        return [one for form in projects(place, country) for one in _of(store, form)]


def _of(store: Store, form: Project) -> Iterator[Sent]:
    with store.begin() as connection:
        found = archive.submissions(connection, form.key)
    for one in found:
        who = one.text(INTERVIEWER_CODE)
        if who and one.submitted_at is not None:
            yield Sent(form.key, who, one.submitted_at, one.content_hash)
