"""Which wordings are laid over ours for a country: its own, and the printed one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from instrument_specs.workspace import WorkspaceError
from translations import files

from .country_wording import folder_of
from .layers import Layer

OWN, TOOLKIT = "own", "toolkit"
WORDINGS = (OWN, TOOLKIT)
NODE = "form_wording"


def toolkit_folder(workspace: Path) -> Path:
    return workspace / "wording" / TOOLKIT


def layers(workspace: Path | None, country: str, wording: str) -> Sequence[Layer]:
    """Give the wordings over ours, the first first; WorkspaceError for unknown ones."""
    if wording not in WORDINGS:
        raise WorkspaceError(
            f"there is no wording {wording!r}, only {' and '.join(WORDINGS)}"
        )
    if workspace is None and wording == TOOLKIT:
        raise WorkspaceError(
            "the printed wording is kept in a workspace: change to one, then run: "
            "remon wording import FILE"
        )
    if workspace is None:
        return ()
    own = Layer(
        country,
        folder_of(workspace, country),
        reasons=True,
        again="Look at it again; when it still fits, change it anew with: remon "
        "wording change",
    )
    if wording == OWN:
        return (own,)
    printed = toolkit_folder(workspace)
    if not any(printed.glob("*.po")):
        raise WorkspaceError(
            "the printed wording is not here: read it from your own copy with: "
            "remon wording import FILE"
        )
    again = "Import your copy again with: remon wording import FILE"
    return own, Layer(TOOLKIT, printed, reasons=False, again=again)


def mark(laid: Sequence[Layer], tool: str, languages: Sequence[str]) -> str:
    """Name the wordings that say something in a form; "" when all of it is ours."""
    return " ".join(
        layer.name
        for layer in reversed(laid)
        if any(files.path_of(layer.folder, tool, one).is_file() for one in languages)
    )
