"""The wake-up call: the server tells our own address that a submission came in.

It is registered only where `[server] hook_url` is set, carries a secret that our
side asks for, and tells nothing of the answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from deploy.server import Hook, Wakening
from deploy.wire.address import is_this_machine
from instrument_specs.workspace import MARK, Workspace, WorkspaceError, secret

HEADER = "X-Hook-Secret"
SHORTEST_SECRET = 24


@dataclass(frozen=True, slots=True)
class HookPlan:
    """What to set (None: nothing), what to remove, and what others have set."""

    setting: Hook | None = None
    removing: tuple[Hook, ...] = ()
    foreign: tuple[str, ...] = ()


def wanted_hook(workspace: Workspace) -> Hook | None:
    """Give the hook that the workspace wants; None when it wants none."""
    url = workspace.setting("server", "hook_url")
    if not url:
        return None
    parts = urlsplit(url)
    local = is_this_machine(parts.hostname or "")
    if not parts.hostname or (parts.scheme != "https" and not local):
        raise WorkspaceError(
            f"{MARK}: hook_url must begin with https://, as the secret goes along"
        )
    word = secret("hook_secret")
    if len(word) < SHORTEST_SECRET or not word.isascii() or not word.isprintable():
        raise WorkspaceError(
            f"hook_url is set, and REMON_HOOK_SECRET has no {SHORTEST_SECRET} plain "
            "characters: set it to the secret that remon serve uses, too"
        )
    return Hook(url, {HEADER: word})


def hook_plan(wanted: Hook | None, present: Iterable[Hook]) -> HookPlan:
    """Compare: one hook with our secret's header is ours, all others are foreign."""
    ours, foreign = list[Hook](), list[Hook]()
    for one in present:
        named = {name.lower() for name in one.headers}
        (ours if HEADER.lower() in named else foreign).append(one)
    others = tuple(_said(one) for one in foreign if one.active)
    if wanted is None:
        return HookPlan(None, tuple(ours), others)
    kept = next((one for one in ours if one.endpoint == wanted.endpoint), None)
    rest = tuple(one for one in ours if one is not kept)
    if kept is None:
        return HookPlan(wanted, rest, others)
    right = replace(kept, ref="") == wanted
    return HookPlan(None if right else replace(wanted, ref=kept.ref), rest, others)


def set_hooks(server: Wakening, uid: str, plan: HookPlan) -> None:
    """Bring the server to the state that is wanted."""
    if plan.setting is not None:
        server.set_hook(uid, plan.setting)
    for one in plan.removing:
        server.remove_hook(one)


def _said(one: Hook) -> str:
    """Name the host only: an address may hold somebody's secret."""
    sends = f"the fields {', '.join(one.sends)}" if one.sends else "all answers"
    host = urlsplit(one.endpoint).hostname
    return f"each submission is sent on to {host}, with {sends}"
