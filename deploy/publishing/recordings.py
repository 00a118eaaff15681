"""What a plan says of the recordings of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from builder.media import MediaFile, is_recording
from deploy.comparing.content import Content
from deploy.comparing.effects import Judged

LOST = (
    "{count} of the form's recordings are missing on the server or are others, such as "
    "{name}: phones get them along with a new version"
)
UNHEARD = "The words of {name} change in {language}; listen whether its recording fits"


def lacking(files: Sequence[MediaFile], media: Mapping[str, str]) -> tuple[str, ...]:
    """Name the files that are not among those that phones get, or are others."""
    return tuple(one.name for one in files if media.get(one.name) != one.md5)


def unheard(wanted: Content, changes: Sequence[Judged]) -> Iterator[str]:
    """Tell of words that change while what is played stays as it was."""
    found = [one.difference for one in changes]
    heard = {(one.name, one.language) for one in found if one.column == "audio"}
    for one in found:
        item = wanted.items.get(one.name)
        said = item.texts.get("audio", {}) if item else wanted.sounds.get(one.name, {})
        stale = one.column == "label" and (one.name, one.language) not in heard
        if stale and is_recording(said.get(one.language, "")):
            yield UNHEARD.format(name=one.name, language=one.language)
