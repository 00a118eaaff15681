"""Catalogues as files: PO, so that Poedit and Weblate read and keep them.

The same content gives the same bytes, and a file is only touched when its
content changes. No time of writing is noted, as every run would change it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import polib
from babel import Locale
from babel.core import UnknownLocaleError
from babel.messages.plurals import get_plural

from .errors import CatalogueError
from .layout import rendered

# Small letters; a script or a country behind it with a capital, as people write it.
CODE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")


def path_of(folder: Path, catalogue: str, language: str) -> Path:
    return folder / f"{catalogue}.{language}.po"


def read(path: Path) -> polib.POFile:
    """Read a catalogue; one that stands in it twice would hide the other."""
    try:
        file = polib.pofile(str(path))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path} cannot be read as a PO file: {error}") from error
    seen = Counter(entry.msgctxt for entry in file if not entry.obsolete)
    twice = [key for key, count in seen.items() if count > 1]
    if twice:
        raise CatalogueError(f"{path}: {twice[0]} stands there twice: remove one")
    return file


def entries(path: Path) -> tuple[polib.POEntry, ...]:
    """Give what a catalogue says, without what is obsolete; not to be changed."""
    return tuple(one for one in kept(path) if not one.obsolete)


def kept(path: Path) -> polib.POFile:
    """Give a catalogue that is only looked at; empty when there is none."""
    try:
        stamp = path.stat()
    except FileNotFoundError:
        return polib.POFile()
    return _parsed(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=256)
def _parsed(path: Path, _written: int, _size: int) -> polib.POFile:
    return read(path)


def blank(language: str) -> polib.POFile:
    """Begin a catalogue, with the headers that PO editors look for."""
    locale = _locale(language)
    file = polib.POFile()
    file.metadata = {
        "Project-Id-Version": "remon",
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "FULL NAME <EMAIL@ADDRESS>",
        "Language-Team": "none",
        "Language": str(locale),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": get_plural(locale).plural_forms,
    }
    return file


def _locale(language: str) -> Locale:
    """Read a code; written otherwise, as FR or pt_BR, it would be another file."""
    told = f"{language!r} is no language code: write one such as fr, or pt-BR"
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise CatalogueError(told) from error
    if not CODE.fullmatch(language):
        raise CatalogueError(told)
    return locale


def template() -> polib.POFile:
    """Begin a catalogue without a language, for tools that ask for one."""
    file = blank("en")
    del file.metadata["Language"], file.metadata["Plural-Forms"]
    return file


def write(path: Path, file: polib.POFile) -> bool:
    """Write a catalogue if it changed; a crash leaves the old one whole."""
    content = rendered(file).encode()
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_bytes(content)
    os.replace(draft, path)  # noqa: PTH105 - Path.replace with a clear name
    return True
