"""remon phone qr, list, lost, versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from builder import telling
from builder.telling import Format
from deploy.access import book
from deploy.connection import aimed, signed_in
from deploy.noting import Noted, nowhere
from deploy.phones import code, losing
from deploy.phones.gates import gate_of
from deploy.phones.papers import folder_for_owner, unlocking, write_for_owner
from deploy.phones.setting_up import SetUp, Wish, set_up
from deploy.phones.versions import (
    Behind,
    SentBy,
    as_data,
    behind,
    live_versions,
    nothing_sent,
)
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace, WorkspaceError, secret

FOUND_PROBLEMS, TRY_LATER = 1, 3
PASSWORD = "phone_password"  # noqa: S105 - the name of a setting
Country = Annotated[str, typer.Option(help="Three letters, as in NGA.")]
Account = Annotated[
    str, typer.Option(help="The phone's account on the server, where not as usual.")
]
To = Annotated[str, typer.Option(help="Another server, as in central.")]
Shown = Annotated[Format, typer.Option("--format", help="For people or programs.")]


def commands(  # noqa: C901 - one command each
    instruments: Instruments, noted: Noted = nowhere, sent_by: SentBy = nothing_sent
) -> typer.Typer:
    """Give the commands about phones; `noted` writes down who did what."""
    app = typer.Typer(help="Phones of interviewers.", no_args_is_help=True)

    @app.command()
    def qr(
        country: Country,
        who: Annotated[
            list[str] | None,
            typer.Option("--for", help="Number of an interviewer, or a team; repeat."),
        ] = None,
        account: Account = "",
        to: To = "",
        out: Annotated[
            Path | None, typer.Option(help="Folder for codes and pages.")
        ] = None,
        *,
        cards: Annotated[
            bool, typer.Option("--cards", help="Only the form that holds names.")
        ] = False,
        again: Annotated[
            bool, typer.Option("--again", help="The lost account has a new password.")
        ] = False,
        show: Annotated[
            bool, typer.Option("--show", help="Draw it here; write no file.")
        ] = False,
    ) -> None:
        """Make the code that sets up a phone, and a page to print."""
        home = workspace.required()
        place = aimed(home, to)
        wishes = [
            Wish(country, one, account, cards=cards, again=again)
            for one in _codes(place, country, who, cards=cards)
        ]
        password = _password(wishes, account)
        folder = None if show else folder_for_owner(out or place.records / "phones")
        unlock = unlocking(folder)
        with signed_in(place) as server:
            gate = gate_of(server, password)
            for wish in wishes:
                made = set_up(
                    wish,
                    place,
                    instruments,
                    gate,
                    languages=instruments.profile(country).languages,
                    unlock=unlock,
                    today=_today(),
                )
                # On record first: what is out can then be found and shut.
                book.remember(place, made.phone)
                _hand_over(made, folder)
                noted(home, "phone qr", "phone set up", project=country)
        _tell_unlock(unlock, folder)

    @app.command("list")
    def listed(
        country: Annotated[str | None, typer.Option(help="All when left out.")] = None,
        to: To = "",
        form: Shown = Format.TEXT,
    ) -> None:
        """List who has which phone, and which were lost."""
        found = book.phones(aimed(workspace.required(), to), country)
        if form is Format.JSON:
            rows = [book.as_data(one) for one in found]
            telling.answer_json(rows)
            return
        telling.table(
            ("country", "phone", "forms", "account", "set up", "lost"),
            [
                (
                    one.country,
                    one.code,
                    "contact card" if one.cards else "all others",
                    one.account,
                    str(one.made),
                    str(one.lost or ""),
                )
                for one in found
            ],
        )

    @app.command()
    def lost(
        code: Annotated[str, typer.Argument(help="Interviewer's number, or team.")],
        country: Country,
        account: Account = "",
        to: To = "",
    ) -> None:
        """Shut out a lost phone at once, on every server, and say what else to do."""
        home = workspace.required()
        search = losing.Search(country, code, account, to)
        outcome = losing.lose(home, search, _today())
        for one in outcome:
            _tell_shut(one)
        shut = sum(not one.failed for one in outcome)
        noted(home, "phone lost", "phone shut out", count=shut, project=country)
        for number, said in enumerate(losing.steps(outcome), start=1):
            telling.answer(f"{number}. {said}")
        if any(one.failed for one in outcome):
            raise typer.Exit(TRY_LATER)

    @app.command()
    def versions(country: Country, to: To = "", form: Shown = Format.TEXT) -> None:
        """List interviewers who still send an old version of a form."""
        place = aimed(workspace.required(), to)
        live = live_versions(place, country)
        sent = sent_by(place, country)
        found = behind(sent, live)
        _tell_behind(found, form, _nothing(published=bool(live), sent=bool(sent)))
        if any(one.old for one in found):
            raise typer.Exit(FOUND_PROBLEMS)

    return app


def _codes(
    place: Workspace, country: str, who: Sequence[str] | None, *, cards: bool
) -> list[str]:
    """Give the codes that were asked for, or those on record that were not lost."""
    if who:
        return [book.checked_code(one) for one in dict.fromkeys(who)]
    known = book.phones(place, country)
    found = [one.code for one in known if not one.lost and one.cards == cards]
    if not found:
        raise WorkspaceError(
            f"{book.BOOK} knows no phone of {country} yet: name the interviewer's "
            "number, as in --for 17"
        )
    return found


def _password(wishes: Sequence[Wish], account: str) -> str:
    """Give the account's password, where it is to stand in the code."""
    password = secret(PASSWORD)
    if len(wishes) > 1 and (account or password):
        what = "--account" if account else f"REMON_{PASSWORD.upper()}"
        raise WorkspaceError(
            f"{what} is for one phone: each has an account and a password of its own. "
            "Make the codes one by one, with --for"
        )
    return password


def _hand_over(made: SetUp, folder: Path | None) -> None:
    for note in made.notes:
        telling.say(f"{made.phone.code}: {note}")
    if folder is None:
        telling.answer(code.on_terminal(made.text))
        return
    picture, sheet = folder / f"{made.name}.png", folder / f"{made.name}.html"
    write_for_owner(picture, made.picture)
    write_for_owner(sheet, made.page.encode())
    telling.answer(f"{made.phone.code}  {made.phone.account}  {sheet}")


def _tell_shut(one: losing.Shut) -> None:
    where = f"{one.account} on {one.server}"
    if one.failed:
        telling.say(
            f"{where} could NOT be shut out yet: {str(one.failed).rstrip('.')}. Do it "
            "by hand on the server, or run this again as soon as you can."
        )
    else:
        telling.say(f"{where} is shut out: {one.taken} rights or keys.")


def _tell_unlock(unlock: str, folder: Path | None) -> None:
    if folder is None:
        telling.say(f"The settings password of this phone is {unlock}. Note it.")
        return
    telling.say(
        f"The settings password, for the office alone, is in {folder}. Each page and "
        "picture is a key: print it, hand it over, shred it, and delete the files "
        "when the phones work."
    )


def _nothing(*, published: bool, sent: bool) -> str:
    """Say what it means that nobody is behind: where nothing is known, not much."""
    if not published:
        return "No publication is on record here: run remon deploy first."
    if not sent:
        return "Nothing that phones sent is known here: run remon pull first."
    return "Everyone who has sent something sends what is live."


def _tell_behind(found: Sequence[Behind], form: Format, nothing: str) -> None:
    if form is Format.JSON:
        telling.answer_json([as_data(one) for one in found])
        return
    for one in found:
        telling.answer(f"{one.key}  interviewer {one.interviewer}  {one}")
    if not found:
        telling.say(nothing)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the office's own day
