"""Everything around a form: who may use it, and whom the server calls."""

from __future__ import annotations

from dataclasses import dataclass

from builder.form import Form
from deploy.access.hooks import HookPlan, hook_plan, set_hooks, wanted_hook
from deploy.access.sharing import (
    SharingPlan,
    over_sharing,
    share,
    sharing_plan,
    stated,
    under_sharing,
)
from deploy.server import Grant, Hook, Publisher, Sharing, Wakening
from instrument_specs.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Around:
    """What differs around a form from what the workspace states."""

    sharing: SharingPlan
    hook: HookPlan

    @property
    def to_do(self) -> tuple[str, ...]:
        """Say what a deployment would do."""
        said = [*under_sharing(self.sharing)]
        if self.hook.setting is not None:
            said.append("register the wake-up call")
        if self.hook.removing:
            said.append("remove a wake-up call of ours to another address")
        return tuple(said)

    @property
    def worries(self) -> tuple[str, ...]:
        """Say what is shared wider than stated; a deployment leaves it so."""
        return (*over_sharing(self.sharing), *self.hook.foreign)


def around(
    server: Publisher, workspace: Workspace, country: str, form: Form, uid: str | None
) -> Around:
    """Compare; a form that is not there yet has nobody around it."""
    grants, hooks = list[Grant](), list[Hook]()
    if uid is not None and isinstance(server, Sharing):
        grants += server.grants(uid)
    if uid is not None and isinstance(server, Wakening):
        hooks += server.hooks(uid)
    wanted = wanted_hook(workspace) if isinstance(server, Wakening) else None
    return Around(
        sharing_plan(stated(workspace, country, form), grants),
        hook_plan(wanted, hooks),
    )


def set_around(server: Publisher, uid: str, plan: Around, *, exact: bool) -> None:
    """Bring the server to what is stated; take rights away only when `exact`."""
    if isinstance(server, Wakening):
        set_hooks(server, uid, plan.hook)
    if isinstance(server, Sharing):
        share(server, uid, plan.sharing, exact=exact)
