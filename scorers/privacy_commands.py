"""remon erase, retention: forgetting people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from builder import telling
from builder.one_case import has_check_digits
from deploy.errors import ServerError
from deploy.everywhere import Everywhere
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from instrument_specs.workspace import WorkspaceError
from scorers.erasing import erasures, known
from scorers.erasing.certificate import FOLDER, OUT_OF_REACH
from scorers.erasing.erase import TWO, Left, lacks_second
from scorers.erasing.erasures import Asked, Erasure
from scorers.erasing.holding import holding
from scorers.operating.forgetting import Forgetting
from scorers.operating.projects import known as known_forms
from scorers.operating.rounds import Round
from scorers.options import Country
from scorers.roles import role_of
from scorers.storing import audit
from scorers.storing.opening import store_of

FOUND_PROBLEMS, TRY_LATER = 1, 3
OneCountry = Annotated[str, typer.Option(help="Three letters, as in NGA.")]
By = Annotated[str, typer.Option(help="Who decides: a role, no name.")]
Second = Annotated[str, typer.Option("--and", help="A second, different role.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask again.")]
Show = Annotated[bool, typer.Option("--show", help="Change nothing.")]


def commands(instruments: Instruments) -> typer.Typer:  # noqa: C901 - one command each
    """Give the commands of this module."""
    app = typer.Typer()

    @app.command()
    def erase(
        country: OneCountry,
        code: Annotated[
            str | None,
            typer.Argument(help="The person's code; asked for when left out."),
        ] = None,
        submission: Annotated[
            str | None, typer.Option(help="One submission, by its identity.")
        ] = None,
        by: By = "",
        second: Second = "",
        *,
        late: Annotated[
            bool, typer.Option("--late", help="What came after its person was erased.")
        ] = False,
        yes: Yes = False,
        show: Show = False,
    ) -> None:
        """Forget a person: on the form server, here, and for good."""
        with _opened(instruments, country) as forgetting:
            if late:
                _late(forgetting, by, yes=yes, show=show)
                return
            if code is None and submission is None:
                code = typer.prompt("Code of the person", err=True)
            asked = _asked(country, code, submission, by, second, show=show)
            _tell(forgetting, asked)
            if show:
                return
            if not yes:
                typer.confirm("Erase for good?", abort=True, err=True)
            _erase(forgetting, asked)

    @app.command()
    def retention(
        country: Country = None,
        by: By = "",
        *,
        apply: Annotated[
            bool, typer.Option("--apply", help="Erase them for good.")
        ] = False,
        yes: Yes = False,
    ) -> None:
        """List whose answers have been kept for long enough; erase them."""
        with _opened(instruments, country) as forgetting:
            if apply and (failed := _ready(forgetting)) is not None:
                raise failed
            due = 0
            for one in forgetting.countries():
                found = forgetting.due(one)
                due += len(found.asked)
                telling.answer(
                    f"{one}: {len(found.asked)} people due, "
                    f"{found.with_open_case} kept as a case is not settled, "
                    f"{found.undated} without a date"
                )
            if not apply or not due:
                return
            role = role_of(by)
            if not yes:
                typer.confirm(f"Erase {due} people for good?", abort=True, err=True)
            for one in forgetting.countries():
                forgetting.ask_retention(one, role)
            _carry_on(forgetting)

    return app


@contextmanager
def _opened(instruments: Instruments, country: str | None) -> Iterator[Forgetting]:
    place = workspace.required()
    # What is wrong with one server holds back no request: it waits for that one.
    found = known_forms(place, country)
    if not found.projects:
        raise found.errors[0]
    with closing(store_of(place)) as store, store.alone():
        now = datetime.now(UTC)
        yield Forgetting(place, instruments, store, found.projects, now)


def _asked(
    country: str,
    code: str | None,
    submission: str | None,
    by: str,
    second: str,
    *,
    show: bool,
) -> Asked:
    if (code is None) == (submission is None):
        raise typer.BadParameter("give either a code or --submission")
    if code is not None and not has_check_digits(code):
        raise typer.BadParameter("this is no respondent code: compare its digits")
    if submission is not None and not submission.strip():
        raise typer.BadParameter("--submission takes the identity of a submission")
    role = "" if show else role_of(by)
    other = role_of(second, "--and") if second else ""
    if other and other.casefold() == role.casefold():
        raise typer.BadParameter("--and takes another role than --by")
    if code is not None:
        return Asked(country, "code", code, role, other)
    name = (submission or "").strip().removeprefix("uuid:")
    return Asked(country, "submission", name, role, other)


def _erase(forgetting: Forgetting, asked: Asked) -> None:
    """Bring everything here first, so that nothing of the person is missed.

    Whatever becomes of that, what was asked for is remembered.
    """
    with forgetting.store.begin() as connection:
        before = {one.id for one in erasures.pending(connection, asked.country)}
        this = erasures.ask(connection, asked, forgetting.now)
        audit.note(
            connection,
            "erase",
            "erasure asked for",
            count=1,
            project=asked.country,
            role=" and ".join(filter(None, (asked.by, asked.second))),
        )
    unreached = _ready(forgetting)
    with forgetting.store.begin() as connection:
        if lacks_second(connection, Erasure(this, asked, forgetting.now, {})):
            if this not in before:
                erasures.withdraw(connection, this)
            telling.say(TWO)
            raise typer.Exit(FOUND_PROBLEMS)
    if unreached is not None:
        telling.say(f"Erasure pending, every remon run tries again: {unreached}")
        is_passing = isinstance(unreached, ServerError)
        raise typer.Exit(TRY_LATER if is_passing else FOUND_PROBLEMS)
    _carry_on(forgetting)
    telling.say(f"The certificate is in {forgetting.place.folder / FOLDER}.")


def _ready(forgetting: Forgetting) -> ServerError | WorkspaceError | None:
    """Take over all that the servers hold, and work it out; give what went wrong."""
    place, now = forgetting.place, forgetting.now
    round_ = Round(
        place, forgetting.instruments, forgetting.store, [*forgetting.chosen]
    )
    failed: ServerError | WorkspaceError | None
    try:
        with Everywhere(place) as server:
            failed = round_.pull(server, everything=True).failed
    except WorkspaceError as error:
        failed = error
    # What did come may hold an alert.
    round_.score(now, alerting=True)
    return failed


def _carry_on(forgetting: Forgetting) -> None:
    with Everywhere(forgetting.place) as server:
        left = forgetting.carry_on(server)
    _end(left)


def _end(left: Sequence[Left]) -> None:
    if left:
        telling.say(f"Erasure pending: {len(left)}. Every remon run tries again.")
        again = all(one.retryable for one in left)
        raise typer.Exit(TRY_LATER if again else FOUND_PROBLEMS)
    telling.say("Erased. Out of reach of this command:")
    for one in OUT_OF_REACH:
        telling.say(f"- {one}")


def _tell(forgetting: Forgetting, asked: Asked) -> None:
    """Say what is known here, by form, and which files hold the code."""
    with forgetting.store.begin() as connection:
        if asked.kind == "code":
            found = known.of_code(connection, asked.country, asked.name)
        else:
            found = known.of_identity(connection, asked.country, asked.name)
        audit.note(connection, "erase", "looked at", count=1, project=asked.country)
    for project, count in sorted(Counter(project for project, _ in found).items()):
        telling.say(f"{project}: {count} submissions known here")
    if not found:
        telling.say("Nothing is known here; the server is asked before anything else.")
    if asked.kind == "code":
        for each in holding(forgetting.place.folder, asked.name):
            what = "is deleted" if each.made_here else "is yours to delete"
            what = what if each.looked_into else "could not be looked into"
            telling.say(f"{each.path}: {what}")


def _late(forgetting: Forgetting, by: str, *, yes: bool, show: bool) -> None:
    found = forgetting.late()
    for project, number in found:
        telling.say(f"{project.key}: number {number} on the server")
    if show or not found:
        telling.say(f"{len(found)} submissions are kept out")
        return
    role = role_of(by)
    telling.say("Look at them on the server first: does somebody need help?")
    if not yes:
        typer.confirm("Delete them there for good?", abort=True, err=True)
    with Everywhere(forgetting.place) as server:
        forgetting.drop_late(server, found)
    with forgetting.store.begin() as connection:
        country = forgetting.countries()[0]
        what = "late submissions deleted"
        audit.note(
            connection, "erase", what, count=len(found), project=country, role=role
        )
