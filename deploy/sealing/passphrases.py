"""Passphrases of private keys: from the secrets of the environment, or asked for.

Never an argument of a command: other people on the machine can read those.
"""

from __future__ import annotations

import sys
import unicodedata
from getpass import getpass

from instrument_specs.workspace import WorkspaceError, secret

FEWEST_CHARACTERS = 16


def known_passphrase(name: str, opens: str) -> str:
    """Give the passphrase of a key that exists: the secret `name`, or ask once."""
    return _same_everywhere(secret(name) or _asked(name, f"Passphrase of {opens}: "))


def new_passphrase(name: str, holder: str) -> str:
    """Give the passphrase for a new key file: the secret `name`, or ask twice."""
    chosen = secret(name)
    if not chosen:
        chosen = _asked(name, f"New passphrase of {holder}: ")
        if getpass("The same again: ") != chosen:
            raise WorkspaceError("the two passphrases differ: begin again")
    chosen = _same_everywhere(chosen)
    if len(chosen) < FEWEST_CHARACTERS:
        raise WorkspaceError(
            f"the passphrase of {holder} is too short: take {FEWEST_CHARACTERS} "
            "characters or more, such as five words that do not belong together"
        )
    return chosen


def _asked(name: str, question: str) -> str:
    if not sys.stdin.isatty():
        variable = f"REMON_{name.upper()}"
        raise WorkspaceError(
            "a passphrase is needed and nobody is here to type it: name a file that "
            f"holds it in {variable}_FILE, or set {variable}"
        )
    return getpass(question)


def _same_everywhere(passphrase: str) -> str:
    """Write letters as all keyboards do; blanks around it are lost in files."""
    return unicodedata.normalize("NFC", passphrase.strip())
