"""Draw a text as a code to scan: as a picture, and on a terminal.

Low error correction, as Collect draws its own: the settings are long, and a
code of fewer squares is easier for a cheap camera.
"""

from __future__ import annotations

import io

import segno

SQUARE = 6  # pixels of the picture for each square
QUIET = 4  # squares of white around, as the standard wants
# Dark squares on a light ground, whatever the colours of the terminal: two rows
# of the code stand in one line, the upper in the colour of the half block.
DARK, LIGHT = ("30", "40"), ("97", "107")
UPPER_HALF = "▀"
RESET = "\x1b[0m"


def png(text: str) -> bytes:
    """Draw a picture, black on white."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=SQUARE, border=QUIET)
    return out.getvalue()


def on_terminal(text: str) -> str:
    """Draw with half blocks in both colours, so that dark terminals do as well."""
    rows = [[bool(one) for one in row] for row in _code(text).matrix_iter(border=QUIET)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return "\n".join(
        "".join(map(_pair, upper, lower)) + RESET
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )


def _pair(upper: bool, lower: bool) -> str:  # noqa: FBT001 - two squares
    front = (DARK if upper else LIGHT)[0]
    back = (DARK if lower else LIGHT)[1]
    return f"\x1b[{front};{back}m{UPPER_HALF}"


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="l", boost_error=False)
