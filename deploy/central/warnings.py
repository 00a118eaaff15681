"""What ODK Central warns of before it stores a form, in words.

ODK Central API, forms: problem 400.16, with warnings of the compiler and of the
server itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST = 300
MOST = 20


def told(details: object) -> tuple[str, ...]:
    """Say what is warned of; shortened, as it may quote whole forms."""
    warnings = details.get("warnings") if isinstance(details, Mapping) else None
    if not isinstance(warnings, Mapping):
        return ()
    said = [
        *(str(one) for one in _list(warnings.get("xlsFormWarnings"))),
        *(_workflow(one) for one in _list(warnings.get("workflowWarnings"))),
    ]
    return tuple(" ".join(one.split())[:LONGEST] for one in said[:MOST])


def _workflow(warning: object) -> str:
    kind = warning.get("type") if isinstance(warning, Mapping) else None
    details: Any = warning.get("details") if isinstance(warning, Mapping) else None
    match kind:
        case "structureChanged":
            names = ", ".join(str(one) for one in _list(details))
            return (
                f"questions of the live version are gone: {names}; their answers"
                " stay on the server, but its tables show them no more"
            )
        case "deletedFormExists":
            return "a form with this id lies in the project's trash; phones may hold it"
        case "oldEntityVersion":
            return "the form uses an old way to write entities"
        case _:
            return f"something this program does not know ({kind})"


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []
