"""What a form says, whoever compiled it: read from the XForm that phones get.

Our build and what a server deploys are read by the same function, so what
servers add or rewrite (root name, ids, versions, their own nodes, spacing)
makes no difference, and an edit by hand does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

Texts: TypeAlias = Mapping[str, Mapping[str, str]]
DIGEST = 16


@dataclass(frozen=True, slots=True)
class Item:
    """A question, a calculation, a group or a repeat of a form.

    `kind` is the XLSForm's type. `path` names the groups around it, as rows do;
    `repeat` is the innermost repeat. `logic` holds relevant, constraint,
    calculation and so on, `texts` its label, hint and so on by language.
    """

    name: str
    kind: str
    path: str = ""
    repeat: str = ""
    list: str = ""
    logic: Mapping[str, str] = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)

    @property
    def holds_answers(self) -> bool:
        return self.kind not in {"group", "repeat", "note"}


@dataclass(frozen=True, slots=True)
class Content:
    """A whole form: its items by name in the order of the talk, choices by list.

    `choices` gives for each list its codes, in order, with texts by language, and
    `sounds` the file that says a choice, for `list/code`. What says an item stands
    among its texts, as `audio`.
    """

    languages: tuple[str, ...]
    settings: Mapping[str, str]
    items: Mapping[str, Item]
    choices: Mapping[str, Texts]
    sounds: Texts = field(default_factory=dict)

    @property
    def recordings(self) -> frozenset[str]:
        """Name the files that say its texts."""
        said = [one.texts.get("audio", {}) for one in self.items.values()]
        every = [*said, *self.sounds.values()]
        return frozenset(name for by in every for name in by.values())

    @property
    def digest(self) -> str:
        """Tell contents apart: the same for the same form on any server."""
        written = json.dumps(as_data(self), ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()[:DIGEST]

    @property
    def public_key(self) -> str:
        return self.settings.get("public_key", "")


def as_data(content: Content) -> dict[str, Any]:
    """Write a content as what JSON can hold; order is part of it."""
    return {
        "languages": list(content.languages),
        "settings": dict(sorted(content.settings.items())),
        "items": [asdict(item) for item in content.items.values()],
        "choices": [[name, list(codes.items())] for name, codes in _lists(content)],
        "sounds": dict(sorted(content.sounds.items())),
    }


def from_data(data: Mapping[str, Any]) -> Content:
    """Read what `as_data` wrote; `ValueError` if it did not."""
    try:
        items = [Item(**each) for each in data["items"]]
        return Content(
            tuple(data["languages"]),
            dict(data["settings"]),
            {item.name: item for item in items},
            {name: dict(codes) for name, codes in data["choices"]},
            dict(data["sounds"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no content of a form") from error


def _lists(content: Content) -> list[tuple[str, Texts]]:
    return sorted(content.choices.items())
