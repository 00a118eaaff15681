"""The private keys that this machine holds for a country, and whether they work.

REMON_PRIVATE_KEY_<COUNTRY> names the key file; several, an old key beside a new
one, are separated as in PATH. The passphrase is a secret or is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from deploy.sealing.decryption import SealedError, opened, read_manifest
from deploy.sealing.encryption import encrypted
from deploy.sealing.passphrases import known_passphrase
from deploy.sealing.private_key import read_private_key
from instrument_specs.public_key import PublicKeyError, read_public_key, written
from instrument_specs.workspace import WorkspaceError

Keys: TypeAlias = tuple[RSAPrivateKey, ...]
# Invented, and never sent anywhere.
SHEET = (
    b'<data id="trial" version="1"><word>readable</word>'
    b"<meta><instanceID>uuid:trial</instanceID></meta></data>"
)


class NoKeyError(WorkspaceError):
    """What a country's phones send cannot be read on this machine."""


def private_keys(country: str, public: str) -> Keys:
    """Give the keys that are held here for a country, none when it needs none.

    `public` is the key of its profile, "" without encryption. Where there is
    one, `NoKeyError` unless its private key is held here.
    """
    paths = key_files(country)
    if public and not paths:
        raise NoKeyError(
            f"the forms of {country} are encrypted and this machine holds no key to "
            f"read them: run this on the machine that does, or name the key file in "
            f"{variable(country)}"
        )
    keys = tuple(
        read_private_key(
            path, known_passphrase(f"private_key_{country}_passphrase", path.name)
        )
        for path in paths
    )
    if public and not any(written(one.public_key()) == public for one in keys):
        raise NoKeyError(
            f"no private key of {variable(country)} belongs to the encryption_key of "
            f"{country}: name the right file, or put the public key of this one into "
            "the profile (remon keys check shows it)"
        )
    return keys


def key_files(country: str) -> list[Path]:
    """List the key files that the environment names for a country."""
    named = os.environ.get(variable(country), "").split(os.pathsep)
    return [Path(one).expanduser() for one in named if one]


def variable(country: str) -> str:
    return f"REMON_PRIVATE_KEY_{country}"


def trial(public: str, keys: Sequence[RSAPrivateKey]) -> None:
    """Encrypt an invented sheet as a phone does, and read it back; else raise."""
    try:
        sent = encrypted(SHEET, read_public_key(public), {})
    except PublicKeyError as error:
        raise WorkspaceError(f"encryption_key {error}") from error
    try:
        root = opened(read_manifest(sent.document), sent.files.__getitem__, keys)
    except SealedError as error:
        raise NoKeyError(
            f"a test form could not be read: {error}. Compare the key file with the "
            "profile: remon keys check"
        ) from None
    if root.findtext("word") != "readable":
        raise NoKeyError("a test form came back with other answers")
