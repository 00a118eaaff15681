"""Read country profiles: the workspace's first, then the package's own.

A profile is refused with every fault in it named at once: file, field, what is
wrong and what to do.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from .country_fields import FIELDS
from .country_file import content
from .country_rules import faults
from .profile import Profile

OWN = Path(__file__).parent / "countries"
HASH_LENGTH = 12


class ProfileError(ValueError):
    """A country profile cannot be used as it stands; told to the M&E officer."""


def folders(workspace: Path | None) -> tuple[Path, ...]:
    return (OWN,) if workspace is None else (workspace / "countries", OWN)


def known(workspace: Path | None) -> list[str]:
    """Name the countries that have a profile."""
    found = (
        path.stem for folder in folders(workspace) for path in folder.glob("*.toml")
    )
    return sorted(set(found))


def profile(country: str, workspace: Path | None) -> Profile:
    """Read one country's profile; ProfileError says what is wrong with it."""
    for folder in folders(workspace):
        path = folder / f"{country}.toml"
        if path.is_file():
            return read(path)
    raise ProfileError(
        f"there is no profile for {country!r}; there is one for "
        f"{', '.join(known(workspace))}. Countries are three capital letters, as in NGA"
    )


def read(path: Path) -> Profile:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path.name} cannot be read: {error}") from error
    remedy = "Correct these in the file, then run: remon check"
    return understood(values, path.stem, path.name, remedy)


def understood(
    values: Mapping[str, Any], country: str, source: str, remedy: str
) -> Profile:
    """Make a profile of what a file or a spreadsheet called `source` holds."""
    try:
        found = _adapter().validate_python(values)
    except ValidationError as error:
        raise ProfileError(_told(source, _faults(error), remedy)) from error
    # Validation gives a subclass that knows its checks; hand on the plain value.
    plain = Profile(**{one.name: getattr(found, one.name) for one in fields(Profile)})
    wrong = list(faults(plain))
    if plain.country != country:
        wrong.insert(0, f"country: {plain.country!r} in the profile of {country}")
    if wrong:
        raise ProfileError(_told(source, wrong, remedy))
    return replace(plain, hash=_hash(plain))


@cache
def _adapter() -> TypeAdapter[Profile]:
    config = ConfigDict(extra="forbid", strict=False)
    strict = checked(Profile, config=config, frozen=True)
    return cast("TypeAdapter[Profile]", TypeAdapter(strict))


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in fault["loc"])
        yield f"{place}: {fault['msg'].lower()}"


def _told(source: str, found: Iterable[str], remedy: str) -> str:
    lines = "\n".join(f"  - {fault}" for fault in found)
    return f"{source} is not complete or not consistent:\n{lines}\n{remedy}"


def _hash(profile: Profile) -> str:
    """Identify what shapes forms and scores, however the file is written."""
    shaping = {
        name: value
        for name, value in content(profile).items()
        if not FIELDS[name].office
    }
    for number in shaping["duty_numbers"]:
        del number["checked"]
    canonical = json.dumps(shaping, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:HASH_LENGTH]
