"""remon init, codes, country."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer

from builder import telling

from . import codes as drawing
from . import country_edit, workspace
from .profiles import OWN

MADE = ("countries", "translations", "wording")
SETTINGS = """\
# The settings of this workspace. Secrets do not belong here: set REMON_TOKEN,
# REMON_MAIL_USER and REMON_MAIL_PASSWORD, or name a file that holds one in
# REMON_TOKEN_FILE and so on.

[server]
url = "https://kf.kobotoolbox.org"

[mail]
host = "smtp.example.org"
port = 587
security = "starttls"          # starttls, ssl, or none for this machine only
sender = "Visits <visits@example.org>"
link = ""                      # page behind a login where a case can be opened
bounces = ""                   # who reads reports of mails that did not arrive

[watch]
operator = ""                  # who keeps remon running; told when something is late

[store]
url = "sqlite:///remon.db"
"""
IGNORED = """\
# What must not be shared: scores, mails, printed codes, keys, licensed wording.
/remon.db*
*.pem
/erasure.key
/erasures/
/build/
/codes/
/wording/toolkit/
"""
LETTER_OF_CODES = (
    "Respondent codes, printed on {day}. Give each person one code and keep the list "
    "of codes and people with the case manager, never on a phone."
)


def commands() -> typer.Typer:
    app = typer.Typer()

    @app.command()
    def init(
        folder: Annotated[Path, typer.Argument(help="Made when missing.")] = Path(),
        country: Annotated[
            list[str] | None,
            typer.Option(help="Copy this country's profile, to be filled in."),
        ] = None,
    ) -> None:
        """Make a workspace: the folder that holds what belongs to an office."""
        mark = folder / workspace.MARK
        if mark.exists():
            raise workspace.WorkspaceError(
                f"{mark} exists: this is a workspace already"
            )
        for name in MADE:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for one in country or ():
            source = OWN / f"{one}.toml"
            if not source.is_file():
                raise workspace.WorkspaceError(
                    f"the package has no profile for {one!r}"
                )
            (folder / "countries" / source.name).write_bytes(source.read_bytes())
        mark.write_text(SETTINGS, encoding="utf-8")
        (folder / ".gitignore").write_text(IGNORED, encoding="utf-8")
        telling.say(f"{folder.resolve()} is a workspace now.")
        telling.say("Next: fill in remon.toml and countries/, then run: remon doctor")

    @app.command()
    def codes(
        count: Annotated[int, typer.Argument(help="How many codes.")] = 50,
        day: Annotated[str, typer.Option(help="Date to print on the list.")] = "",
    ) -> None:
        """Print respondent codes that were never printed before."""
        place = workspace.required().folder / "codes"
        place.mkdir(mode=0o700, exist_ok=True)
        used = {
            line.strip()
            for path in place.glob("*.txt")
            for line in path.read_text(encoding="utf-8").splitlines()
        }
        try:
            drawn = drawing.draw(count, used, secrets.randbelow)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
        numbers = [path.stem.removeprefix("codes-") for path in place.glob("*.txt")]
        last = max((int(one) for one in numbers if one.isdecimal()), default=0)
        path = place / f"codes-{last + 1:04}.txt"
        _written_privately(path, "\n".join(drawn) + "\n")
        telling.say(LETTER_OF_CODES.format(day=day or "________"))
        for code in drawn:
            telling.answer(f"{code[:4]} {code[4:]}")

    app.add_typer(_country(), name="country")
    return app


def _country() -> typer.Typer:
    app = typer.Typer(help="Make a country's profile, or edit it as a spreadsheet.")

    @app.command()
    def new(
        country: Annotated[str, typer.Argument(help="Three letters, as in GHA.")],
    ) -> None:
        """Make the profile of a new country, with everything to fill in."""
        place = workspace.required().folder
        told = country_edit.made(country, place)
        telling.answer(str(told))
        telling.say(
            "It builds as it is, as a draft. Replace what is marked as invented, in "
            f"the file or with: remon country edit {country}"
        )

    @app.command()
    def edit(
        country: Annotated[str, typer.Argument(help="Three letters, as in GHA.")],
        out: Annotated[
            Path | None, typer.Option(help="The spreadsheet to write.")
        ] = None,
        source: Annotated[
            Path | None, typer.Option("--from", help="The spreadsheet to take over.")
        ] = None,
    ) -> None:
        """Write a profile as a spreadsheet, or take an edited one over."""
        place = workspace.required().folder
        if source is not None:
            path = country_edit.taken_over(country, place, source)
            telling.answer(str(path))
            telling.say(f"Next: remon check --country {country}")
            return
        path = country_edit.exported(country, place, out or Path(f"{country}.xlsx"))
        telling.answer(str(path))
        telling.say(f"When it is edited: remon country edit {country} --from {path}")

    return app


def _written_privately(path: Path, text: str) -> None:
    """Write a new file that only its owner can read; never over another."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
