"""The command line: mounts the commands of the folders, nothing else."""

from __future__ import annotations

import sys

import typer

import builder.commands
import deploy.commands
import instrument_specs.commands
import instrument_specs.wording_commands
import scorers.commands
import scorers.examining.phones
import scorers.heard_commands
import scorers.storing.audit
import translations.commands
from builder.errors import SpecError, author_line, unforeseen
from builder.extraction import extracted
from builder.telling import say
from deploy.errors import ServerError
from instrument_specs.profiles import ProfileError
from instrument_specs.registry import Instruments
from instrument_specs.workspace import WorkspaceError
from scorers.posting.post import MailError
from scorers.scoring.files import FileError
from scorers.storing.store import StoreError
from translations.errors import CatalogueError

FOUND_PROBLEMS, TRY_LATER = 1, 3


def app() -> typer.Typer:
    """Give the whole command line."""
    whole = typer.Typer(
        name="remon",
        help="Forms, scores and alerts for reintegration monitoring.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=True,
    )
    instruments = Instruments()
    for folder in (
        instrument_specs.commands.commands(),
        builder.commands.commands(instruments),
        deploy.commands.commands(
            instruments, scorers.storing.audit.noted, scorers.examining.phones.sent
        ),
        scorers.commands.commands(instruments),
        translations.commands.commands(
            lambda: extracted(instruments, scorers.commands.texts()),
            instruments.shelves,
        ),
    ):
        whole.add_typer(folder)
    heard = scorers.heard_commands.adding(instruments)
    wording = instrument_specs.wording_commands.commands(instruments, heard)
    whole.add_typer(wording, name="wording")
    return whole


def main() -> None:
    """Run a command; tell a person what went wrong, without a traceback."""
    try:
        app()(prog_name="remon")
    except SpecError as error:
        line = author_line(error)
        say(f"{line}: {error}" if line else str(error))
        sys.exit(FOUND_PROBLEMS)
    except (ProfileError, WorkspaceError, CatalogueError, FileError) as error:
        say(str(error))
        sys.exit(FOUND_PROBLEMS)
    except ServerError as error:
        say(str(error))
        sys.exit(TRY_LATER if error.retryable else FOUND_PROBLEMS)
    except (MailError, StoreError) as error:
        say(str(error))
        sys.exit(TRY_LATER)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or type(error).__name__}")
        sys.exit(FOUND_PROBLEMS)
    except Exception as error:  # noqa: BLE001 - its text may quote an answer
        say(unforeseen(error))
        sys.exit(FOUND_PROBLEMS)


if __name__ == "__main__":
    main()
