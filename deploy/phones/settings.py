"""The settings that ODK Collect and KoboCollect take from a code they scan.

Names and values are those of Collect's client settings (its `settings` module);
what is left out keeps Collect's default. A name or value that an older app does
not know, it skips.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Settings: TypeAlias = Mapping[str, Mapping[str, Any]]

# What the interviewer's app does by itself, and what it does not collect.
GENERAL: Mapping[str, Any] = {
    "form_update_mode": "match_exactly",
    "periodic_form_updates_check": "every_fifteen_minutes",
    "autosend": "wifi_and_cellular",
    "delete_send": True,
    "guidance_hint": "yes_collapsed",
    "analytics": False,
    "metadata_username": "",
    "metadata_phonenumber": "",
    "metadata_email": "",
    "background_location": False,
    "background_recording": False,
}
# What cannot be seen or changed without the settings password. Language, size of
# letters and the way to turn pages stay free, and so do drafts: a talk that the
# phone has cut short must not be asked again from the beginning.
LOCKED = (
    "view_sent",
    "get_blank",
    "bulk_finalize",
    "change_server",
    "change_project_display",
    "form_update_mode",
    "periodic_form_updates_check",
    "automatic_update",
    "hide_old_form_versions",
    "change_autosend",
    "delete_after_send",
    "change_constraint_behavior",
    "guidance_hint",
    "high_resolution",
    "image_size",
    "external_app_recording",
    "instance_form_sync",
    "change_form_metadata",
    "analytics",
    "maps",
)
COLOR = "#5F6B6D"


@dataclass(frozen=True, slots=True)
class Door:
    """Where a phone knocks, and as whom.

    On ODK Central the address itself is the key, and there is no user name.
    """

    server_url: str
    username: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Show neither address nor account: both may open something."""
        return "Door(…)"


def settings(door: Door, *, project: str, unlock: str) -> Settings:
    """Give all settings of a phone; `unlock` is the settings password."""
    return {
        "general": {
            **GENERAL,
            "server_url": door.server_url,
            "username": door.username,
            "password": door.password,
        },
        "admin": {"admin_pw": unlock, **dict.fromkeys(LOCKED, False)},
        "project": {"name": project, "icon": project[:1].upper(), "color": COLOR},
    }


def packed(given: Settings) -> str:
    """Write settings as the text of a code: JSON, deflated, in base64."""
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(text: str) -> dict[str, Any]:
    """Read the text of a code as Collect does; `ValueError` if it is none."""
    try:
        found = json.loads(zlib.decompress(base64.b64decode(text, validate=True)))
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise ValueError("this is no code of settings") from error
    if not isinstance(found, dict):
        raise ValueError("this is no code of settings")  # noqa: TRY004 - bad text
    return found
