"""The two sides of a plan: what should be live, and what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from builder.media import MediaFile
from deploy.comparing.content import Content
from deploy.comparing.known import Known
from deploy.publishing.publications import Base, Publication, Underway
from deploy.server import Standing


@dataclass(frozen=True, slots=True)
class Wanted:
    """What should be live: `key` is country/tool, `files` come along with it."""

    key: str
    title: str
    content: Content
    known: Known
    files: tuple[MediaFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What is there: on the server, and in the records of the workspace.

    `live` is what phones get, `saved` what was stored last and is not live;
    `broken`: it does not compile. `media` gives name and MD5 of the files that
    phones get, None when nobody asked.
    """

    uid: str | None = None
    standing: Standing | None = None
    live: Content | None = None
    saved: Content | None = None
    broken: bool = False
    last: Publication | None = None
    base: Base | None = None
    underway: Underway | None = None
    namesakes: tuple[Standing, ...] = ()
    media: Mapping[str, str] | None = None
