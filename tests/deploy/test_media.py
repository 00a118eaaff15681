"""Recordings and lists of choices get to phones, on each kind of server alike."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from form_servers import HASTY, QUICK, CentralSite, KoboSite, Server, Site, published
from publishing import YES_NO, Office, asking, made, settled, wanted
from recordings.player import Player, Prepared
from recordings.reading import recording
from recordings.workbooks import TEXT, titled
from sounds import mp3, wav

from builder.build import Built
from builder.media import MediaFile, attached, chosen
from builder.workbook import workbook
from builder.xform import compiled
from builder.xlsform import sheets
from deploy.access.around import around
from deploy.comparing.effects import Effect
from deploy.errors import ServerError
from deploy.kobo.media import list_files
from deploy.publishing.plan import Plan
from deploy.publishing.telling_plans import lines
from deploy.publishing.verify import verified
from deploy.sandbox import Sandbox, serving
from deploy.wire.transport import Transport

QUIET, LOUD = wav(0), wav(900)
MAP = MediaFile("map.png", b"\x89PNG")
SAYING = "media::audio::English (en)"


@pytest.fixture
def server(site: Site) -> Server:
    return site.client()


@pytest.fixture
def name(site: Site) -> Iterator[str]:
    found = f"Form {uuid.uuid4().hex[:12]}"
    yield found
    for one in site.client().named(found):
        site.delete(one.uid)


@pytest.fixture
def office(site: Site, tmp_path: Path, name: str) -> Office:
    return opened_at(site, tmp_path, name)


def opened_at(site: Site, folder: Path, title: str) -> Office:
    """Open an office that does not wait long for a server that loses files."""
    if isinstance(site, KoboSite):
        site = replace(site, pace=replace(site.pace, limit=min(site.pace.limit, 1)))
    return settled(folder / title, site, title=title)


def recording_of(content: bytes, text: str = "a") -> MediaFile:
    return MediaFile(f"{text}.en-{MediaFile('', content).md5[:10]}.wav", content)


ONE, OTHER = recording_of(QUIET), recording_of(LOUD)


def book(name: str, *files: MediaFile) -> bytes:
    """Write a form whose question names files."""
    cells = {
        SAYING if one.name.endswith("wav") else "media::image::English (en)": one.name
        for one in files
    }
    return titled(
        name, [{"type": "text", "name": "a", "label::English (en)": "A"} | cells]
    )


def stored(server: Server, name: str, *files: MediaFile, uid: str = "") -> str:
    """Put a form and its files onto the server; phones do not get them yet."""
    found = uid or server.create(name, f"remon {name} {uuid.uuid4().hex}")
    server.store_form(found, book(name, *files))
    return found


def md5s(*files: MediaFile) -> dict[str, str]:
    return {one.name: one.md5 for one in files}


def watching(sent: list[tuple[str, str]]) -> requests.Session:
    """Note what is sent: the method and the path."""
    session = requests.Session()
    session.hooks["response"].append(
        lambda answer, **_: sent.append(
            (answer.request.method, answer.request.path_url)
        )
    )
    return session


# What any server does


def test_phones_get_files_when_the_form_goes_live(server: Server, name: str) -> None:
    told: list[str] = []
    uid = stored(server, name, ONE)
    server.store_media(uid, [ONE], on_progress=told.append)
    server.go_live(uid)

    phone = server.phone()
    assert server.live_media(uid, expected=md5s(ONE)) == md5s(ONE)
    assert phone.manifest(phone.form(uid)) == md5s(ONE)
    assert told == ["File 1 of 1 is being uploaded."]


def test_a_form_without_files_brings_none(server: Server, name: str) -> None:
    uid = published(server, titled(name, [TEXT]), name).uid

    phone = server.phone()
    assert server.live_media(uid) == {}
    assert phone.manifest(phone.form(uid)) == {}


def test_what_is_there_is_not_sent_again(site: Site, name: str) -> None:
    sent: list[tuple[str, str]] = []
    with watching(sent) as session:
        server = site.client(session)
        uid = stored(server, name, ONE)
        server.store_media(uid, [ONE])
        sent.clear()

        server.store_media(uid, [ONE])
        server.go_live(uid)
        stored(server, name, ONE, uid=uid)
        server.store_media(uid, [ONE])

    assert [path for method, path in sent if method == "POST" and ".wav" in path] == []
    assert not any(m == "POST" and p.endswith("/files/") for m, p in sent)


def test_another_recording_takes_the_place_of_the_old_one(
    server: Server, name: str
) -> None:
    uid = stored(server, name, ONE)
    server.store_media(uid, [ONE])
    server.go_live(uid)

    stored(server, name, OTHER, uid=uid)
    server.store_media(uid, [OTHER])
    before = server.live_media(uid)
    server.go_live(uid)

    assert before == md5s(ONE)
    assert server.live_media(uid, expected=md5s(OTHER)) == md5s(OTHER)


def test_recordings_that_the_form_no_longer_names_are_taken_away(
    server: Server, name: str
) -> None:
    uid = stored(server, name, ONE)
    server.store_media(uid, [ONE])
    server.go_live(uid)

    stored(server, name, uid=uid)
    server.store_media(uid, [])
    server.go_live(uid)

    assert server.live_media(uid) == {}


def test_a_file_of_somebody_else_is_left_alone(server: Server, name: str) -> None:
    uid = stored(server, name, ONE, MAP)
    server.store_media(uid, [ONE, MAP])
    server.go_live(uid)

    stored(server, name, OTHER, MAP, uid=uid)
    server.store_media(uid, [OTHER])
    server.go_live(uid)

    assert server.live_media(uid, expected=md5s(OTHER)) == md5s(OTHER, MAP)


def test_a_list_of_choices_gets_to_phones_and_is_replaced(
    server: Server, name: str
) -> None:
    rows = [{"type": "select_one_from_file places.csv", "name": "a", "label": "A"}]
    first, second = (
        MediaFile("places.csv", f"name,label\n1,{one}\n".encode()) for one in "AB"
    )
    uid = server.create(name, f"remon {name} {uuid.uuid4().hex}")

    for one in (first, second):
        server.store_form(uid, titled(name, rows))
        server.store_media(uid, [one])
        server.go_live(uid)
        assert server.live_media(uid, expected=md5s(one)) == md5s(one)

    phone = server.phone()
    assert b"jr://file-csv/places.csv" in phone.blank(phone.form(uid))


class Lossy(requests.Session):
    """Loses the answer to the first upload, after the server has taken it in."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.lost = 0

    def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:  # type: ignore[override]
        answer = super().request(method, url, *rest, **more)
        if method == "POST" and ("/files/" in url or "/attachments/" in url):
            self.lost += 1
            if self.lost == 1:
                answer.close()
                raise requests.ConnectionError
        return answer


def test_an_upload_whose_answer_got_lost_is_done_once(site: Site, name: str) -> None:
    with Lossy() as session:
        server = site.client(session)
        uid = stored(server, name, ONE)

        server.store_media(uid, [ONE])
        server.go_live(uid)

    assert session.lost == 2
    assert server.live_media(uid, expected=md5s(ONE)) == md5s(ONE)


# One server alone


def test_central_takes_no_file_that_the_form_does_not_name(
    central: Any, name: str
) -> None:
    server = central.client()
    uid = stored(server, name)

    with pytest.raises(ServerError, match=r"names no file a\.en-"):
        server.store_media(uid, [ONE])


def test_a_file_that_kobotoolbox_refuses_is_explained(sandbox: Any) -> None:
    server = sandbox.kobo()
    uid = server.create(f"Form {uuid.uuid4().hex}", uuid.uuid4().hex)

    with pytest.raises(ServerError) as caught:
        server.store_media(uid, [MediaFile("x.exe", b"MZ")])

    assert caught.value.status == 400


def test_the_sandbox_keeps_files_over_a_restart(tmp_path: Path) -> None:
    def opened() -> Sandbox:
        return Sandbox(users={"a": "a" * 40}, folder=tmp_path, validate=False)

    first = opened()
    with serving(first) as url:
        server = KoboSite(url, "a" * 40, HASTY, QUICK).client()
        uid = stored(server, "Kept", ONE)
        server.store_media(uid, [ONE])
        server.go_live(uid)
    first.close()

    second = opened()
    with serving(second) as url:
        server = KoboSite(url, "a" * 40, HASTY, QUICK).client()
        assert server.live_media(uid) == md5s(ONE)
        server.store_media(uid, [])
        server.go_live(uid)
        assert server.live_media(uid) == {}
    second.close()


def test_files_on_a_second_page_are_seen(player: Player, played: Any) -> None:
    told = recording("7040")
    path = "/api/v2/assets/aee2UL8pi7YeK2pubX7Uy9/files/"
    more = f"{player.url}{path}?file_type=form_media&limit=2&start=2"
    rows = json.loads(told.body_at(player.url))["results"]
    for body in (
        {"next": more, "results": rows[:2]},
        {"next": None, "results": rows[2:]},
    ):
        kind = {"Content-Type": "application/json"}
        player.answer(Prepared(200, json.dumps(body).encode(), kind, "GET", path))

    found = list_files(played.transport(), "aee2UL8pi7YeK2pubX7Uy9")

    assert [one.name for one in found] == ["items.csv", "b64.csv", "remote.csv"]
    assert found[0].md5 == "4d75ebca9b3883417a0149aeae818e1f"
    assert [one[1] for one in player.seen][1] == more.removeprefix(player.url)


@pytest.mark.parametrize("body", [{}, {"results": [{"url": "x"}]}, {"results": [1]}])
def test_a_list_of_files_that_is_none_is_told(
    player: Player, played: Any, body: dict[str, Any]
) -> None:
    kind = {"Content-Type": "application/json"}
    player.answer(Prepared(200, json.dumps(body).encode(), kind))

    with pytest.raises(ServerError, match="does not list the form's files"):
        list_files(played.transport(), "aee2UL8pi7YeK2pubX7Uy9")


def test_phones_are_asked_again_until_the_server_has_brought_the_files(
    player: Player, played: Any
) -> None:
    """As recorded: the manifest is empty at first, and whole a moment later."""
    uid = "aee2UL8pi7YeK2pubX7Uy9"
    player.play(recording("1012"))
    (answer,) = player.script
    body = json.dumps({"open_rosa_server": player.url}).encode()
    player.script[0] = replace(answer, body=body)
    player.play(*(recording(one) for one in ("4005", "7043", "7043", "7045")))

    found = played.kobo().live_media(
        uid, expected={"items.csv": "4d75ebca9b3883417a0149aeae818e1f"}
    )

    assert found["items.csv"] == "4d75ebca9b3883417a0149aeae818e1f"
    assert len(found) == 3


# Planned and published


def spoken(**files: bytes) -> Built:
    """Build a form with recordings: `q2__en__wav` for q2.en.wav."""
    plain = made(asking())
    named = [MediaFile(key.replace("__", "."), one) for key, one in files.items()]
    found = chosen(plain.form, "survey", ("en",), named)
    content = sheets(plain.form, plain.wording, found)
    made_book = workbook(content)
    return replace(
        plain,
        content=content,
        workbook=made_book,
        xform=compiled(made_book).xform,
        files=attached(found, ("en",)),
    )


SILENT = made(asking())
FIRST = spoken(q2__en__wav=QUIET, yes_no__yes__en__mp3=mp3())
SECOND = spoken(q2__en__wav=LOUD, yes_no__no__en__mp3=mp3())


def said(office: Office, plan: Plan, built: Built) -> list[str]:
    beside = around(office.server, office.place, "NGA", built.form, plan.uid)
    return [line.strip() for line in lines(plan, beside, wanted(built).known)]


def test_recordings_are_published_with_the_form_and_then_left(office: Office) -> None:
    before = office.plan(FIRST)
    office.deploy(FIRST)
    after = office.plan(FIRST)

    assert before.steps == ("create", "store", "files", "go live", "record")
    assert office.server.live_media(office.uid) == md5s(*FIRST.files)
    assert (after.steps, after.notes) == ((), ())
    assert office.live().recordings == {one.name for one in FIRST.files}


def test_without_recordings_nobody_asks_for_files(office: Office) -> None:
    sent: list[tuple[str, str]] = []
    with watching(sent) as office.session:
        office.deploy(SILENT)
        office.plan(SILENT)
        office.deploy(made(asking(food="Is there enough food?")))
    office.session = None

    words = ("/files/", "/attachments", "anifest")
    assert [path for _, path in sent if any(one in path for one in words)] == []


def test_what_changes_for_those_who_listen_is_told_in_words(office: Office) -> None:
    office.deploy(FIRST)

    changed, gone = office.plan(SECOND), office.plan(SILENT)

    assert changed.steps == ("store", "files", "go live", "record")
    effects = {one.difference.name: one.effect for one in changed.changes}
    assert effects == {
        "q2": Effect.HARMLESS,
        "yes_no/no": Effect.ADDITIVE,
        "yes_no/yes": Effect.RISKY,
    }
    told = said(office, changed, SECOND)
    assert "harmless  2 (q2): recording, English (en): is another one" in told
    assert "additive  yes_no/no: recording, English (en): is new" in told
    assert any(
        "yes_no/yes: recording, English (en): is gone. who" in one for one in told
    )
    assert any("upload its recordings" in one for one in told)
    assert gone.effect is Effect.RISKY
    assert gone.steps == ("store", "files", "go live", "record")


def test_changed_and_gone_recordings_are_so_on_phones(office: Office) -> None:
    office.deploy(FIRST)
    office.deploy(SECOND)
    second = office.server.live_media(office.uid)
    office.deploy(SILENT)

    assert second == md5s(*SECOND.files)
    assert office.server.live_media(office.uid) == {}
    assert office.plan(SILENT).steps == ()


def test_another_recording_of_what_protects_people_is_fetched_at_once(
    office: Office,
) -> None:
    office.deploy(spoken(duty__en__wav=QUIET))

    plan = office.plan(spoken(duty__en__wav=LOUD))

    assert any("protects people" in why and "duty" in why for why in plan.must_update)


def test_words_that_change_under_a_recording_are_told(office: Office) -> None:
    office.deploy(FIRST)
    other = asking(choices=replace(YES_NO, options=YES_NO.options[:2]))
    other.entries[-1] = replace(
        other.entries[-1], node=replace(other.entries[-1].node, label="Anything more?")
    )
    content = sheets(other, FIRST.wording, _chosen(FIRST))
    book = workbook(content)
    built = replace(FIRST, form=other, content=content, workbook=book,
                    xform=compiled(book).xform)  # fmt: skip

    plan = office.plan(built)

    assert any("The words of q2 change in English (en)" in one for one in plan.notes)


def _chosen(built: Built) -> dict[tuple[str, str], MediaFile]:
    return {(one.name.rpartition(".en-")[0], "en"): one for one in built.files}


def test_a_recording_that_the_server_lost_is_given_to_phones_again(
    office: Office, site: Site
) -> None:
    office.deploy(FIRST)
    lose(office, site, FIRST.files[0].name)

    plan = office.plan(FIRST)
    office.deploy(FIRST, accept_warnings=True)

    assert plan.steps == ("store", "files", "go live", "record")
    assert any(FIRST.files[0].name in note for note in plan.notes)
    assert plan.sound
    assert office.server.live_media(office.uid) == md5s(*FIRST.files)
    assert office.plan(FIRST).steps == ()


def lose(office: Office, site: Site, name: str) -> None:
    """Do what a colleague does who takes a file away, and give phones the rest."""
    server = site.client()
    if isinstance(site, CentralSite):
        project = server.project  # type: ignore[union-attr]
        draft = f"{project.form(office.uid)}/draft"
        project.http.post(draft)
        project.http.send(
            "DELETE", f"{draft}/attachments/{name}", repeatable=False, accept="*/*"
        )
        version = server.standing(office.uid).live or ""
        project.http.post(f"{draft}/publish?version={version[:-1]}9")
        return
    http: Transport = server._http  # type: ignore[union-attr]
    (held,) = (one for one in list_files(http, office.uid) if one.name == name)
    http.send("DELETE", http.path_of(held.ref), repeatable=False, accept="*/*")
    server.go_live(office.uid)


class Fuse(requests.Session):
    """The power is gone before or after one of the requests about files."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.trust_env = False
        self.left = at

    def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:  # type: ignore[override]
        counted = method != "GET" and ("/files/" in url or "/attachments/" in url)
        self._tick(counted)
        answer = super().request(method, url, *rest, **more)
        try:
            self._tick(counted)
        except PowerError:
            answer.close()
            raise
        return answer

    def _tick(self, counted: bool) -> None:
        self.left -= counted
        if counted and self.left < 0:
            raise PowerError


class PowerError(BaseException):
    """Nothing else runs."""


@pytest.mark.parametrize(
    ("before", "moments"), [(None, (1,)), (FIRST, range(20))], ids=["first", "change"]
)
def test_an_upload_that_is_cut_off_is_finished_by_the_next_run(
    site: Site, tmp_path: Path, name: str, before: Built | None, moments: Sequence[int]
) -> None:
    goal = SECOND if before else FIRST
    for at in moments:
        office = opened_at(site, tmp_path, f"{name} {at}")
        if before:
            office.deploy(before)
        with Fuse(at) as office.session:
            ended = tried(office, goal)
        office.session = None

        office.deploy(goal, accept_warnings=True)

        standing = office.server.standing(office.uid)
        assert standing.saved == standing.live
        assert office.server.live_media(office.uid) == md5s(*goal.files)
        assert office.plan(goal).steps == ()
        site.delete(office.uid)
        if ended:
            break
    # Before and after each of two uploads, and of what is taken away.
    assert before is None or (ended and at >= 4)


def tried(office: Office, goal: Built) -> bool:
    try:
        office.deploy(goal, accept_warnings=True)
    except PowerError:
        return False
    return True


def test_a_server_that_loses_files_does_not_pass(
    office: Office, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    client = type(site.client())
    monkeypatch.setattr(client, "store_media", lambda *_, **__: None)

    with pytest.raises(ServerError, match=r"the file .*q2\.en-.* is missing"):
        office.deploy(FIRST)

    monkeypatch.undo()
    office.deploy(FIRST)
    assert office.server.live_media(office.uid) == md5s(*FIRST.files)


def test_lost_files_are_named(office: Office) -> None:
    office.deploy(FIRST)
    standing, live = office.server.standing(office.uid), office.live()

    with pytest.raises(ServerError, match="the file x is missing or another one"):
        verified(live, live, standing, standing.live or "", ["x"])
