"""remon keys new, check."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from builder import telling
from deploy.noting import Noted, nowhere
from deploy.sealing.held_keys import key_files, private_keys, trial, variable
from deploy.sealing.passphrases import new_passphrase
from deploy.sealing.private_key import (
    new_key,
    protected,
    read_private_key,
    refuse_existing,
    write_new,
)
from instrument_specs import workspace
from instrument_specs.public_key import written
from instrument_specs.registry import Instruments
from instrument_specs.workspace import WorkspaceError

FOUND_PROBLEMS = 1
ROLE = re.compile(r"[^\W_][\w .,()/-]{2,59}")
Country = Annotated[str, typer.Option(help="Three letters, as in NGA.")]


def commands(instruments: Instruments, noted: Noted = nowhere) -> typer.Typer:
    """Give the commands about the keys of encrypted forms."""
    app = typer.Typer(help="Keys of encrypted forms.", no_args_is_help=True)

    @app.command()
    def new(
        country: Country,
        out: Annotated[Path, typer.Option(help="An empty folder, such as a stick.")],
        second_holder: Annotated[
            str | None, typer.Option(help="Who keeps the second copy: a role, no name.")
        ] = None,
    ) -> None:
        """Make a key pair: two protected files, and one public line."""
        if country not in instruments.countries():
            raise WorkspaceError(
                f"there is no country {country!r}: one of "
                f"{', '.join(instruments.countries())}"
            )
        folder = _apart(out)
        holder = _role(second_holder)
        made = _made(folder, country, holder)
        _tell(country, folder, holder, written(made.public_key()))
        _note(noted, "keys new", "keys made", country)

    @app.command()
    def check(country: Country) -> None:
        """Tell whether the profile's key and the private key belong together."""
        profile = instruments.profile(country)
        if not profile.encryption_key:
            why = profile.encryption_waived
            telling.say(f"the profile of {country} has no encryption_key: {why}")
        keys = private_keys(country, "")
        for path, key in zip(key_files(country), keys, strict=True):
            fits = written(key.public_key()) == profile.encryption_key
            said = "belongs to the profile" if fits else "is another key"
            telling.answer(f"{path}: {said}, {key.key_size} bits")
            telling.answer(written(key.public_key()))
        if not keys:
            telling.say(f"{variable(country)} names no key file")
        if not (keys and profile.encryption_key):
            raise typer.Exit(FOUND_PROBLEMS)
        trial(profile.encryption_key, keys)
        telling.say("A test form was encrypted and read back.")
        _note(noted, "keys check", "keys tried", country)

    return app


def _note(noted: Noted, command: str, what: str, country: str) -> None:
    """Write it down in the workspace, where the command is run in one."""
    place = workspace.found()
    if place is not None:
        noted(place, command, what, project=country)


def _apart(out: Path) -> Path:
    """Refuse a folder that git or a workspace would share."""
    folder = out.resolve()
    for one in (folder, *folder.parents):
        if (one / ".git").exists() or (one / workspace.MARK).is_file():
            raise WorkspaceError(
                f"{out} lies inside {one}, which is shared: a private key must lie "
                "elsewhere. Name another folder, best on a stick that is locked away"
            )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _role(second_holder: str | None) -> str:
    """Ask who keeps the second copy; without one, a lost key loses all answers."""
    if second_holder is None and sys.stdin.isatty():
        second_holder = typer.prompt("Who keeps the second copy (a role, no name)?")
    if not second_holder or not ROLE.fullmatch(second_holder.strip()):
        raise WorkspaceError(
            "a second person must keep a copy: name the role, as in "
            '--second-holder "data protection officer"'
        )
    return second_holder.strip()


def _made(folder: Path, country: str, holder: str) -> RSAPrivateKey:
    files = _files(folder, country)
    for path in files:
        refuse_existing(path)
    own = new_passphrase("new_key_passphrase", "the first holder")
    theirs = new_passphrase("second_key_passphrase", f"the {holder}")
    if own == theirs:
        raise WorkspaceError(
            "both copies have the same passphrase: the second holder chooses one of "
            "their own"
        )
    key, done = new_key(), []
    try:
        for path, passphrase in zip(files, (own, theirs), strict=True):
            write_new(path, protected(key, passphrase))
            done.append(path)
            trial(written(key.public_key()), [read_private_key(path, passphrase)])
    except BaseException:
        # Nothing was encrypted for it yet: half a pair only misleads.
        for path in done:
            path.unlink()
        raise
    return key


def _files(folder: Path, country: str) -> tuple[Path, Path]:
    return folder / f"{country}-key-1.pem", folder / f"{country}-key-2.pem"


def _tell(country: str, folder: Path, holder: str, public: str) -> None:
    first, second = _files(folder, country)
    telling.say(
        f"Two files were written. Both hold the private key of {country}.\n"
        f"  {first}\n"
        "    goes to the machine that runs remon pull, on an encrypted disk. Name it\n"
        f"    there in {variable(country)}.\n"
        f"  {second}\n"
        f"    goes by hand to the {holder}, who locks it away. Remove it here then.\n"
        "Never put either into the workspace or git, onto a phone, into a mail, a\n"
        "chat or a shared drive. Whoever has a file and its passphrase reads every\n"
        "answer; when both copies are lost, nobody ever reads them again.\n"
        "The public key is no secret. Put this line in place of the line\n"
        f"encryption_waived in countries/{country}.toml, or of the old key; take the\n"
        "word encryption_waived out of the list examples there, if it stands in it;\n"
        "and run remon check, and remon deploy:"
    )
    telling.answer(f'encryption_key = "{public}"')
