"""A user's own copy of the toolkit, text or PDF, as lines of text.

Running heads and page numbers are left out, and words that were cut at the end
of a line are joined where the copy itself shows how they are written.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdf
from pypdf.errors import PyPdfError

from instrument_specs.workspace import WorkspaceError

LARGEST = 50_000_000  # bytes; the publication has 3 million
HASH_LENGTH = 16
# A line such as `A TITLE58`: the foot of a page.
RUNNING = re.compile(r"\s*[A-Z][A-Z ]+\d{1,3}\s*|\s*\d{1,3}\s*")
EDGE = 2  # lines at the top and the foot of a page that may be running heads
OFTEN = 5  # a running head stands on one page in five at least; left and right differ
CUT = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}-"
SOFT = "\N{SOFT HYPHEN}"


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """The lines of a copy, and the beginning of the file's SHA-256."""

    lines: tuple[str, ...]
    digest: str


def read_copy(path: Path) -> PrintedCopy:
    """Read a copy; WorkspaceError says why it cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise WorkspaceError(f"{path} is too large to be the toolkit")
        content = path.read_bytes()
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be read: {error.strerror}") from error
    digest = hashlib.sha256(content).hexdigest()[:HASH_LENGTH]
    if content.startswith(b"%PDF"):
        lines = _without_heads(_pages(path, content))
    else:
        lines = _text(path, content).splitlines()
    plain = (line.replace("\N{NO-BREAK SPACE}", " ") for line in lines)
    kept = [line for line in plain if not RUNNING.fullmatch(line)]
    return PrintedCopy(tuple(kept), digest)


def _text(path: Path, content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WorkspaceError(
            f"{path} is neither a PDF nor text in UTF-8: save it as one of the two"
        ) from error
    # A page begins where the line before ended.
    return text.replace("\f", "\n ")


def _pages(path: Path, content: bytes) -> list[list[str]]:
    try:
        book = pypdf.PdfReader(io.BytesIO(content))
        if book.is_encrypted and not book.decrypt(""):
            raise WorkspaceError(f"{path} asks for a password: save it without one")
        pages = [page.extract_text().splitlines() for page in book.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WorkspaceError(f"{path} cannot be read as a PDF: {error}") from error
    if not any(pages):
        raise WorkspaceError(
            f"{path} holds no text, only pictures of pages: take the published file"
        )
    return pages


def _without_heads(pages: Sequence[Sequence[str]]) -> list[str]:
    """Leave out what stands at the edge of several pages, numbers aside."""
    edges = Counter(
        mark for page in pages for mark in {_mark(line) for line in _edges(page)}
    )
    often = max(OFTEN, len(pages) // OFTEN)
    heads = {mark for mark, count in edges.items() if mark and count >= often}
    found: list[str] = []
    for page in pages:
        for number, line in enumerate(page):
            at_edge = number < EDGE or number >= len(page) - EDGE
            if not (at_edge and _mark(line) in heads):
                found.append(line)
    return found


def _edges(page: Sequence[str]) -> Iterable[str]:
    return (*page[:EDGE], *page[-EDGE:])


def _mark(line: str) -> str:
    return re.sub(r"[\d\s]+", "", line)


@dataclass(frozen=True, slots=True)
class Joining:
    """Joins lines; knows how the words of a copy are written."""

    words: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Joining:
        return cls(frozenset(w for line in lines for w in _words(line)))

    def joined(self, lines: Sequence[str]) -> str | None:
        """Give one line of text; None when a word cut in two may be two words."""
        whole = ""
        for line in (" ".join(one.split()) for one in lines):
            if not line or not whole:
                whole += line
            elif whole.endswith(SOFT):
                whole = whole[:-1] + line
            elif whole[-1] in CUT and whole[-2:-1].isalpha() and line[0].islower():
                word = self._word(whole, line)
                if word is None:
                    return None
                whole = word
            elif whole.endswith("/"):
                whole += line
            else:
                whole += f" {line}"
        return whole.replace(SOFT, "")

    def _word(self, whole: str, line: str) -> str | None:
        before, after = _words(whole[:-1])[-1], _words(line)[0]
        if f"{before}-{after}" in self.words:
            return whole + line
        return whole[:-1] + line if f"{before}{after}" in self.words else None


def _words(line: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.lower())
