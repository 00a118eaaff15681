"""The printed consent forms, piece by piece.

Most of their sentences fill in names, or promise more than anyone can keep; so
few are taken over, and each that is not is listed with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from translations.catalogue import SHARED

from .fitting import objection, unreadable
from .matching import Found, Matched, Worded
from .printed_copy import Joining

BULLET = re.compile(r"\s*[\N{BULLET}\ue000-\uf8ff]\s*")
BEGINS: Mapping[str, str] = {
    "introduction": r"Introduction:",
    "confirm": r"Do you confirm that you:",
    "length": r"The interview takes",
    "questions": r"Do you want to ask",
    "certificate": r"Certificate of Consent",
    "witness": r"Statement by the Witness",
    "interpreter": r"Statement if an Interpreter",
    "researcher": r"Statement by the Researcher",
}
CONFIRMED = ("taking_part", "data_use", "privacy", "withdrawal")
FILLED_IN = "ours fills in words of the country profile"
PROMISE = "promises to keep everything to oneself, which no one can (discrepancy 52)"
ADDED = "ours adds what the print leaves out, and stays"
# For each consent form, where a piece is said in our forms, or why it is not.
PIECES: Mapping[str, Mapping[str, str]] = {
    "consent_survivor": {
        "introduction": FILLED_IN,
        "confirm taking_part": "confirm_taking_part:label",
        "confirm data_use": FILLED_IN,
        "confirm privacy": PROMISE,
        "confirm withdrawal": "confirm_withdrawal:label",
        "length": FILLED_IN,
        "questions": "consent_questions:label",
        "witness": "paper_witness:label",
        "researcher": ADDED,
    },
    "consent_stakeholder": {
        "introduction": FILLED_IN,
        "confirm taking_part": "confirm_taking_part:label",
        "confirm data_use": FILLED_IN,
        "confirm privacy": PROMISE,
        "confirm withdrawal": "confirm_withdrawal:label",
        "length": FILLED_IN,
        "questions": "consent_questions:label",
        "certificate": FILLED_IN,
        "witness": "paper_witness:label",
        "interpreter": ADDED,
        "researcher": ADDED,
    },
}
SIGNED = "paper_"
SIGNING = re.compile(r"\s*(?:Printed name|Signature|Date) (?:of|\()")
KEY = re.compile(r"[a-z0-9_]+:label")


def pieces(lines: Sequence[str], joining: Joining) -> dict[str, str | None]:
    """Give the text of each piece; None where a word is cut in two."""
    found: dict[str, list[str]] = {}
    name, count, alone = "", 0, False
    for line in lines:
        begun = next(
            (one for one, begin in BEGINS.items() if re.match(rf"\s*{begin}", line)), ""
        )
        if begun:
            name, count, alone = begun, 0, begun != "questions"
            # A heading is no part of what it heads.
            rest = line if begun in {"questions", "length"} else line.partition(":")[2]
            found[name] = [rest] if rest.strip() else []
        elif name.startswith("confirm") and BULLET.match(line) and count < 4:  # noqa: PLR2004
            name = f"confirm {CONFIRMED[count]}"
            found[name], count = [BULLET.sub("", line)], count + 1
        elif name and (not line.strip() or SIGNING.match(line)) and found.get(name):
            name = "confirm" if name.startswith("confirm") and alone else ""
        elif name:
            found[name].append(line)
    found.pop("confirm", None)
    return {one: joining.joined(text) for one, text in found.items()}


def matched(
    part: str,
    printed: Mapping[str, str | None],
    sources: Mapping[str, Mapping[str, str]],
    tools: Sequence[str],
) -> dict[str, Matched]:
    """Give, by catalogue, what is taken over; `sources` are our texts by key."""
    done = {name: Matched() for name in (*tools, SHARED)}
    listed = done[tools[0]].found
    for piece, place in PIECES[part].items():
        if piece not in printed:
            listed.append(Found(part, piece, "missing", "is not in this copy"))
        elif not KEY.fullmatch(place):
            listed.append(Found(part, piece, "ours", place))
        else:
            text = _said(piece, printed[piece])
            source = sources[SHARED if place.startswith(SIGNED) else tools[0]][place]
            unclear, why = unreadable(text), objection(text, source)
            if unclear:
                listed.append(Found(part, piece, "unclear", unclear))
                continue
            listed.append(Found(part, piece, "ours" if why else "taken", why))
            for name in (SHARED,) if place.startswith(SIGNED) else tools:
                if not why:
                    done[name].texts.append(Worded(place, source, text))
    return done


def _said(piece: str, text: str | None) -> str:
    if text is None:
        return ""
    plain = re.split(r"\s+YES\b|_{2,}", text)[0].strip(" ;")
    if piece.startswith("confirm"):
        return f"Do you confirm that you: {plain}"
    return plain
