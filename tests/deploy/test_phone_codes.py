"""What a phone reads from a code: from the picture, the page, and the terminal."""

from __future__ import annotations

import re

import pytest
from scanning import read, rows_of_png

from deploy.phones import code, settings
from deploy.phones.settings import Door

KOBO = Door("https://kc.example.org", "nga_17")
# As long as app users' tokens are, with the signs that they hold.
KEY = "a1!B$c2" * 9 + "z"
CENTRAL = Door(f"https://central.example.org/v1/key/{KEY}/projects/12")
TRUTH = "true or false"
TEXT = "text"
# What Collect's settings schema knows, as far as we set it: a value outside an
# enumeration makes it refuse the whole code, an unknown name is skipped.
GENERAL = {
    "server_url": TEXT,
    "username": TEXT,
    "password": TEXT,
    "form_update_mode": ("manual", "previously_downloaded", "match_exactly"),
    "periodic_form_updates_check": (
        "every_fifteen_minutes",
        "every_one_hour",
        "every_six_hours",
        "every_24_hours",
    ),
    "autosend": ("off", "wifi_only", "cellular_only", "wifi_and_cellular"),
    "delete_send": TRUTH,
    "guidance_hint": ("no", "yes", "yes_collapsed"),
    "analytics": TRUTH,
    "metadata_username": TEXT,
    "metadata_phonenumber": TEXT,
    "metadata_email": TEXT,
    "background_location": TRUTH,
    "background_recording": TRUTH,
}
ADMIN = {
    "edit_saved",
    "send_finalized",
    "view_sent",
    "get_blank",
    "delete_saved",
    "change_server",
    "change_project_display",
    "change_app_theme",
    "change_app_language",
    "change_font_size",
    "change_navigation",
    "maps",
    "form_update_mode",
    "periodic_form_updates_check",
    "automatic_update",
    "hide_old_form_versions",
    "change_autosend",
    "delete_after_send",
    "change_constraint_behavior",
    "high_resolution",
    "image_size",
    "guidance_hint",
    "external_app_recording",
    "instance_form_sync",
    "change_form_metadata",
    "analytics",
    "moving_backwards",
    "access_settings",
    "change_language",
    "jump_to",
    "save_mid",
    "save_as_draft",
    "finalize_in_form_entry",
    "bulk_finalize",
}
LARGEST = 4000  # letters; Collect draws no longer code itself
RESET, PAIR = "\x1b[0m", re.compile("\x1b\\[(30|97);(40|107)m▀")


def text_for(door: Door) -> str:
    return settings.packed(settings.settings(door, project="Visits", unlock="0246813"))


@pytest.mark.parametrize("door", [KOBO, CENTRAL], ids=["kobo", "central"])
def test_a_picture_says_what_was_put_in(door: Door) -> None:
    text = text_for(door)

    scanned = read(rows_of_png(code.png(text)))

    found = settings.unpacked(scanned)
    assert found["general"]["server_url"] == door.server_url
    assert found["general"]["username"] == door.username
    assert found["admin"]["admin_pw"] == "0246813"
    assert len(text) < LARGEST


@pytest.mark.parametrize("door", [KOBO, CENTRAL], ids=["kobo", "central"])
def test_a_terminal_shows_the_same_code(door: Door) -> None:
    text = text_for(door)

    shown = code.on_terminal(text)

    rows: list[bytes] = []
    for line in shown.split("\n"):
        assert line.endswith(RESET)
        pairs = PAIR.findall(line)
        assert PAIR.sub("", line) == RESET
        rows.append(bytes(0 if front == "30" else 255 for front, _ in pairs))
        rows.append(bytes(0 if back == "40" else 255 for _, back in pairs))
    # A camera sees a square of several points, not one.
    large = [
        bytes(one for one in row for _ in range(4)) for row in rows for _ in range(4)
    ]
    assert read(large) == text


def test_collect_knows_every_name_and_value() -> None:
    found = settings.unpacked(text_for(KOBO))

    assert set(found) == {"general", "admin", "project"}
    for name, value in found["general"].items():
        match GENERAL[name]:
            case "text":
                assert isinstance(value, str)
            case "true or false":
                assert isinstance(value, bool)
            case values:
                assert value in values
    admin = dict(found["admin"])
    assert admin.pop("admin_pw") == "0246813"
    assert admin.keys() <= ADMIN
    assert set(admin.values()) == {False}
    assert re.fullmatch(r"#[0-9A-F]{6}", found["project"]["color"])


def test_a_phone_sends_forgets_and_follows_by_itself() -> None:
    found = settings.unpacked(text_for(KOBO))

    assert (
        found["general"]
        | {
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
            "delete_send": True,
            "guidance_hint": "yes_collapsed",
            "analytics": False,
            "metadata_phonenumber": "",
            "metadata_email": "",
            "background_location": False,
        }
        == found["general"]
    )
    for hidden in ("view_sent", "change_server", "change_autosend", "analytics"):
        assert found["admin"][hidden] is False


def test_going_back_and_drafts_stay_possible() -> None:
    admin = settings.unpacked(text_for(KOBO))["admin"]

    for needed in ("moving_backwards", "jump_to", "edit_saved", "save_as_draft"):
        assert needed not in admin


@pytest.mark.parametrize("text", ["", "?", "aGVsbG8=", "eJyrVspLzE1VslIqAAAVAAMB"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no code of settings"):
        settings.unpacked(text)


def test_a_door_does_not_show_its_key() -> None:
    assert KEY not in repr(CENTRAL)
    assert "nga_17" not in repr(KOBO)
