"""What is different between two forms, item by item and language by language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

from deploy.comparing.content import Content, Item, Texts

Change: TypeAlias = Literal["new", "gone", "renamed", "changed"]
About: TypeAlias = Literal["item", "choice", "language", "setting", "order"]
# Calculations that tell versions apart: they change with everything else.
MARKS = frozenset({"content_hash", "country_hash", "scoring_version"})
REFERENCE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same: what, where, before and after.

    `name` is an item's; for a choice `list/code`. `column` is an XLSForm column,
    `language` that of a text. `before` and `after` are empty where there is nothing.
    """

    about: About
    change: Change
    name: str
    column: str = ""
    language: str = ""
    before: str = ""
    after: str = ""


def differences(
    before: Content, after: Content, renamed: Mapping[str, str] | None = None
) -> tuple[Difference, ...]:
    """List the differences; `renamed` gives the new name of declared renames."""
    moved = {
        old: new
        for old, new in (renamed or {}).items()
        if old in before.items
        and old not in after.items
        and new in after.items
        and new not in before.items
    }
    old_items = {moved.get(item.name, item.name): item for item in _known(before)}
    return tuple(_differ(before, after, old_items, moved))


def _known(content: Content) -> list[Item]:
    return [item for item in content.items.values() if item.name not in MARKS]


def _differ(
    before: Content,
    after: Content,
    old_items: Mapping[str, Item],
    moved: Mapping[str, str],
) -> Iterator[Difference]:
    new_items = {item.name: item for item in _known(after)}
    yield from _languages(before, after)
    yield from _settings(before, after)
    for name, old in old_items.items():
        if name not in new_items:
            yield Difference("item", "gone", name, "type", before=old.kind)
        elif old.name != name:
            yield Difference("item", "renamed", name, "name", "", old.name, name)
    for name, new in new_items.items():
        if name not in old_items:
            yield Difference("item", "new", name, "type", after=new.kind)
            continue
        common = set(before.languages) & set(after.languages) | {""}
        yield from _item(_retold(old_items[name], moved), new, common)
    yield from _choices(before, after, old_items, new_items)
    yield from _order(list(old_items), list(new_items))


def _retold(item: Item, moved: Mapping[str, str]) -> Item:
    """Put the new names into what an item says about others."""
    if not moved:
        return item

    def name(found: re.Match[str]) -> str:
        return f"${{{moved.get(found[1], found[1])}}}"

    logic = {key: REFERENCE.sub(name, said) for key, said in item.logic.items()}
    texts = {
        column: {one: REFERENCE.sub(name, said) for one, said in by.items()}
        for column, by in item.texts.items()
    }
    return replace(item, logic=logic, texts=texts)


def _item(old: Item, new: Item, languages: Iterable[str]) -> Iterator[Difference]:
    plain = {
        key: (old.logic.get(key, ""), new.logic.get(key, ""))
        for key in sorted({*old.logic, *new.logic})
    } | {
        "type": (old.kind, new.kind),
        "group": (old.path, new.path),
        "repeat": (old.repeat, new.repeat),
        "list": (old.list, new.list),
    }
    for column, (was, now) in plain.items():
        if was != now:
            yield Difference("item", "changed", new.name, column, "", was, now)
    for column in sorted({*old.texts, *new.texts}):
        said = old.texts.get(column, {}), new.texts.get(column, {})
        yield from _texts("item", new.name, column, *said, languages)


def _texts(
    about: About,
    name: str,
    column: str,
    was: Mapping[str, str],
    now: Mapping[str, str],
    languages: Iterable[str],
) -> Iterator[Difference]:
    for language in sorted(languages):
        before, after = was.get(language, ""), now.get(language, "")
        if before != after:
            yield Difference(about, "changed", name, column, language, before, after)


def _choices(
    before: Content,
    after: Content,
    old_items: Mapping[str, Item],
    new_items: Mapping[str, Item],
) -> Iterator[Difference]:
    """Compare lists as questions use them, so a list's new name is no difference."""
    common = set(before.languages) & set(after.languages) | {""}
    pairs = {
        (old_items[name].list, item.list): None
        for name, item in new_items.items()
        if name in old_items and item.list and old_items[name].list
    }
    for old_list, new_list in pairs:
        was = before.choices.get(old_list, {})
        now = after.choices.get(new_list, {})
        yield from _codes(new_list, was, now, common)
        for code in (one for one in was if one in now):
            said = (
                before.sounds.get(f"{old_list}/{code}", {}),
                after.sounds.get(f"{new_list}/{code}", {}),
            )
            where = f"{new_list}/{code}"
            yield from _texts("choice", where, "audio", *said, common)


def _codes(
    name: str, was: Texts, now: Texts, languages: Iterable[str]
) -> Iterator[Difference]:
    for code in was:
        if code not in now:
            said = next(iter(was[code].values()), "")
            yield Difference("choice", "gone", f"{name}/{code}", "name", before=said)
    for code, texts in now.items():
        if code not in was:
            said = next(iter(texts.values()), "")
            yield Difference("choice", "new", f"{name}/{code}", "name", after=said)
        else:
            where = f"{name}/{code}"
            yield from _texts("choice", where, "label", was[code], texts, languages)
    yield from _order(list(was), list(now), name)


def _order(
    was: Sequence[str], now: Sequence[str], of: str = ""
) -> Iterator[Difference]:
    """Tell when what both have comes in another order, and from where on."""
    both = set(was) & set(now)
    place = {name: number for number, name in enumerate(n for n in was if n in both)}
    kept = [name for name in now if name in both]
    for first, second in pairwise(kept):
        if place[first] > place[second]:
            yield Difference("order", "changed", of or second, "order", "", "", second)
            return


def _languages(before: Content, after: Content) -> Iterator[Difference]:
    for language in before.languages:
        if language not in after.languages:
            yield Difference("language", "gone", language, before=language)
    for language in after.languages:
        if language not in before.languages:
            yield Difference("language", "new", language, after=language)


def _settings(before: Content, after: Content) -> Iterator[Difference]:
    for name in sorted({*before.settings, *after.settings}):
        was, now = before.settings.get(name, ""), after.settings.get(name, "")
        if was != now:
            yield Difference("setting", "changed", name, name, "", was, now)
