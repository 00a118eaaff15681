"""remon plan, archive, unarchive."""

from __future__ import annotations

from typing import Annotated

import typer

from builder import telling
from builder.build import built
from builder.telling import Format
from deploy.access.around import around
from deploy.connection import aimed, connect
from deploy.errors import ServerError
from deploy.publishing import telling_plans
from deploy.publishing.publications import publications_of
from deploy.publishing.release import key_of, plan_of, wanted_of
from instrument_specs import workspace
from instrument_specs.registry import Instruments

Country = Annotated[str, typer.Option(help="Three letters, as in NGA.")]
Tool = Annotated[str | None, typer.Option(help="One form; all when left out.")]
OneTool = Annotated[str, typer.Option(help="The form.")]
Project = Annotated[str, typer.Option(help="One of several projects of the country.")]

To = Annotated[str, typer.Option(help="Another server: its section in remon.toml.")]


def commands(instruments: Instruments) -> typer.Typer:
    """Give the commands about plans."""
    app = typer.Typer()

    @app.command()
    def plan(
        country: Country,
        tool: Tool = None,
        project: Project = "",
        to: To = "",
        form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    ) -> None:
        """Show what a deployment would change, and what it would do to data."""
        place = aimed(workspace.required(), to)
        server = connect(place)
        records = publications_of(place)
        sound, found = True, []
        for one in [tool] if tool else instruments.tools():
            with telling.working(f"{key_of(country, one, project)}: comparing"):
                made = built(instruments, country, one)
                wanted = wanted_of(made, instruments, project)
                decided = plan_of(wanted, server, place, records)
                beside = around(server, place, country, made.form, decided.uid)
            sound &= decided.sound
            found.append(telling_plans.data(decided, beside, wanted.known))
            if form is Format.TEXT:
                for line in telling_plans.lines(decided, beside, wanted.known):
                    telling.answer(line)
        if form is Format.JSON:
            telling.answer_json(found)
        if server.lets_anybody_send():
            telling.say(OPEN)
        if not sound:
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


def _set(key: str, to: str, *, archived: bool) -> None:
    place = aimed(workspace.required(), to)
    uid = place.identities().get(key)
    if uid is None:
        raise workspace.WorkspaceError(
            f"{key} is not published from this workspace: see assets.toml"
        )
    server = connect(place)
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
