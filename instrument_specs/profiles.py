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

from builder.form import NAME
from builder.judgements import SEVERITIES

from .closing import NEEDS
from .profile import ByLanguage, Profile

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
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path.name} cannot be read: {error}") from error
    try:
        found = _adapter().validate_python(content)
    except ValidationError as error:
        raise ProfileError(_told(path, _faults(error))) from error
    # Validation gives a subclass that knows its checks; hand on the plain value.
    plain = Profile(**{one.name: getattr(found, one.name) for one in fields(Profile)})
    if faults := list(_contradictions(plain, path)):
        raise ProfileError(_told(path, faults))
    return replace(plain, hash=_hash(content))


@cache
def _adapter() -> TypeAdapter[Profile]:
    config = ConfigDict(extra="forbid", strict=False)
    strict = checked(Profile, config=config, frozen=True)
    return cast("TypeAdapter[Profile]", TypeAdapter(strict))


def _faults(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in fault["loc"])
        yield f"{place}: {fault['msg'].lower()}"


def _told(path: Path, faults: Iterable[str]) -> str:
    lines = "\n".join(f"  - {fault}" for fault in faults)
    return (
        f"{path.name} is not complete or not consistent:\n{lines}\n"
        "Correct these in the file, then run: remon check"
    )


def _contradictions(found: Profile, path: Path) -> Iterator[str]:
    """Find what each field allows and the whole does not."""
    if found.country != path.stem:
        yield f"country: {found.country!r} in a file called {path.stem}"
    if bool(found.encryption_key) == bool(found.encryption_waived):
        yield "encryption_key: give a key, or say in encryption_waived why not"
    yield from _untold(found)
    yield from _unanswered(found)
    yield from _impossible(found)


def _untold(found: Profile) -> Iterator[str]:
    for name, texts in _texts(found):
        for language in found.languages:
            if not texts.get(language, "").strip():
                yield f"{name}: nothing in language {language!r}"


def _unanswered(found: Profile) -> Iterator[str]:
    """Find needs and severities that nobody answers for."""
    for severity in SEVERITIES[:3]:
        if severity not in found.hours:
            yield f"hours.{severity}: no deadline"
    covered = {point.need for point in found.focal_points}
    for need in NEEDS:
        if need not in covered:
            yield f"focal_points: nobody for {need}"
        if need not in found.steps:
            yield f"steps.{need}: no first step"


def _impossible(found: Profile) -> Iterator[str]:
    for code in (*found.areas, *found.amenities):
        if not NAME.fullmatch(code):
            yield f"{code!r}: codes are lower-case letters, digits and _"
    for standard in found.standards:
        if not standard.amenities:
            yield f"standards: nothing is required for {standard.location!r}"
        for code in standard.amenities:
            if code not in found.amenities:
                yield f"standards: {code!r} is not among the amenities"
    youngest, oldest = found.school_age
    if not 0 <= youngest <= oldest:
        yield "school_age: give the youngest age first"


def _texts(found: Profile) -> Iterator[tuple[str, ByLanguage]]:
    for name in (
        "organization",
        "purpose",
        "data_rules",
        "limits",
        "limits_short",
        "independent_contact",
        "staff_care",
        "emergency_support",
    ):
        yield name, getattr(found, name)
    groups: Mapping[str, Mapping[str, ByLanguage]] = {
        "areas": found.areas,
        "amenities": found.amenities,
        "steps": found.steps,
        "feelings": found.feelings,
    }
    for group, entries in groups.items():
        for code, texts in entries.items():
            yield f"{group}.{code}", texts


def _hash(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:HASH_LENGTH]
