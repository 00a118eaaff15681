"""What it means that submissions come from another version of the form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from scorers.storing.versions import Made

NAMED = 3


def told(
    sent: Mapping[Made, int], content_hash: str, published: Collection[str]
) -> Iterator[str]:
    """Say how many came from a form other than the one built here.

    `published` are the server's names of the versions that were published from this
    workspace; nothing is known about versions when it is empty. An edit by hand on the
    server keeps the content hash that the form carries, but not the version's name.
    """
    strange: dict[str, int] = {}
    earlier = 0
    for (made, version), count in sent.items():
        if published and version not in published:
            strange[version] = strange.get(version, 0) + count
        elif made != content_hash:
            earlier += count
    if earlier:
        yield f"{earlier} submissions come from another version of the form"
    if strange:
        names = sorted(one or "no name" for one in strange)
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        yield (
            f"{sum(strange.values())} submissions come from a version that was not "
            f"published from this workspace ({', '.join(names[:NAMED])}{more}): "
            "somebody deployed the form on the server by hand or from elsewhere, and "
            "its questions may differ. Look with remon plan, ask who did, and bring "
            "publications.jsonl together"
        )
