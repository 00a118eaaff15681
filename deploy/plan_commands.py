"""remon plan, archive, unarchive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeAlias

import typer

from builder import telling
from builder.build import Built, built
from builder.telling import Format
from deploy.access.around import Around, around
from deploy.access.hooks import HookPlan
from deploy.access.sharing import SharingPlan
from deploy.comparing.known import Known
from deploy.connection import aimed, signed_in
from deploy.errors import ServerError
from deploy.one_by_one import exit_code, one_by_one
from deploy.phones.versions import (
    Behind,
    SentBy,
    as_data,
    behind,
    live_versions,
    nothing_sent,
)
from deploy.publishing import telling_plans
from deploy.publishing.keys import chosen, key_of, other_projects
from deploy.publishing.plan import Plan
from deploy.publishing.publications import publications_of
from deploy.publishing.release import plan_of, wanted_of
from deploy.server import Publisher
from instrument_specs import workspace
from instrument_specs.registry import Instruments
from instrument_specs.workspace import Workspace

Country = Annotated[str, typer.Option(help="Three letters, as in NGA.")]
Tools = Annotated[
    list[str] | None, typer.Option(help="A form, or several; all when left out.")
]
OneTool = Annotated[str, typer.Option(help="The form.")]
Project = Annotated[str, typer.Option(help="One of several projects of the country.")]

To = Annotated[str, typer.Option(help="Another server: its section in remon.toml.")]


def commands(  # noqa: C901 - one command each
    instruments: Instruments, sent_by: SentBy = nothing_sent
) -> typer.Typer:
    """Give the commands about plans; `sent_by` tells what phones have sent."""
    app = typer.Typer()

    @app.command()
    def plan(
        country: Country,
        tool: Tools = None,
        project: Project = "",
        to: To = "",
        form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    ) -> None:
        """Show what a deployment would change, and what it would do to data."""
        place = aimed(workspace.required(), to)
        keys = chosen(country, tool or (), instruments.tools(), project)
        with signed_in(place) as server:
            late = _behind(place, country, sent_by)
            found = []

            def tell(key: str, look: Look) -> None:
                slow = [each for each in late if each.key == key]
                found.append((look, slow))
                if form is Format.TEXT:
                    _tell(look, slow)

            def compare(key: str, one: str) -> None:
                with telling.working(f"{key}: comparing"):
                    made = built(instruments, country, one)
                    look = _looked(made, instruments, server, place, project)
                tell(key, look)

            failed = one_by_one(
                keys, compare, lambda key, why: tell(key, _unseen(key, why))
            )
            if form is Format.JSON:
                telling.answer_json([_data(*each) for each in found])
            if not failed and server.lets_anybody_send():
                telling.say(OPEN)
        if failed:
            raise typer.Exit(exit_code(failed))
        if not all(look[0].sound for look, _ in found):
            raise typer.Exit(1)

    @app.command()
    def archive(
        country: Country, tool: OneTool, project: Project = "", to: To = ""
    ) -> None:
        """Take a form away from phones; what was sent stays."""
        _set(key_of(country, tool, project), to, archived=True)

    @app.command()
    def unarchive(
        country: Country, tool: OneTool, project: Project = "", to: To = ""
    ) -> None:
        """Give an archived form back to phones, as it was."""
        _set(key_of(country, tool, project), to, archived=False)

    return app


OPEN = (
    "The account on the server takes answers without a login (require "
    "authentication is off): switch it on in the account settings there. On ODK "
    "Central, delete the forms' public links."
)


Look: TypeAlias = tuple[Plan, Around, Known]


def _looked(
    made: Built,
    instruments: Instruments,
    server: Publisher,
    place: Workspace,
    project: str,
) -> Look:
    wanted = wanted_of(made, instruments, project)
    plan = plan_of(wanted, server, place, publications_of(place))
    if said := other_projects(plan.key, place.identities()):
        plan = replace(plan, notes=(*plan.notes, said))
    beside = around(server, place, made.country, made.form, plan.uid)
    return plan, beside, wanted.known


def _unseen(key: str, why: str) -> Look:
    """Give the plan of a form that could not be compared."""
    nobody = Around(SharingPlan(), HookPlan())
    return Plan(key, None, problem=why), nobody, Known()


def _tell(look: Look, slow: Sequence[Behind]) -> None:
    for line in telling_plans.lines(*look):
        telling.answer(line)
    for one in slow:
        telling.answer(f"  behind    interviewer {one.interviewer} {one}")


def _data(look: Look, slow: Sequence[Behind]) -> dict[str, Any]:
    return {**telling_plans.data(*look), "behind": [as_data(one) for one in slow]}


def _behind(place: Workspace, country: str, sent_by: SentBy) -> list[Behind]:
    """Find who still sends an old version; a plan needs no database to be made."""
    live = live_versions(place, country)
    try:
        found = behind(sent_by(place, country), live) if live else []
    except workspace.WorkspaceError as error:
        telling.say(f"Who still sends an old version is not known: {error}")
        return []
    return [one for one in found if one.old]


def _set(key: str, to: str, *, archived: bool) -> None:
    place = aimed(workspace.required(), to)
    uid = place.identities().get(key)
    if uid is None:
        raise workspace.WorkspaceError(
            f"{key} is not published from this workspace: see assets.toml"
        )
    with signed_in(place) as server:
        if server.standing(uid).live is None:
            raise ServerError(
                "The form was never given to phones",
                where=f"form {uid}",
                advice="Deploy it first: remon deploy",
            )
        server.archive(uid, archived=archived)
        if server.standing(uid).archived != archived:
            raise ServerError(
                "The server said yes and did not do it",
                where=f"form {uid}",
                advice="Run the command again, or do it on the server.",
                retryable=True,
            )
    telling.answer(f"{key}  {'archived' if archived else 'taken back'}  {uid}")
