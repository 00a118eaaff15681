"""The certificate of an erasure: what was deleted where, and nothing of whom."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

FOLDER = "erasures"
# What no command of ours gets at, whatever else is done.
OUT_OF_REACH = (
    "mails that were sent: ask their recipients to delete them",
    "interviews still on phones: what they send is kept out, and told by remon pull",
    "backups of this database and of the form server, until they expire",
    "downloads and exports made on the form server or kept outside the workspace",
    "paper: consent forms, and the case manager's list of codes and people",
)
REASONS = {
    "request": "asked for",
    "retention": "kept for as long as the country profile allows",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """One erasure. `mark` begins the keyed hash by which the code is recognised.

    `other_files` hold the code and were not made by remon; `unread_rows` are
    submissions of this country that nobody can read, so perhaps this person's;
    `astray` ones may still be on the form server, under another form.
    """

    id: str
    country: str
    reason: str
    asked_on: date
    erased_on: date
    by: str
    second: str
    counts: Mapping[str, int]
    mark: str
    other_files: int = 0
    unread_rows: int = 0
    astray: int = 0

    def text(self) -> str:
        """Give it as a page to be printed and filed."""
        roles = " and ".join(filter(None, (self.by, self.second)))
        gone = [f"  {count:>6}  {what}" for what, count in self.counts.items()]
        lines = [
            f"Certificate of erasure {self.id}",
            "",
            f"Country:    {self.country}",
            f"Reason:     {REASONS.get(self.reason, self.reason)}",
            f"Asked for:  {self.asked_on}, by {roles}",
            f"Erased:     {self.erased_on}",
            f"Mark:       {self.mark}",
            "",
            "Deleted:",
            *(gone or ["  nothing was here yet"]),
            "",
            "Out of reach:",
            *(f"  - {one}" for one in self.out_of_reach()),
        ]
        return "\n".join(lines) + "\n"

    def out_of_reach(self) -> list[str]:
        """Name what was not deleted, and who can do it."""
        found = list(OUT_OF_REACH)
        if self.other_files:
            found.append(
                f"{self.other_files} files in the workspace that remon did not make, "
                "or could not look into"
            )
        if self.unread_rows:
            found.append(
                f"{self.unread_rows} submissions of this country that cannot be read, "
                "and may be of this person"
            )
        if self.astray:
            found.append(
                f"{self.astray} submissions of a form that has had another id on the "
                "form server: delete them there by hand"
            )
        return found


def written(certificate: Certificate) -> str:
    """Give a certificate as JSON."""
    found = asdict(certificate) | {"out_of_reach": certificate.out_of_reach()}
    return json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n"


def read(text: str) -> Certificate:
    found = json.loads(text)
    del found["out_of_reach"]
    for day in ("asked_on", "erased_on"):
        found[day] = date.fromisoformat(found[day])
    return Certificate(**found)


def kept(folder: Path, text: str) -> Path:
    """Write a certificate as page and as JSON; give where the page is."""
    certificate = read(text)
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    page = place / f"{certificate.erased_on}-{certificate.id}.txt"
    _for_owner(page.with_suffix(".json"), text)
    _for_owner(page, certificate.text())
    return page


def _for_owner(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600),
        "w",
        encoding="utf-8",
    ) as to:
        to.write(text)
    draft.replace(path)
