"""remon deploy, and the other commands of this folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated

import typer
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from builder import telling
from builder.build import built
from deploy import key_commands, phone_commands, plan_commands, sandbox_commands
from deploy.connection import aimed, signed_in
from deploy.noting import Noted, nowhere
from deploy.one_by_one import exit_code, one_by_one
from deploy.phones.versions import SentBy, nothing_sent
from deploy.publishing.keys import chosen, other_projects
from deploy.publishing.release import Choices, allowed, release
from deploy.publishing.telling_plans import clean
from instrument_specs import workspace
from instrument_specs.registry import Instruments


def _told(details: RetryDetails) -> None:
    telling.say(f"The server is slow to answer: again in {details.wait_for:.0f} s …")


def _not_deployed(key: str, why: str) -> None:
    why = why.removeprefix(f"{key} is not deployed: ")
    telling.say(f"{key}  NOT DEPLOYED: {why}")


def _counted(count: Mapping[str, int], forms: int) -> str:
    left = forms - sum(count.values())
    return (
        f"{count['published']} published, {count['unchanged']} unchanged, {left} not"
        " deployed"
    )


def commands(
    instruments: Instruments,
    noted: Noted = nowhere,
    sent_by: SentBy = nothing_sent,
) -> typer.Typer:
    """Give the commands of this folder; `noted` writes down who did what.

    `sent_by` tells what phones have sent.
    """
    app = typer.Typer()
    app.add_typer(sandbox_commands.commands())
    app.add_typer(key_commands.commands(instruments, noted), name="keys")
    app.add_typer(plan_commands.commands(instruments, sent_by))
    phones = phone_commands.commands(instruments, noted, sent_by)
    app.add_typer(phones, name="phone")
    set_on_retry_hooks([_told])

    @app.command()
    def deploy(
        country: Annotated[str, typer.Option(help="Three letters, as in NGA.")],
        tool: Annotated[
            list[str] | None,
            typer.Option(help="A form, or several; all when left out."),
        ] = None,
        *,
        training: Annotated[
            bool, typer.Option("--training", help="Publish drafts, for practice only.")
        ] = False,
        overwrite_drift: Annotated[
            bool, typer.Option(help="Replace what was edited by hand on the server.")
        ] = False,
        allow_breaking: Annotated[
            bool, typer.Option(help="Apply breaking changes that are declared.")
        ] = False,
        exact: Annotated[
            bool, typer.Option(help="Take rights away that remon.toml does not state.")
        ] = False,
        project: Annotated[
            str, typer.Option(help="One of several projects of the country.")
        ] = "",
        role: Annotated[
            str, typer.Option(help="Your role, for the record of publications.")
        ] = "",
        to: Annotated[
            str, typer.Option(help="Another server: its section in remon.toml.")
        ] = "",
        accept_warnings: Annotated[
            bool, typer.Option(help="Let ODK Central store a form it warns of.")
        ] = False,
    ) -> None:
        """Publish the forms; a second run changes nothing. See: remon plan."""
        home = workspace.required()
        place = aimed(home, to)
        if why := place.suspended(country):
            raise workspace.WorkspaceError(
                f"{country} is suspended ({why}): no form is published. When it is "
                "resolved, take the line out of [suspended] in remon.toml"
            )
        allowed(country, instruments.unready(country), training=training)
        keys = chosen(country, tool or (), instruments.tools(), project)
        with signed_in(place, accept_warnings=accept_warnings) as server:
            telling.say(f"Connected as {server.whoami()}.")
            choices = Choices(
                overwrite_drift=overwrite_drift,
                allow_breaking=allow_breaking,
                exact=exact,
                project=project,
                role=role,
            )
            count = Counter[str]()

            def publish(key: str, one: str) -> None:
                with telling.working(f"{key}: building and checking"):
                    made = built(instruments, country, one)
                done = release(made, instruments, server, place, telling.say, choices)
                said = "published" if done.changed else "unchanged"
                count[said] += 1
                telling.answer(f"{key}  {said}  {done.uid}  {done.version}")
                for line in done.to_know:
                    telling.answer(f"  {clean(line)}")
                if done.changed:
                    noted(home, "deploy", "form published", project=key)

            for key in keys:
                if said := other_projects(key, place.identities()):
                    telling.say(f"{key}  {said}")
            try:
                failed = one_by_one(keys, publish, _not_deployed)
            finally:
                if len(keys) > 1:
                    telling.say(_counted(count, len(keys)))
        if failed:
            raise typer.Exit(exit_code(failed))

    return app
