"""Which versions of a form the stored submissions come from."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, func, select

from .schema import SUBMISSIONS

Made = tuple[str, str]
"""The content hash that the form carries, and the server's name of its version."""


def sent(connection: Connection, project: str) -> Counter[Made]:
    """Count the submissions of each version."""
    columns = SUBMISSIONS.c
    found = connection.execute(
        select(columns.content_hash, columns.form_version, func.count())
        .where(columns.project == project)
        .group_by(columns.content_hash, columns.form_version)
    )
    return Counter({(made, version): count for made, version, count in found})
