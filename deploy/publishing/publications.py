"""What was published from this workspace: by whom, when, where and what.

`publications.jsonl` only grows, one line for each publication, and may be shared
in git. `published/` keeps the content last published of each form, so that an
edit by hand can be told from one of ours. `.deploying.json` is the diary of a
deployment under way; it is gone when nothing is left to finish.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from deploy.comparing.content import Content, as_data, from_data
from instrument_specs.workspace import LEDGER, Workspace, WorkspaceError

CONTENTS = "published"
DIARY = ".deploying.json"
LOCK = ".deploying.lock"


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication of one form.

    `key` is `country/tool`, or `country/tool@project`. `version` is the server's
    name of it, `digest` tells its content, `content_hash` and the others are the
    marks that submissions carry.
    """

    key: str
    server: str
    uid: str
    version: str
    digest: str
    content_hash: str
    country_hash: str
    scoring_version: str
    languages: tuple[str, ...]
    draft: bool
    account: str
    at: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Underway:
    """A deployment that has begun: the mark of a new form, the digests it stores."""

    mark: str
    digests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Base:
    """What was published last: its content, and what its names fed."""

    content: Content
    feeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publications:
    """The records of one workspace; every change is whole or not there."""

    folder: Path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other deployment of this workspace run at the same time."""
        lock = FileLock(self.folder / LOCK, timeout=0)
        try:
            with lock:
                yield
        except Timeout:
            raise WorkspaceError(
                "another deployment of this workspace is running: wait for its end"
            ) from None

    def all(self) -> list[Publication]:
        """Give every publication, the oldest first."""
        known = {one.name for one in fields(Publication)}
        found = []
        for number, line in enumerate(self._lines(), start=1):
            try:
                row = json.loads(line)
                row["languages"] = tuple(row["languages"])
                kept = {key: value for key, value in row.items() if key in known}
                found.append(Publication(**kept))
            except (ValueError, KeyError, TypeError):
                raise WorkspaceError(
                    f"{LEDGER}, line {number} cannot be read: take the file as it was "
                    "from your backup or from git; lines are added, never changed"
                ) from None
        return found

    def last(self, key: str, uid: str) -> Publication | None:
        """Give the last publication of a form, as the form it is on the server now."""
        own = [one for one in self.all() if one.key == key and one.uid == uid]
        return own[-1] if own else None

    def add(self, publication: Publication) -> None:
        """Write a line, unless the last one of this form says the same."""
        before = self.last(publication.key, publication.uid)
        same = ("version", "digest", "server")
        if before and all(
            getattr(before, one) == getattr(publication, one) for one in same
        ):
            return
        line = json.dumps(asdict(publication), ensure_ascii=False)
        lines = [*self._lines(), line]
        _replace(self.folder / LEDGER, "".join(f"{one}\n" for one in lines))

    def base(self, key: str, digest: str) -> Base | None:
        """Give what was published last; None when the file is lost or another one."""
        try:
            data = json.loads(self._content_file(key).read_text(encoding="utf-8"))
            feeds = {name: tuple(fed) for name, fed in data["feeds"].items()}
            base = Base(from_data(data["content"]), feeds)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return base if base.content.digest == digest else None

    def keep(self, key: str, base: Base) -> None:
        """Keep the content that was published."""
        data = {"content": as_data(base.content), "feeds": base.feeds}
        path = self._content_file(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, json.dumps(data, ensure_ascii=False, indent=0))

    def underway(self, key: str) -> Underway | None:
        """Say what was begun and not finished."""
        found = self._diary().get(key)
        return Underway(found["mark"], tuple(found["digests"])) if found else None

    def begin(self, key: str, underway: Underway) -> None:
        """Write down what is about to be stored, before it is."""
        self._write_diary(self._diary() | {key: asdict(underway)})

    def finish(self, key: str) -> None:
        """Forget what was begun: nothing of it is left to do."""
        diary = self._diary()
        if diary.pop(key, None) is not None:
            self._write_diary(diary)

    def _lines(self) -> list[str]:
        path = self.folder / LEDGER
        text = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        return [line for line in text.splitlines() if line.strip()]

    def _content_file(self, key: str) -> Path:
        return self.folder / CONTENTS / f"{key.replace('/', '-')}.json"

    def _diary(self) -> dict[str, Any]:
        path = self.folder / DIARY
        if not path.is_file():
            return {}
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise WorkspaceError(
                f"{DIARY} cannot be read: delete it. A form that was being made then "
                "may stand twice on the server: remove the one without submissions"
            )
        return found

    def _write_diary(self, diary: Mapping[str, Any]) -> None:
        path = self.folder / DIARY
        if diary:
            _replace(path, json.dumps(diary, indent=1))
        else:
            path.unlink(missing_ok=True)


def publications_of(workspace: Workspace) -> Publications:
    return Publications(workspace.records)


def _replace(path: Path, text: str) -> None:
    """Write a file whole: a crash leaves the old one or the new one."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
