"""What `remon doctor` finds in `remon.toml`: sections that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.access.meant import meant
from instrument_specs.workspace import MARK, Workspace

# A section by another name is passed over in silence by whatever would read it.
READ = frozenset({
    "central", "ended", "forms", "kobo", "mail", "operator_mail", "phones",
    "retention", "server", "sharing", "store", "suspended", "watch",
})  # fmt: skip


def unread(place: Workspace) -> Iterator[str]:
    """Name the sections, and settings outside of one, that have no effect."""
    for name in place.settings:
        if name not in READ:
            yield (
                f"nobody reads {name} in {MARK}: correct it or take it out; "
                f"{meant(name, READ)}"
            )
