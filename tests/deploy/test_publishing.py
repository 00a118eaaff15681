"""What `remon plan` and `remon deploy` promise, on each kind of server alike.

Runs against both stand-ins, and against the real servers that the environment
names (`form_servers.py`). Every test has a workspace and a title of its own, and
deletes what it made.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from form_servers import Site, is_local
from publishing import KEY, Office, asking, made, settled, titled, wanted

from builder.build import Built
from builder.questions import text
from deploy.comparing.effects import Effect
from deploy.comparing.xform_content import content_of
from deploy.errors import ServerError
from deploy.publishing.drift import EDITED, UNPUBLISHED, UNRECORDED
from deploy.publishing.publications import DIARY, LEDGER, Underway
from instrument_specs.public_key import written

FIRST = made(asking())
WORDS = made(asking(food="Is there enough food?"))
MORE = made(asking(lambda form: form.ask(None, text, "X", name="x")))
OTHER = made(asking(lambda form: form.ask(None, text, "Edited", name="y")))
DROPPED = made(asking(lambda form: form.drop("x")))
RENAMED = made(asking(lambda form: form.ask(None, text, "X", name="z", was=("x",))))
NUMBER = made(asking(number="200"))
ALL = ("create", "store", "go live", "record")
LOGGING = {
    "type": "audit",
    "name": "audit",
    "parameters": "location-priority=balanced location-min-interval=30"
    " location-max-age=60 track-changes=true",
}


@pytest.fixture
def office(site: Site, tmp_path: Path) -> Iterator[Office]:
    """Give a new office; delete at the end what bears its title."""
    title = f"Form {uuid.uuid4().hex[:12]}"
    yield settled(tmp_path / "office", site, title=title)
    for one in site.client().named(title):
        site.delete(one.uid)


def sent(office: Office) -> list[str]:
    """Note the method of every request from now on."""
    office.session, methods = requests.Session(), list[str]()
    office.session.trust_env = not is_local(office.site)
    office.session.hooks["response"].append(
        lambda answer, **_: methods.append(answer.request.method)
    )
    return methods


def refused(office: Office, built: Built, **allowed: Any) -> str:
    """Tell why a deployment is refused, having looked that it changed nothing."""
    files, before = office.files(), office.server.named(office.title)

    with pytest.raises(ServerError) as caught:
        office.deploy(built, **allowed)

    assert office.server.named(office.title) == before
    assert office.files() == files
    return str(caught.value)


def test_a_form_is_made_once_and_then_there_is_nothing_to_do(office: Office) -> None:
    before = office.plan(FIRST)
    done = office.deploy(FIRST)
    files = office.files()
    methods = sent(office)
    after = office.plan(FIRST)
    again = office.deploy(FIRST)

    (standing,) = office.server.named(office.title)
    assert before.steps == ALL
    assert office.told[0] == "The form is being uploaded."
    assert office.told[-1] == "What phones get is read back and compared."
    assert (after.steps, after.changes, after.sound) == ((), (), True)
    assert set(methods) == {"GET"}
    assert (again, office.files()) == (done, files)
    assert (standing.uid, standing.live, standing.saved) == (
        done.uid, done.version, done.version,
    )  # fmt: skip


def test_looking_changes_nothing(office: Office) -> None:
    office.deploy(FIRST)
    files, before = office.files(), office.server.standing(office.uid)

    office.plan(WORDS)

    assert office.server.standing(office.uid) == before
    assert office.files() == files


def test_a_new_version_is_planned_confirmed_and_written_down(office: Office) -> None:
    office.deploy(FIRST)

    plan = office.plan(WORDS)
    office.deploy(WORDS)

    first, second = office.records.all()
    assert plan.steps == ("store", "go live", "record")
    assert [one.difference.name for one in plan.changes] == ["q1_1"]
    assert (plan.drifted, plan.sound) == ((), True)
    assert first.uid == second.uid
    assert first.version != second.version
    assert first.digest != second.digest == office.live().digest
    assert {one.account for one in (first, second)} == {office.server.whoami()}
    assert (second.key, second.server) == (KEY, office.server.address)
    assert office.records.base(KEY, second.digest) is not None
    assert not (office.folder / DIARY).exists()


def test_an_edit_by_hand_is_shown_and_never_overwritten_silently(
    office: Office,
) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(OTHER)

    plan = office.plan(WORDS)

    assert plan.drifted == (EDITED,)
    assert [one.difference.name for one in plan.drift] == ["y"]
    assert not plan.sound
    assert "undoes an edit by hand" in plan.changes[0].says
    assert "--overwrite-drift" in refused(office, WORDS)
    assert "--allow-breaking" in refused(office, WORDS, overwrite_drift=True)
    assert "y" in office.live().items
    office.deploy(
        WORDS, overwrite_drift=True, allow_breaking=True, accept_warnings=True
    )
    assert "y" not in office.live().items
    assert office.plan(WORDS).steps == ()


def test_an_edit_by_hand_that_was_taken_over_is_recorded(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(OTHER)

    plan = office.plan(OTHER)
    office.deploy(OTHER)

    assert plan.steps == ("record",)
    assert plan.sound
    assert len(office.records.all()) == 2


def test_what_a_colleague_saved_and_did_not_publish_is_drift(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(OTHER, live=False)
    theirs = office.server.standing(office.uid).saved

    same, changed = office.plan(FIRST), office.plan(WORDS)
    office.deploy(FIRST)

    assert same.drifted == changed.drifted == (UNPUBLISHED,)
    assert same.steps == ()
    assert "--overwrite-drift" in refused(office, WORDS)
    assert office.server.standing(office.uid).saved == theirs


def test_the_same_content_published_again_by_hand_is_no_drift(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(FIRST)

    plan = office.plan(FIRST)
    office.deploy(FIRST)

    assert (plan.steps, plan.drifted) == (("record",), ())
    versions = [one.version for one in office.records.all()]
    assert len(set(versions)) == 2
    assert versions[-1] == office.server.standing(office.uid).live


def test_a_version_published_elsewhere_is_not_taken_for_ours_silently(
    office: Office,
) -> None:
    office.deploy(FIRST)
    ours = office.plan(FIRST).notes
    office.edit_by_hand(FIRST)

    (note,) = office.plan(FIRST).notes
    office.deploy(FIRST)

    assert ours == ()
    assert office.to_know == (note,)
    assert "was not published from here" in note
    assert (office.server.standing(office.uid).live or "?") in note
    assert office.plan(FIRST).notes == ()


def test_an_edit_that_logs_where_people_are_is_no_record(office: Office) -> None:
    office.deploy(FIRST)
    logging = replace(
        FIRST,
        content={**FIRST.content, "survey": [*FIRST.content["survey"], LOGGING]},
    )
    office.edit_by_hand(logging)

    plan = office.plan(FIRST)

    (one,) = plan.drift
    assert plan.drifted == (EDITED,)
    assert (one.difference.name, one.effect) == ("meta/audit", Effect.RISKY)
    assert "log where the interview is held" in one.says
    assert "log each answer" in one.says
    assert "--overwrite-drift" in refused(office, FIRST)
    office.deploy(FIRST, overwrite_drift=True, accept_warnings=True)
    assert b"location-priority" not in office.server.live_xform(office.uid)
    assert office.plan(FIRST).steps == ()


@pytest.mark.parametrize("verb", ["store_form", "go_live"])
def test_what_a_colleague_saves_meanwhile_is_left_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    office.deploy(FIRST)
    kind = type(office.server)
    real = getattr(kind, verb)

    def late(self: Any, *given: Any, **named: Any) -> Any:
        monkeypatch.setattr(kind, verb, real)
        office.edit_by_hand(OTHER, live=False)
        return real(self, *given, **named)

    monkeypatch.setattr(kind, verb, late)
    with pytest.raises(ServerError, match=r"(?i)someone else|colleague"):
        office.deploy(WORDS)

    assert office.live().digest == wanted(FIRST, office.title).content.digest
    assert "y" in content_of(office.server.saved_xform(office.uid)).items
    assert len(office.records.all()) == 1
    assert office.plan(WORDS).drifted == (UNPUBLISHED,)
    assert "--overwrite-drift" in refused(office, WORDS)


def test_what_a_colleague_saves_before_the_first_goes_live_is_left_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(office.server)

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(kind, "go_live", stop)
        with pytest.raises(KeyboardInterrupt):
            office.deploy(FIRST)
    office.edit_by_hand(OTHER, live=False)

    assert office.plan(FIRST).drifted == (UNPUBLISHED,)
    assert "--overwrite-drift" in refused(office, FIRST)


def test_a_form_without_a_record_is_not_overwritten(office: Office) -> None:
    office.deploy(FIRST)
    (office.folder / LEDGER).unlink()

    assert office.plan(WORDS).drifted == (UNRECORDED,)
    assert "not published from this workspace" in refused(office, WORDS)


def test_without_the_kept_content_drift_is_told_all_the_same(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(OTHER)
    (office.folder / "published" / "NGA-survey.json").write_text("{", encoding="utf-8")

    plan = office.plan(WORDS)

    assert plan.drifted == (EDITED,)
    assert plan.drift == ()


def test_a_loss_needs_a_declaration_and_a_word(office: Office) -> None:
    office.deploy(MORE)

    declared = office.plan(DROPPED)

    assert "does not say that it is meant: x" in refused(office, FIRST)
    assert "not say that it is meant: x" in refused(office, FIRST, allow_breaking=True)
    assert "--allow-breaking" in refused(office, DROPPED)
    assert not declared.sound
    assert any("opens in the new form" in note for note in declared.notes)
    office.deploy(DROPPED, allow_breaking=True, accept_warnings=True)
    assert "x" not in office.live().items


def test_a_declared_rename_needs_no_word(office: Office) -> None:
    office.deploy(MORE)

    plan = office.plan(RENAMED)
    office.deploy(RENAMED, accept_warnings=True)

    renamed = [one.difference for one in plan.changes if one.difference.name == "z"]
    assert [(one.change, one.before) for one in renamed] == [("renamed", "x")]
    assert plan.sound
    assert "z" in office.live().items


@pytest.mark.parametrize("strangers", [1, 2])
def test_a_strange_form_of_that_name_is_left_alone(
    office: Office, strangers: int
) -> None:
    uids = [
        office.server.create(office.title, f"not ours {uuid.uuid4().hex}")
        for _ in range(strangers)
    ]

    plan = office.plan(FIRST)

    assert all(uid in plan.problem for uid in uids)
    assert plan.steps == ()
    assert "assets.toml" in refused(office, FIRST)


def test_another_workspace_does_not_take_a_form_over(
    office: Office, tmp_path: Path
) -> None:
    done = office.deploy(FIRST)
    other = settled(tmp_path / "other", office.site, title=office.title)

    assert done.uid in refused(other, WORDS)


def test_who_deploys_is_told_what_must_reach_phones_at_once(office: Office) -> None:
    office.deploy(FIRST)
    first = office.to_know
    office.deploy(WORDS)
    words = office.to_know
    office.deploy(NUMBER)
    number = office.to_know
    office.deploy(NUMBER)

    assert (first, words) == ((), ())
    assert [line for line in number if "phones must update now" in line]
    assert office.to_know == ()


def test_an_archived_form_is_not_given_back_by_the_way(office: Office) -> None:
    uid = office.deploy(FIRST).uid
    office.server.archive(uid, archived=True)

    same = office.plan(FIRST)

    assert (same.steps, same.problem) == ((), "")
    assert any("archived" in note for note in same.notes)
    office.deploy(FIRST)
    assert any("archived" in line for line in office.to_know)
    assert "remon unarchive" in refused(office, WORDS)
    assert office.server.standing(uid).archived
    office.server.archive(uid, archived=False)
    office.deploy(WORDS)
    assert office.plan(WORDS).steps == ()


def test_a_form_that_is_gone_is_told(office: Office) -> None:
    office.site.delete(office.deploy(FIRST).uid)

    with pytest.raises(ServerError) as caught:
        office.plan(FIRST)

    assert caught.value.status == 404


def test_what_was_begun_elsewhere_is_taken_up(office: Office) -> None:
    mark = f"remon {KEY} {uuid.uuid4().hex}"
    office.folder.mkdir(exist_ok=True)
    office.records.begin(KEY, Underway(mark, ()))
    uid = office.server.create(office.title, mark)

    done = office.deploy(FIRST)

    assert done.uid == uid
    assert len(office.server.named(office.title)) == 1
    assert not (office.folder / DIARY).exists()


@pytest.mark.parametrize("goal", [FIRST, MORE], ids=["as before", "otherwise"])
def test_a_version_that_never_went_live_is_not_left_behind(
    office: Office, goal: Built
) -> None:
    """The run broke off, and then something else was wanted."""
    office.deploy(FIRST)
    before = len(office.records.all())
    digests = (wanted(WORDS, office.title).content.digest,)
    office.records.begin(KEY, Underway("remon mark", digests))
    office.server.store_form(office.uid, titled(WORDS, office.title))

    office.deploy(goal)

    standing = office.server.standing(office.uid)
    assert standing.saved == standing.live
    assert office.live().digest == wanted(goal, office.title).content.digest
    assert (office.plan(goal).steps, office.plan(goal).drifted) == ((), ())
    assert len(office.records.all()) == before + 1


def test_the_public_key_arrives_where_phones_read_it(office: Office) -> None:
    key = written(generate_private_key(65537, 2048).public_key())

    def keyed(form: Any) -> None:
        form.settings = {"public_key": key}

    office.deploy(made(asking(keyed)))

    assert office.live().public_key == key
