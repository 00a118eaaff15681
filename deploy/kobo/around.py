"""The verbs of one KoboToolbox account about rights and wake-up calls."""

from __future__ import annotations

from deploy.kobo import access
from deploy.server import Grant, Hook
from deploy.wire.transport import Transport


class KoboAround:
    """Fulfils `Sharing` and `Wakening`."""

    _http: Transport

    def grants(self, uid: str) -> list[Grant]:
        """List the rights that others than the owner have on a form."""
        return access.read_grants(self._http, uid)

    def grant(self, uid: str, grant: Grant) -> None:
        """Give a right; giving it twice is the same."""
        access.give(self._http, uid, grant)

    def revoke(self, uid: str, grant: Grant) -> None:  # noqa: ARG002 - its ref says it
        """Take a right away."""
        access.take(self._http, grant)

    def hooks(self, uid: str) -> list[Hook]:
        """List the addresses that are called for a form."""
        return access.read_hooks(self._http, uid)

    def set_hook(self, uid: str, hook: Hook) -> None:
        """Make a hook, or bring the one with its `ref` to this state."""
        access.set_hook(self._http, uid, hook)

    def remove_hook(self, hook: Hook) -> None:
        """Stop calling an address."""
        access.remove_hook(self._http, hook)

    def own_rights(self, uid: str) -> frozenset[str]:
        """Name what this account may do with a form, in the server's words."""
        return access.read_own_rights(self._http, uid)
