"""remon walk: a talk from beginning to end, and how long talks are."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from . import telling
from .form import Form
from .proofs import proved
from .registry import Registry
from .talks import Talks, length, rehearsed, talks
from .telling import Format
from .transcript import transcript

REHEARSALS = 40


class Which(StrEnum):
    """Which talk to print; `none` gives the numbers alone."""

    SHORTEST = "shortest"
    TYPICAL = "typical"
    LONGEST = "longest"
    NONE = "none"


def add_walk(app: typer.Typer, registry: Registry) -> None:
    """Add the command to those of this folder."""

    @app.command()
    def walk(
        country: Annotated[str, typer.Option(help="Three letters, as in NGA.")],
        tool: Annotated[str, typer.Option(help="The form to walk through.")],
        show: Annotated[Which, typer.Option(help="The talk to print.")] = Which.TYPICAL,
        kind: Annotated[str, typer.Option(help="As in the list of lengths.")] = "",
        rehearsals: Annotated[int, typer.Option(min=1)] = REHEARSALS,
        form: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    ) -> None:
        """Print a rehearsed talk screen by screen, and how long talks are."""
        made = registry.form(country, tool)
        with telling.working(f"Walking through {country}/{tool}"):
            kinds = _kinds(registry, made)
            report = _report(made, kinds, rehearsals)
        if kind and kind not in kinds:
            raise typer.BadParameter(f"no kind {kind!r}, only {', '.join(kinds)}")
        if form is Format.JSON:
            telling.answer_json(report)
            return
        if show is not Which.NONE and kinds:
            case = getattr(kinds[kind or next(iter(kinds))], show.value)
            wording = registry.wording(country, registry.catalogues(tool))
            for line in transcript(case, wording, wording.languages[0]):
                telling.answer(line)
        _tell(report)


def _kinds(registry: Registry, form: Form) -> dict[str, Talks]:
    found = {name: talks(form, whole) for name, whole in registry.whole(form).items()}
    return {name: three for name, three in found.items() if three is not None}


def _report(form: Form, kinds: dict[str, Talks], rehearsals: int) -> dict[str, Any]:
    proof = proved(form)
    asked = rehearsed(form, proof, rehearsals)
    return {
        "talks": [
            {
                "kind": name,
                "talk": which.value,
                "screens": long.screens,
                "questions": long.questions,
                "notes": long.notes,
            }
            for name, three in kinds.items()
            for which in Which
            if which is not Which.NONE
            for long in (length(getattr(three, which.value)),)
        ],
        "rehearsals": rehearsals,
        "proving_talks": len(proof.witnesses),
        "questions": sum(1 for _ in form.questions()),
        "reached": sum(question.name in asked for question in form.questions()),
        "not_reached": [q.name for q in form.questions() if q.name not in asked],
    }


def _tell(report: dict[str, Any]) -> None:
    telling.table(
        ("Kind of talk", "Which", "Screens", "Questions", "Notes"),
        (tuple(row.values()) for row in report["talks"]),
    )
    part = report["reached"] / report["questions"]
    telling.say(
        f"{report['rehearsals']} rehearsals reach {report['reached']} of "
        f"{report['questions']} questions ({part:.0%}); "
        f"{report['proving_talks']} talks are enough to prove it."
    )
    for name in report["not_reached"]:
        telling.say(f"not reached: {name}")
