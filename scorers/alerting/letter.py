"""What a mail is made of, before it is a mail: parts in reading order.

It never says what was answered, nor which flag is up: that would be an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from instrument_specs.profile import Profile
from translations.catalogue import SOURCE_LANGUAGE, Texts

Pairs: TypeAlias = tuple[tuple[str, str], ...]


def is_source(language: str) -> bool:
    """Tell whether texts in this language are the source itself."""
    return language.partition("-")[0] == SOURCE_LANGUAGE


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the mails of a country come from, and in whose words.

    `sender` is a neutral address, `link` a page that needs a login. A mail in a
    language that is not `agreed` carries the English text below. `key` goes into
    references that the office must not be able to work out.
    """

    profile: Profile
    texts: Texts
    sender: str
    link: str = ""
    agreed: Callable[[str], bool] = is_source
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of help that an interview calls for."""

    title: str
    lines: Pairs


@dataclass(frozen=True, slots=True)
class Entry:
    """What is told of one interview; `marks` come first and stand out."""

    marks: tuple[str, ...]
    facts: Pairs
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of a mail in one language; label and value where in pairs."""

    subject: str
    opening: str
    rules: tuple[str, ...]
    link_label: str
    link: str
    leading: tuple[str, ...] = ()
    figures: Pairs = ()
    entries: tuple[Entry, ...] = ()
    listed_title: str = ""
    listed: Pairs = ()
    colon: str = ":"


def reference(submission: str, *, outside: bool = False, key: str = "") -> str:
    """Give the short name by which people speak of an alerted interview.

    What went outside the office has another one, which without the key nobody
    can work out from the submission.
    """
    what = f"outside/{key}/{submission}" if outside else submission
    digest = hashlib.sha256(what.encode()).hexdigest().upper()
    return "-".join(digest[start : start + 4] for start in (0, 4, 8))
