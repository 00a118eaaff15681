"""The fields of a form as its tables show them.

ODK Central API, form fields and OData: letters that OData does not allow in a
name are replaced there, and only there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.central.project import Project, listing


@dataclass(frozen=True, slots=True)
class Schema:
    """`names` gives for each path of the table the path of the form."""

    names: Mapping[str, str]
    repeats: frozenset[str]

    def shown(self, fields: Sequence[str]) -> list[str]:
        """Say under which paths the table shows these fields, as far as it does."""
        wanted = set(fields)
        return [shown for shown, name in self.names.items() if name in wanted]


def read_schema(project: Project, uid: str) -> Schema:
    """Ask for the fields of the live version."""
    return schema_of(listing(project.http, f"{project.form(uid)}/fields"))


def schema_of(listed: Sequence[Mapping[str, Any]]) -> Schema:
    paths = [(str(one["path"]).strip("/"), one.get("type")) for one in listed]
    return Schema(
        {"/".join(map(table_name, path.split("/"))): path for path, _ in paths},
        frozenset(path for path, kind in paths if kind == "repeat"),
    )


def table_name(name: str) -> str:
    """Write a name as OData allows it: `first-name` becomes `first_name`."""
    begun = re.sub(r"^(?![A-Za-z_])", "_", name)
    return re.sub(r"[^A-Za-z0-9_]+", "_", begun)
