"""Print a form or a paper: the page, checked before anybody sees it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from translations.catalogue import Catalogues

from .errors import SpecError
from .media import chosen
from .neutral import named
from .papers import Paper, printed_paper
from .printed import printed_form
from .registry import Registry
from .saying import Saying
from .xlsform import sheets

MARKS = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)


def printable(registry: Registry) -> tuple[str, ...]:
    """Name everything that can be printed."""
    return (*registry.tools(), *registry.papers())


def printed(registry: Registry, country: str, name: str, language: str = "") -> str:
    """Give the page of a form or a paper in a language, the first where left out.

    Raises SpecError for a language that the country has not, and for a word
    that must not be seen; CatalogueError for texts that are not translated.
    """
    paper = registry.papers().get(name)
    if paper is not None:
        return _paper(registry, country, paper, language)
    saying, catalogues = _saying(registry, country, name, language)
    made = registry.wording(country, registry.catalogues(name))
    spoken = chosen(saying.form, name, made.languages, registry.recordings(country))
    version = sheets(saying.form, made, spoken)["settings"][0]["version"]
    text = printed_form(saying, version, registry.on_paper(name))
    catalogues.require()
    return _neutral(text, saying.language, name, registry.avoided())


def _paper(registry: Registry, country: str, paper: Paper, language: str) -> str:
    both = [_saying(registry, country, one.tool, language) for one in paper.sheets]
    text = printed_paper(paper, [saying for saying, _ in both])
    for _, catalogues in both:
        catalogues.require()
    return _neutral(text, both[0][0].language, paper.name, registry.avoided())


def _saying(
    registry: Registry, country: str, tool: str, language: str
) -> tuple[Saying, Catalogues]:
    form, catalogues = registry.form(country, tool), registry.catalogues(tool)
    wording = registry.wording(country, catalogues)
    known = wording.languages
    if language and language not in known:
        raise SpecError(
            f"{country} has no language {language!r}, only {', '.join(known)}: add it "
            "to the country profile, with its texts"
        )
    return Saying(form, wording.text, language or known[0]), catalogues


def _neutral(
    text: str, language: str, name: str, avoided: Mapping[str, Sequence[str]]
) -> str:
    """Refuse a page that shows a stranger what the talk is about."""
    if word := named(MARKS.sub(" ", text), avoided.get(language, ())):
        raise SpecError(
            f"{name} would show the word {word!r} in language {language!r}: say it "
            "in other words, in the country profile or in the translation"
        )
    return text
