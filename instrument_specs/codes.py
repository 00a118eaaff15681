"""Respondent codes: eight digits without meaning whose value mod 97 is 1.

Codes are drawn at random, so that neither order nor number tells anything
about a person; those already printed are never drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from builder.one_case import CHECK_MODULUS, has_check_digits

LOWEST, HIGHEST = 10_000_000, 99_999_999
POSSIBLE = (HIGHEST - LOWEST) // CHECK_MODULUS


def draw(count: int, used: Container[str], below: Callable[[int], int]) -> list[str]:
    """Draw unused codes; `below(n)` gives a random number under n.

    Raises:
        ValueError: when more are asked for than can be told apart safely.

    """
    if not 0 < count <= POSSIBLE // 10:
        raise ValueError(f"between 1 and {POSSIBLE // 10} codes can be drawn at a time")
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        code = _from(below(POSSIBLE))
        if code not in used:
            drawn[code] = None
    return list(drawn)


def _from(number: int) -> str:
    first = LOWEST + (1 - LOWEST) % CHECK_MODULUS
    code = str(first + number * CHECK_MODULUS)
    if not has_check_digits(code):
        raise AssertionError("a drawn code fails its own check")
    return code
