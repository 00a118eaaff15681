"""In which languages a form speaks, and where its texts come from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from babel import Locale

from translations.catalogue import Texts
from translations.errors import CatalogueError

from .errors import SpecError
from .form import Form
from .workbook import Row

BRACED = re.compile(r"\$?\{[^{}]*\}?|\}")


def _ours(_key: str, _source: str, _language: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Wording:
    """The languages of a form, the default first, and where their texts are.

    `origin` says whose wording a text is, for the code book; "" for our own.
    """

    languages: tuple[str, ...]
    text: Texts
    origin: Texts = _ours

    def columns(self, form: Form, column: str, key: str, source: str) -> Row:
        """Give one cell for each language."""
        return {
            f"{column}::{language_name(code)}": filled(
                form, self._worded(form, key, source, code), code
            )
            for code in self.languages
        }

    def _worded(self, form: Form, key: str, source: str, language: str) -> str:
        """Give a text that fills in what its source does, and nothing else.

        A translation without the number to call would leave people alone with
        it; one that fills in an answer would show it.
        """
        text = self.text(key, source, language)
        wanted, found = (set(BRACED.findall(one)) for one in (source, text))
        if wanted == found:
            return text
        raise CatalogueError(
            f"{form.name}.{language}.po, {key}: the original fills in "
            f"{' '.join(sorted(wanted)) or 'nothing'}, the translation "
            f"{' '.join(sorted(found)) or 'nothing'}. Copy what stands in braces from "
            "the original, unchanged"
        )


def language_name(code: str) -> str:
    """Name a language as XLSForms do: English (en)."""
    name = Locale.parse(code, sep="-").get_display_name("en")
    return f"{name} ({code})"


def filled(form: Form, text: str, language: str) -> str:
    """Put the profile's words into the `{placeholders}` of a text."""

    def word(match: re.Match[str]) -> str:
        value = form.fill.get(match[1])
        if value is None:
            raise SpecError(f"{form.name}: nothing fills {match[0]} in {text[:60]!r}")
        return value if isinstance(value, str) else value[language]

    return re.sub(r"(?<!\$)\{([a-z][a-z0-9_]*)\}", word, text)
