"""An encrypted submission as a server keeps it: a manifest, and files to fetch.

Names of files are what the server made of them, which is not always what the
phone called them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

LARGEST_FILE = 20_000_000  # a server takes some 10 MB from a phone
# What servers add to a name that they hold already, before its ending.
_SUFFIX = re.compile(r"_[A-Za-z0-9]{5,12}(?=\.enc$)", re.ASCII)


class MissingFileError(LookupError):
    """The server does not have a file that the submission names."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file on the server, and how to get it."""

    name: str
    fetch: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Envelope:
    manifest: bytes
    attached: tuple[Attached, ...]

    def file(self, name: str) -> bytes:
        """Fetch the file that the manifest calls so, or raise `MissingFileError`.

        The exact name goes first, then one that a server made of it. Whether it
        is the right one shows when it is decrypted and compared.
        """
        for alike in (str, _plain, _unsuffixed):
            found = [one for one in self.attached if alike(one.name) == alike(name)]
            if found:
                return found[-1].fetch()
        raise MissingFileError


def _plain(name: str) -> str:
    """Leave out what servers replace or drop in names."""
    return re.sub(r"[^a-z0-9.]", "", name.lower())


def _unsuffixed(name: str) -> str:
    return _plain(_SUFFIX.sub("", name))
