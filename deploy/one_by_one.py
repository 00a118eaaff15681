"""The same for several forms: what stops one form stops no other.

What would stop each of them alike is raised: address, login or line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from builder.errors import SpecError, author_line
from deploy.errors import NoServerError, ServerError
from translations.errors import CatalogueError

OF_ONE_FORM = (ServerError, SpecError, CatalogueError)
FOUND_PROBLEMS, TRY_LATER = 1, 3


def one_by_one(
    tools: Mapping[str, str],
    do: Callable[[str, str], None],
    told: Callable[[str, str], None],
) -> list[Exception]:
    """Call `do(key, tool)` for each form, and `told(key, why)` where that fails.

    Return what went wrong; the error of an only form is raised, and what every
    further form would meet.
    """
    failed: list[Exception] = []
    for key, tool in tools.items():
        try:
            do(key, tool)
        except OF_ONE_FORM as error:
            if len(tools) == 1 or isinstance(error, NoServerError):
                raise
            failed.append(error)
            told(key, reason(error))
    return failed


def reason(error: Exception) -> str:
    """Say what is wrong, with the author's line where it is theirs."""
    line = author_line(error) if isinstance(error, SpecError) else ""
    return f"{line}: {error}" if line else str(error)


def exit_code(failed: list[Exception]) -> int:
    """Give how a command ends: a later run may do where all faults pass by."""
    if not failed:
        return 0
    passing = all(isinstance(one, ServerError) and one.retryable for one in failed)
    return TRY_LATER if passing else FOUND_PROBLEMS
