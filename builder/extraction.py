"""What there is to translate: every text that a form or a page can show.

Texts come from the forms of all countries, and from forms with all that a
country may switch on, so that a country added later lacks nothing. A key has
one text everywhere: what differs between countries is a placeholder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from translations.catalogue import SHARED, speaks_for_itself
from translations.sources import Source

from .describing import Describing
from .errors import SpecError
from .form import Form
from .judgements import Component
from .papers import Headed, Line, Said, Signed
from .phrases import PHRASES
from .registry import Registry
from .saying import WORDS

SENTENCE = (
    "Part of a sentence that says when a question is asked, such as: both 8.2 is "
    "'Yes' and 8.3 is answered. What is put in keeps its form: build the sentence "
    "around it."
)
PRINTED = "A word on printed forms and in the code book."
PAPER = "Printed on paper: an instruction, a heading, or a statement to sign."
SCORE = "The short name of a point of the score, in the code book and in reports."
# What is said outside forms, by the first part of its key.
ABOUT = {
    "mail": "Part of an e-mail to the person who follows up.",
    "setup": "A step on the page that sets up an interviewer's phone.",
}


def extracted(
    registry: Registry, phrases: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, list[Source]]:
    """Give what each catalogue holds, in the order of the talk.

    `phrases` are further texts by catalogue and key, such as those of mails.
    """
    forms = {tool: registry.forms(tool) for tool in registry.tools()}
    found = {tool: _of_tool(registry, tool, made) for tool, made in forms.items()}
    components = [one for made in forms.values() for f in made for one in f.components]
    found[SHARED] = _joined(SHARED, [_pages(registry, components)])
    for catalogue, texts in (phrases or {}).items():
        more = [
            Source(key, text, catalogue, reviewers=2, about=(ABOUT[_kind(key)],))
            for key, text in texts.items()
        ]
        found[catalogue] = _joined(catalogue, [found.get(catalogue, []), more])
    return found


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _of_tool(registry: Registry, tool: str, forms: Iterable[Form]) -> list[Source]:
    told: list[list[Source]] = []
    known: set[str] = set()
    for form in forms:
        grave = registry.grave(form)
        made = Describing(form, registry.told(tool), grave, frozenset(known))
        told.append(list(made.sources()))
        known |= {one.key for one in told[-1]}
    sources = _joined(tool, told)
    titles = {one.section: one.title for one in reversed(sources) if one.title}
    return [replace(one, title=titles.get(one.section, "")) for one in sources]


def _joined(catalogue: str, several: Iterable[Iterable[Source]]) -> list[Source]:
    """Put lists into one; what only a later one has stands where it stands there."""
    known: dict[str, Source] = {}
    order: list[str] = []
    for sources in several:
        before = ""
        for one in sources:
            if speaks_for_itself(one.text):
                continue
            if one.key not in known:
                order.insert(order.index(before) + 1 if before else 0, one.key)
                known[one.key] = one
            elif known[one.key].text != one.text:
                raise SpecError(
                    f"{catalogue}: {one.key} says {known[one.key].text!r} in one place "
                    f"and {one.text!r} in another: a translation has room for one. "
                    "Give what differs a placeholder, or a name of its own"
                )
            elif known[one.key].reviewers < one.reviewers:
                known[one.key] = replace(known[one.key], reviewers=one.reviewers)
            before = one.key
    return [known[key] for key in order]


def _pages(registry: Registry, components: Iterable[Component]) -> Iterator[Source]:
    for key, text in PHRASES.items():
        name = f"sentence:{key}"
        # Two and several may be joined in the same words.
        among = "sentence 2" if key.endswith(" 2") else "sentence"
        yield Source(name, text, "sentences", about=(SENTENCE,), among=among)
    for key, text in WORDS.items():
        yield Source(f"print:{key}", text, "print", about=(PRINTED,))
    for key, text in _on_paper(registry):
        yield Source(f"{key}:label", text, "papers", reviewers=2, about=(PAPER,))
    for one in components:
        yield Source(f"score:{one.id}", one.label, "scores", about=(SCORE,))


def _on_paper(registry: Registry) -> Iterator[tuple[str, str]]:
    for tool in registry.tools():
        yield from registry.on_paper(tool).items()
    for paper in registry.papers().values():
        for sheet in paper.sheets:
            for part in sheet.parts:
                match part:
                    case Headed(key, text) | Said(key, text) | Line(key, text):
                        yield f"paper_{key}", text
                    case Signed(key, who, text):
                        yield f"paper_{key}_who", who
                        yield f"paper_{key}", text
                    case _:  # a question taken from a form has its text there
                        pass
