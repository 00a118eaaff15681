"""Whether a request that failed is made once more."""

from __future__ import annotations

from collections.abc import Callable

from deploy.errors import ServerError
from deploy.wire.explain import BUSY


def again(
    *, repeatable: bool, longest_wait: float
) -> Callable[[Exception], bool | float]:
    """Decide about one more try: no, yes, or yes after so many seconds."""

    def decide(error: Exception) -> bool | float:
        if not isinstance(error, ServerError) or not error.retryable:
            return False
        if not (repeatable or error.unsent):
            return False
        if error.status is not None and error.status not in BUSY:
            return False
        if error.wait is None:
            return True
        return False if error.wait > longest_wait else max(error.wait, 0.1)

    return decide
