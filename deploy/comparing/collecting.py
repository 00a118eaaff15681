"""What a form collects beside answers: where somebody is, how they sound, whose phone.

ODK XForms specification, metadata and actions; ODK Collect, audit log. An edit by
hand that begins this may harm the people who are visited.
"""

from __future__ import annotations

from collections.abc import Iterator

from deploy.comparing.content import Item

PLACE = "phones would log where the interview is held"
PHONE = "phones would send whose phone it is"
VOICE = "phones would record the talk"
BY_KIND = {
    "geopoint": PLACE,
    "geotrace": PLACE,
    "geoshape": PLACE,
    "upload": "phones would take pictures, sounds or files along with the answers",
    "entity": "answers would go into a list that other forms show",
} | dict.fromkeys(
    (
        "deviceid",
        "email",
        "phonenumber",
        "simserial",
        "subscriberid",
        "uri:deviceid",
        "uri:email",
        "uri:phonenumber",
        "uri:simserial",
        "uri:subscriberid",
        "uri:username",
        "username",
    ),
    PHONE,
)
BY_LOGIC = {
    "setgeopoint": PLACE,
    "recordaudio": VOICE,
    "intent": "another app on the phone would be opened, and be told answers",
}
OTHER_APP = "ex:"
NAMED = "phones list filled forms by this name, and may show answers in it"


def begun(before: Item | None, after: Item) -> tuple[str, ...]:
    """Say what phones would collect or give away that they do not now."""
    now = set(_collected(before)) if before else set[str]()
    found = dict.fromkeys(_collected(after))
    return tuple(says for says in found if says not in now)


def _collected(item: Item) -> Iterator[str]:
    if item.kind == "audit":
        yield from _audited(item)
    for kind in (item.kind, item.logic.get("bind type", "")):
        if kind in BY_KIND:
            yield BY_KIND[kind]
    for column, says in BY_LOGIC.items():
        if column in item.logic:
            yield says
    if item.logic.get("appearance", "").startswith(OTHER_APP):
        yield BY_LOGIC["intent"]


def _audited(item: Item) -> Iterator[str]:
    if any(column.startswith("location-") for column in item.logic):
        yield PLACE
    if item.logic.get("track-changes") is not None:
        yield "phones would log each answer before it is changed"
    if item.logic.get("identify-user") is not None:
        yield "phones would ask and log who fills in the form"
    yield "phones would log when each page is opened"
