"""Plans: what is live, what we would publish, and what somebody else did."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from publishing import KEY, Office, asking, made, opened
from recordings.workbooks import titled

from builder.questions import text
from deploy.access.around import around
from deploy.comparing.known import known_of
from deploy.comparing.xform_content import content_of
from deploy.errors import ServerError
from deploy.publishing.finding import live_content
from deploy.publishing.plan import EDITED, UNPUBLISHED, UNRECORDED, Plan, refusal
from deploy.publishing.publications import DIARY, LEDGER, Underway
from deploy.publishing.telling_plans import data, lines
from deploy.publishing.verify import verified
from deploy.sandbox import Sandbox, serving
from instrument_specs.workspace import WorkspaceError

FIRST = made(asking())
WORDS = made(asking(food="Is there enough food?"))
MORE = made(asking(lambda form: form.ask(None, text, "X", name="x")))
OTHER = made(asking(lambda form: form.ask(None, text, "Edited", name="y")))
DROPPED = made(asking(lambda form: form.drop("x")))


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    box = Sandbox(users={}, validate=False, patience=0)
    with serving(box) as url:
        yield box, url


@pytest.fixture
def office(served: tuple[Sandbox, str], tmp_path: Path) -> Office:
    """Give a new office with an account of its own."""
    box, url = served
    token = secrets.token_hex(20)
    box.users[token] = token
    return opened(tmp_path / "office", url, token)


def refused(plan: Plan, **flags: bool) -> str:
    allowed = {"overwrite_drift": False, "allow_breaking": False} | flags
    return refusal(plan, **allowed)


def test_a_new_form_is_made_and_then_there_is_nothing_to_do(office: Office) -> None:
    before = office.plan(FIRST)
    office.deploy(FIRST)
    after = office.plan(FIRST)

    assert before.steps == ("create", "store", "go live", "record")
    assert (after.steps, after.changes, after.sound) == ((), (), True)


def test_looking_changes_nothing(office: Office) -> None:
    office.deploy(FIRST)
    files = {path: path.read_bytes() for path in office.folder.rglob("*.*")}
    before = office.server.standing(office.place.identities()[KEY])

    office.plan(WORDS)

    assert office.server.standing(before.uid) == before
    assert {path: path.read_bytes() for path in office.folder.rglob("*.*")} == files


def test_a_change_of_ours_is_no_drift(office: Office) -> None:
    office.deploy(FIRST)

    plan = office.plan(WORDS)

    assert plan.steps == ("store", "go live", "record")
    assert [one.difference.name for one in plan.changes] == ["q1_1"]
    assert (plan.drifted, refused(plan)) == ((), "")


def test_an_edit_by_hand_is_shown_and_not_overwritten(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(OTHER)

    plan = office.plan(WORDS)

    assert plan.drifted == (EDITED,)
    assert [one.difference.name for one in plan.drift] == ["y"]
    assert not plan.sound
    assert "--overwrite-drift" in refused(plan)
    assert "--allow-breaking" in refused(plan, overwrite_drift=True)
    assert refused(plan, overwrite_drift=True, allow_breaking=True) == ""
    assert "undoes an edit by hand" in plan.changes[0].says


def test_an_edit_by_hand_that_was_taken_over_is_recorded(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(OTHER)

    plan = office.plan(OTHER)
    office.deploy(OTHER)

    assert plan.steps == ("record",)
    assert plan.sound
    assert len(office.records.all()) == 2


def test_what_a_colleague_saved_and_did_not_deploy_is_drift(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(OTHER, live=False)

    same, changed = office.plan(FIRST), office.plan(WORDS)

    assert same.drifted == changed.drifted == (UNPUBLISHED,)
    assert same.steps == ()
    assert refused(same) == ""
    assert "--overwrite-drift" in refused(changed)


def test_the_same_content_deployed_again_by_hand_is_no_drift(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(FIRST)

    plan = office.plan(FIRST)
    office.deploy(FIRST)

    assert (plan.steps, plan.drifted) == (("record",), ())
    versions = [one.version for one in office.records.all()]
    assert len(set(versions)) == 2
    assert versions[-1] == office.server.standing(plan.uid or "").live


def test_a_form_without_a_record_is_not_overwritten(office: Office) -> None:
    office.deploy(FIRST)
    (office.folder / LEDGER).unlink()

    plan = office.plan(WORDS)

    assert plan.drifted == (UNRECORDED,)
    assert "not published from this workspace" in refused(plan)


def test_without_the_kept_content_drift_is_told_all_the_same(office: Office) -> None:
    office.deploy(FIRST)
    office.edit_by_hand(OTHER)
    (office.folder / "published" / "NGA-survey.json").write_text("{", encoding="utf-8")

    plan = office.plan(WORDS)

    assert plan.drifted == (EDITED,)
    assert plan.drift == ()


def test_a_loss_needs_a_declaration_and_a_word(office: Office) -> None:
    office.deploy(MORE)

    undeclared, declared = office.plan(FIRST), office.plan(DROPPED)

    assert "does not say that it is meant: x" in refused(undeclared)
    assert refused(undeclared, allow_breaking=True) == refused(undeclared)
    assert "--allow-breaking" in refused(declared)
    assert refused(declared, allow_breaking=True) == ""
    assert not declared.sound
    assert any("opens in the new form" in note for note in declared.notes)


def test_a_strange_form_of_that_name_is_left_alone(office: Office) -> None:
    uid = office.server.create(FIRST.form.title, "not ours")

    plan = office.plan(FIRST)

    assert uid in plan.problem
    assert "assets.toml" in refused(plan)
    assert plan.steps == ()


def test_two_strange_forms_of_that_name_are_both_named(office: Office) -> None:
    uids = [office.server.create(FIRST.form.title, mark) for mark in "ab"]

    plan = office.plan(FIRST)

    assert all(uid in plan.problem for uid in uids)


def test_an_archived_form_is_not_given_back_by_the_way(office: Office) -> None:
    done = office.deploy(FIRST)
    office.server.archive(done.uid, archived=True)

    same, changed = office.plan(FIRST), office.plan(WORDS)

    assert (same.steps, same.problem) == ((), "")
    assert any("archived" in note for note in same.notes)
    assert "remon unarchive" in refused(changed)


def test_a_form_that_is_gone_is_told(office: Office) -> None:
    office.place.remember(KEY, "aNoSuchForm00000000000")

    with pytest.raises(ServerError, match="no access") as caught:
        office.plan(FIRST)

    assert caught.value.status == 404


def test_a_version_that_does_not_compile_is_drift(office: Office) -> None:
    done = office.deploy(FIRST)
    broken = {"type": "text", "name": "a", "label": "A", "relevant": "${nope} = 1"}
    with pytest.raises(ServerError):
        office.server.store_form(done.uid, _book(broken))

    plan = office.plan(WORDS)

    assert any("does not compile" in said for said in plan.drifted)


def _book(*rows: dict[str, str]) -> bytes:
    return titled(FIRST.form.title, rows)


def test_the_ledger_tells_who_published_what_where(office: Office) -> None:
    office.deploy(FIRST)
    office.deploy(WORDS)

    first, second = office.records.all()

    assert first.digest != second.digest
    assert first.version != second.version
    assert first.uid == second.uid
    assert (first.key, first.server, first.account) == (KEY, office.url, "alice")
    assert len((office.folder / LEDGER).read_text().splitlines()) == 2


@pytest.mark.parametrize("line", ["{", "[]", '{"key": 1}', "null"])
def test_a_damaged_ledger_is_told(office: Office, line: str) -> None:
    (office.folder / LEDGER).write_text(f"{line}\n", encoding="utf-8")

    with pytest.raises(WorkspaceError, match=r"publications\.jsonl, line 1"):
        office.records.all()


@pytest.mark.parametrize("text_of", ["{", "[]"])
def test_a_damaged_diary_is_told(office: Office, text_of: str) -> None:
    (office.folder / DIARY).write_text(text_of, encoding="utf-8")

    with pytest.raises(WorkspaceError, match="delete it"):
        office.plan(FIRST)


def test_a_second_deployment_at_the_same_time_is_refused(office: Office) -> None:
    with (
        office.records.alone(),
        pytest.raises(WorkspaceError, match="another deployment"),
        office.records.alone(),
    ):
        pass


def test_what_was_begun_elsewhere_is_taken_up(office: Office) -> None:
    office.records.begin(KEY, Underway("remon mark", ()))
    uid = office.server.create(FIRST.form.title, "remon mark")

    done = office.deploy(FIRST)

    assert done.uid == uid
    assert len(office.server.named(FIRST.form.title)) == 1
    assert not (office.folder / DIARY).exists()


def test_a_server_that_lies_about_the_version_is_found_out(office: Office) -> None:
    done = office.deploy(FIRST)
    standing = office.server.standing(done.uid)
    live = live_content(office.server, done.uid)

    with pytest.raises(ServerError, match=r"reports version v.*, not v2"):
        verified(live, live, standing, "v2")


def test_another_text_than_published_is_named(office: Office) -> None:
    done = office.deploy(WORDS)
    standing = office.server.standing(done.uid)
    live = live_content(office.server, done.uid)
    wanted_one = _content(FIRST)

    with pytest.raises(ServerError, match=r"q1_1 label English \(en\) is changed"):
        verified(wanted_one, live, standing, done.version)


def test_a_key_that_the_server_ignores_does_not_pass(office: Office) -> None:
    def keyed(form: Any) -> None:
        form.settings = {"public_key": "A" * 40}

    done = office.deploy(FIRST)
    standing = office.server.standing(done.uid)
    live = live_content(office.server, done.uid)

    with pytest.raises(ServerError, match="NOT be encrypted"):
        verified(_content(made(asking(keyed))), live, standing, done.version)


def _content(built: Any) -> Any:
    return content_of(built.xform.encode())


def test_a_plan_is_data_too(office: Office) -> None:
    office.deploy(MORE)
    hostile = made(asking(food="\x1b[31mred\u202e"))
    plan = office.plan(hostile)
    beside = around(office.server, office.place, "NGA", hostile.form, plan.uid)
    known = known_of(hostile.form)

    said = "\n".join(lines(plan, beside, known))
    told = json.loads(json.dumps(data(plan, beside, known)))

    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "1.1 (q1_1)" in said
    assert told["effect"] == "breaking"
    assert told["changes"][0]["name"] == "x"
