"""Read the submissions of a form on ODK Central.

What is new comes from the form's table. What another version of the form sent
comes as the phone wrote it, as the table hides questions that were removed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from lxml import etree

from deploy.central import rows
from deploy.central.numbers import START, moment_of
from deploy.central.odata import LARGEST_TOP, Table
from deploy.central.project import Project, escaped, listing
from deploy.central.schema import Schema, read_schema
from deploy.errors import ServerError
from deploy.sealing.envelope import LARGEST_FILE, Attached, Envelope
from deploy.server import Row
from deploy.wire.download import download
from deploy.wire.safe_xml import UnsafeXmlError, parsed
from deploy.wire.transport import ANY

# A submission shows only once it is stored whole, which may be after a later one.
OVERLAP = timedelta(days=1)
AT_ONCE = 20
_REPEAT = "{http://www.w3.org/2002/xforms}repeat"


@dataclass(frozen=True, slots=True)
class Submissions:
    """The submissions of one form."""

    project: Project
    uid: str
    page_size: int = 250

    def read(self, after: int, fields: Sequence[str] | None) -> Iterator[Row]:
        """Yield rows above `after`, and again what may have come late or changed.

        First what was changed, then what came in, both in order of time.
        """
        schema = read_schema(self.project, self.uid)
        wanted = None if fields is None else frozenset(fields)
        table = self._table(schema, fields)
        start = START
        if after > 0:
            start = moment_of(after) - OVERLAP
            for shown in table.changed(start, start):
                yield self._row(shown, schema, wanted)
        for shown in table.since(start):
            yield self._row(shown, schema, wanted)

    def whole(self, numbers: Sequence[int]) -> Iterator[Row]:
        """Yield the submissions of these numbers, read as the phone sent them."""
        repeats: dict[str, Collection[str]] = {}
        for begin in range(0, len(numbers), AT_ONCE):
            for shown in self._found(numbers[begin : begin + AT_ONCE]):
                part = rows.servers_part(shown, self.uid)
                if rows.SEALED not in part:
                    root = self._answered(shown)
                    version = root.get("version", "")
                    if version not in repeats:
                        repeats[version] = self._repeats(version)
                    part = rows.xml_answers(root, repeats[version]) | part
                yield part

    def holds(self, number: int) -> bool:
        return any(self._found([number]))

    def delete(self, number: int) -> None:
        for shown in self._found([number]):
            self.project.http.delete(self._place(shown), accept=ANY)

    def count(self) -> int:
        return Table(self.project, self.uid, self.page_size).count()

    def envelope(self, number: int) -> Envelope:
        """Find the manifest and the files of an encrypted submission."""
        for shown in self._found([number]):
            manifest = self.project.http.get(f"{self._place(shown)}.xml", accept=ANY)
            return Envelope(manifest.content, tuple(self._attached(shown)))
        raise ServerError(
            "The submission is no longer there",
            where=f"form {self.uid}, submission number {number}",
            advice="Nothing has to be done: the next pull notices.",
            status=404,
        )

    def _table(self, schema: Schema, fields: Sequence[str] | None) -> Table:
        """Ask for single columns where no repeat is wanted: both is not possible."""
        select: Sequence[str] | None = None
        if fields is not None and schema.repeats.isdisjoint(fields):
            select = schema.shown(["meta/instanceID", *fields])
        return Table(self.project, self.uid, self.page_size, select)

    def _row(
        self, shown: Mapping[str, Any], schema: Schema, wanted: Collection[str] | None
    ) -> Row:
        part = rows.servers_part(shown, self.uid)
        if rows.SEALED in part:
            return part
        return rows.answers(shown, schema, wanted) | part

    def _found(self, numbers: Sequence[int]) -> Iterator[Mapping[str, Any]]:
        wanted = set(numbers)
        table = Table(self.project, self.uid, LARGEST_TOP)
        for shown in table.at(sorted({moment_of(one) for one in wanted})):
            if rows.number(shown) in wanted:
                yield shown

    def _place(self, shown: Mapping[str, Any]) -> str:
        identity = escaped(rows.identity_of(shown))
        return f"{self.project.form(self.uid)}/submissions/{identity}"

    def _answered(self, shown: Mapping[str, Any]) -> etree._Element:
        path = f"{self._place(shown)}.xml"
        return _parsed(self.project.http.get(path, accept=ANY).content, path)

    def _repeats(self, version: str) -> Collection[str]:
        """Find the repeats of a version of the form; the empty one has a name."""
        path = f"{self.project.form(self.uid)}/versions/{escaped(version or '___')}.xml"
        form = _parsed(self.project.http.get(path, accept=ANY).content, path)
        nodes = (node.get("nodeset", "") for node in form.iter(_REPEAT))
        return frozenset(node.lstrip("/").partition("/")[2] for node in nodes)

    def _attached(self, shown: Mapping[str, Any]) -> Iterator[Attached]:
        place = f"{self._place(shown)}/attachments"
        for one in listing(self.project.http, place):
            name = str(one.get("name", ""))
            if one.get("exists") and name:
                path = f"{place}/{escaped(name)}"
                fetch = partial(download, self.project.http, path, LARGEST_FILE)
                yield Attached(name, fetch)


def _parsed(content: bytes, path: str) -> etree._Element:
    try:
        return parsed(content)
    except UnsafeXmlError as error:
        raise ServerError(
            f"The server sends a document that {error}",
            where=f"GET {path}",
            advice="Look at the submission on the server.",
        ) from None
