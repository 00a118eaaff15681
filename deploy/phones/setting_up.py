"""Set up a phone: its access, its settings, its code, its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from builder.registry import Registry
from deploy.access import book
from deploy.access.book import Phone
from deploy.phones import code, page, settings
from deploy.phones.gates import Gate
from deploy.phones.reaching import forms_for, notes, without
from deploy.phones.wording import PHRASES
from instrument_specs.workspace import MARK, Workspace, WorkspaceError
from translations.catalogue import SHARED, SOURCE_LANGUAGE, Catalogues

PROJECT = "Visits"
LONGEST_NAME = 30
URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class SetUp:
    """A phone that can be set up now; all but `phone` and `notes` are secret."""

    phone: Phone
    text: str = field(repr=False)
    picture: bytes = field(repr=False)
    page: str = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name its files: neutral, and without what opens anything."""
        return f"phone-{self.phone.code}" + ("-2" if self.phone.cards else "")


@dataclass(frozen=True, slots=True)
class Wish:
    """Who needs a phone: which code, as which account, for which forms.

    `again`: the last one was lost, and its account has a new password now.
    """

    country: str
    code: str
    account: str = ""
    cards: bool = False
    again: bool = False


def set_up(
    wish: Wish,
    place: Workspace,
    registry: Registry,
    gate: Gate,
    *,
    languages: Sequence[str],
    unlock: str,
    today: date,
) -> SetUp:
    """Open the server to a phone, and make what it has to scan."""
    forms = forms_for(place, wish.country, cards=wish.cards)
    before = _known(place, wish)
    account = gate.account(wish.account or _account(before, wish))
    _refuse_lost(gate, before, account, wish)
    project = neutral_name(place, registry.avoided(), cards=wish.cards)
    door = gate.open(account, forms)
    text = settings.packed(settings.settings(door, project=project, unlock=unlock))
    picture = code.png(text)
    server = place.need("server", "url")
    phone = Phone(wish.country, wish.code, account, server, today, cards=wish.cards)
    typed = account if door.username and not door.password else ""
    sheet = page.Sheet(wish.code, gate.app, today, typed)
    texts = registry.catalogues(SHARED)
    spoken = [one for one in languages if _speaks(texts, one)] or [SOURCE_LANGUAGE]
    written = page.page(sheet, picture, spoken, texts.text)
    told = (
        *_left_open(before, account),
        *_not_urgent(wish, without(forms, registry.tools())),
        *notes(gate, place, phone),
    )
    return SetUp(phone, text, picture, written, told)


def neutral_name(
    place: Workspace, avoided: Mapping[str, Sequence[str]], *, cards: bool
) -> str:
    """Give what the app shows as the name of the project."""
    name = place.setting("phones", "project", PROJECT).strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise WorkspaceError(
            f"{MARK}, [phones] project: write a name of 1 to {LONGEST_NAME} letters"
        )
    for words in avoided.values():
        for word in words:
            if word.lower() in name.lower():
                raise WorkspaceError(
                    f"{MARK}, [phones] project: the name shows what the work is about, "
                    f"by {word!r}. Choose a neutral one, such as {PROJECT}"
                )
    return f"{name} 2" if cards else name


def _known(place: Workspace, wish: Wish) -> Phone | None:
    key = book.key_of(wish.country, book.checked_code(wish.code), cards=wish.cards)
    return next((one for one in book.phones(place) if one.key == key), None)


def _account(before: Phone | None, wish: Wish) -> str:
    if before:
        return before.account
    # Small letters, digits and underscores: what both servers take as a name.
    name = f"{wish.country}_{wish.code}".lower().replace("-", "_")
    return name + ("_2" if wish.cards else "")


def _refuse_lost(gate: Gate, before: Phone | None, account: str, wish: Wish) -> None:
    """Refuse to set up a new phone with what a lost one still knows."""
    same = before is not None and before.lost and before.account == account
    if same and gate.has_passwords and not wish.again:
        raise WorkspaceError(
            f"the last phone of {wish.code} was lost with the account {account}. "
            "Change its password on the server and say so with --again, or name "
            "another account with --account"
        )


def _left_open(before: Phone | None, account: str) -> Iterator[str]:
    if before and not before.lost and before.account != account:
        yield (
            f"the account {before.account} this phone had stays open. If nobody else "
            f"uses it: remon phone lost {before.code} --country {before.country} "
            f"--account {before.account}"
        )


def _not_urgent(wish: Wish, lacking: Sequence[str]) -> Iterator[str]:
    """Warn of a phone that cannot report what must not wait."""
    if URGENT in lacking and not wish.cards:
        yield (
            f"this phone gets no form {URGENT}, for what must not wait: run "
            f"remon deploy --country {wish.country} --tool {URGENT}"
        )


def _speaks(texts: Catalogues, language: str) -> bool:
    """Tell whether every step is translated; half a list would mislead."""
    before = len(texts.missing)
    for key, source in PHRASES.items():
        texts.text(f"setup:{key}", source, language)
    return len(texts.missing) == before
