"""Build forms: from spec to files, the same bytes for the same content."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from translations.errors import CatalogueError

from .checks import Finding, findings
from .errors import SpecError, author_line
from .form import Form
from .media import OURS, MediaFile, attached, chosen
from .proofs import proved
from .registry import Registry
from .wording import Wording
from .workbook import Sheets, workbook
from .xform import compiled
from .xlsform import sheets


@dataclass(frozen=True, slots=True)
class Drafted:
    """A form in all its languages, as the sheets of a workbook.

    `files` are the recordings that it names.
    """

    form: Form
    wording: Wording
    content: Sheets
    files: tuple[MediaFile, ...] = field(default=(), kw_only=True)

    @property
    def hash(self) -> str:
        return self.content["settings"][0]["version"]


@dataclass(frozen=True, slots=True)
class Built(Drafted):
    """A form in all its languages, as an XLSX file and as an XForm."""

    country: str
    tool: str
    workbook: bytes
    xform: str
    warnings: tuple[str, ...]


def drafted(registry: Registry, country: str, tool: str) -> Drafted:
    """Write the sheets of a form; CatalogueError tells which texts are missing."""
    form = registry.form(country, tool)
    catalogues = registry.catalogues(tool)
    wording = registry.wording(country, catalogues)
    recorded = chosen(form, tool, wording.languages, registry.recordings(country))
    content = sheets(form, wording, recorded)
    catalogues.require()
    files = attached(recorded, wording.languages)
    return Drafted(form, wording, content, files=files)


def built(registry: Registry, country: str, tool: str) -> Built:
    """Build one form; CatalogueError or SpecError tell what stands in the way."""
    draft = drafted(registry, country, tool)
    book = workbook(draft.content)
    result = compiled(book)
    return Built(
        draft.form,
        draft.wording,
        draft.content,
        country,
        tool,
        book,
        result.xform,
        result.warnings,
        files=draft.files,
    )


def written(made: Built, folder: Path) -> list[Path]:
    """Write `<country>/<tool>.xlsx` and `.xml` below a folder.

    Recordings stand beside them in `<tool>-media`, as ODK Collect calls it; those
    of an earlier form are taken away.
    """
    place = folder / made.country
    place.mkdir(parents=True, exist_ok=True)
    paths = [place / f"{made.tool}.xlsx", place / f"{made.tool}.xml"]
    paths[0].write_bytes(made.workbook)
    paths[1].write_text(made.xform, encoding="utf-8")
    media = place / f"{made.tool}-media"
    for old in media.glob("*"):
        if OURS.fullmatch(old.name):
            old.unlink()
    for file in made.files:
        media.mkdir(exist_ok=True)
        paths.append(media / file.name)
        paths[-1].write_bytes(file.content)
    return paths


def checked(registry: Registry, country: str, tool: str) -> list[Finding]:
    """Check one form of one country; what stops it from being built comes first."""
    place = f"{country}/{tool}"
    try:
        form = registry.form(country, tool)
        catalogues = registry.catalogues(tool)
        wording = registry.wording(country, catalogues)
        spoken = chosen(form, tool, wording.languages, registry.recordings(country))
        content = sheets(form, wording, spoken)
    except SpecError as error:
        line = author_line(error) or place
        return [Finding("spec", "error", line, str(error), "Correct the spec there")]
    except CatalogueError as error:
        remedy = "Correct the catalogue there"
        return [Finding("catalogue", "error", place, str(error), remedy)]
    missing = [
        Finding(
            "translation",
            "error",
            f"{place}/{key}",
            f"is not translated into '{language}'",
            f"Translate it in {tool}.{language}.po",
        )
        for language, key in catalogues.missing
    ]
    found = findings(form, content, wording, registry.avoided())
    if not any(one.severity == "error" for one in found):
        found += proved(form).findings
    return [*missing, *found]
