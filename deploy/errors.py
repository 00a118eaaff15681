"""What goes wrong with a form server, told to the person who runs the command.

The text never holds a token, a query or an answer.
"""

from __future__ import annotations


class ServerError(Exception):
    """A request that did not do what it should: what, where, what to do next.

    `retryable` says whether the same command may succeed later without anybody
    changing anything (exit code 3); otherwise a person has to act. `unsent` is
    true only when the server cannot have seen the request. `wait` is the number
    of seconds the server asked for, where it did.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str,
        advice: str,
        retryable: bool = False,
        status: int | None = None,
        unsent: bool = False,
        wait: float | None = None,
    ) -> None:
        """Take two sentences, `what` and `advice`; `where` is method, path and host."""
        super().__init__(f"{what.rstrip('.')} ({where}). {advice}")
        self.what = what
        self.where = where
        self.advice = advice
        self.retryable = retryable
        self.status = status
        self.unsent = unsent
        self.wait = wait


class FormRefusedError(ServerError):
    """The server took the request but not the form: the workbook must change."""


class NoServerError(ServerError):
    """Address, login or line are at fault: every further request would fail alike."""
