"""Phones on the command line: set up, listed, lost, out of date; and the doctor."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from people import TOKEN, Mailbox, Run

from deploy.kobo import Kobo
from deploy.sandbox import Sandbox
from deploy.server import Grant
from instrument_specs.words import AVOIDED

ACCOUNT = "nga_17"
RIGHTS = ("view_asset", "add_submissions")


@pytest.fixture
def shared(office: Path, sandbox: tuple[Sandbox, str]) -> Iterator[Path]:
    """Give an office whose server knows the interviewer's account."""
    box, _ = sandbox
    box.users[ACCOUNT] = "c" * 40
    yield office
    for form in box.forms.values():
        form.grants.clear()


def may_send(sandbox: tuple[Sandbox, str], *more: str) -> None:
    """Share every form with the interviewer's account, as a deployment does."""
    box, url = sandbox
    server = Kobo.connect(url, TOKEN)
    for uid in box.forms:
        for right in (*RIGHTS, *more):
            server.grant(uid, Grant(ACCOUNT, right))


def qr(run: Run, office: Path, *words: str, **environment: str) -> str:
    ran = run(
        *("phone", "qr", "--country", "NGA", *words),
        where=office,
        REMON_TOKEN=TOKEN,
        **environment,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def test_a_phone_gets_a_page_and_a_picture_for_its_owner_alone(
    run: Run, shared: Path
) -> None:
    told = qr(run, shared, "--for", "17")

    folder = shared / "phones"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["phone-17.html", "phone-17.png", "settings-password.txt"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    page = (folder / "phone-17.html").read_text(encoding="utf-8")
    unlock = (folder / "settings-password.txt").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"\d{8}", unlock)
    for secret in (TOKEN, unlock):
        assert secret not in page + told
    assert "nga_17" in page  # whose password is typed on the phone
    assert "[sharing.NGA]" in told  # the account may not send yet
    said = re.sub('base64,[^"]*', "", page + " ".join(names)).lower()
    for words in AVOIDED.values():
        for word in words:
            assert word.lower() not in said


def test_the_books_know_codes_and_no_secret(run: Run, shared: Path) -> None:
    qr(run, shared, "--for", "17", REMON_PHONE_PASSWORD="pass-Wort-1")
    qr(run, shared, "--for", "17")  # again: nothing is doubled

    listed = run("phone", "list", "--format", "json", where=shared)

    (phone,) = json.loads(listed.stdout)
    assert phone["phone"] == "17"
    assert phone["account"] == ACCOUNT
    assert phone["lost"] is None
    book = (shared / "phones.toml").read_text(encoding="utf-8")
    assert "pass-Wort-1" not in book
    assert TOKEN not in book


def test_a_lost_phone_is_shut_out_and_its_account_not_handed_on(
    run: Run, shared: Path, sandbox: tuple[Sandbox, str]
) -> None:
    may_send(sandbox)
    told = qr(run, shared, "--for", "17")
    assert "may not send" not in told
    assert [one for form in sandbox[0].forms.values() for one in form.grants]

    lost = run(
        *("phone", "lost", "17", "--country", "NGA"), where=shared, REMON_TOKEN=TOKEN
    )

    assert lost.returncode == 0, lost.stderr
    assert not [one for form in sandbox[0].forms.values() for one in form.grants]
    assert "Change the password of the account nga_17" in lost.stdout
    assert "[sharing]" in lost.stdout
    again = run(
        *("phone", "qr", "--country", "NGA", "--for", "17"),
        where=shared,
        REMON_TOKEN=TOKEN,
    )
    assert again.returncode == 1
    assert "--again" in again.stderr
    none = run("phone", "qr", "--country", "NGA", where=shared, REMON_TOKEN=TOKEN)
    assert none.returncode == 1  # the lost one is not made again by the way
    qr(run, shared, "--for", "17", "--again")


def test_what_cannot_be_shut_out_is_told_with_the_steps(run: Run, shared: Path) -> None:
    qr(run, shared, "--for", "17")

    lost = run(
        *("phone", "lost", "17", "--country", "NGA"),
        where=shared,
        REMON_TOKEN=TOKEN,
        REMON_SERVER_URL="http://127.0.0.1:9",
    )

    assert lost.returncode == 3
    assert "could NOT be shut out yet" in lost.stderr
    assert "Have the phone erased" in lost.stdout
    listed = run("phone", "list", "--format", "json", where=shared)
    assert json.loads(listed.stdout)[0]["lost"] is None


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--for", "Mary Smith"), "Never use a name"),
        (("--for", "../17"), "Never use a name"),
        (("--for", "17", "--account", "officer"), "may read every answer"),
        (("--for", "17", "--for", "18", "--account", "x"), "one by one"),
        ((), "knows no phone"),
        (("--for", "17", "--cards"), "no contact_card"),
    ],
)
def test_what_would_go_wrong_is_refused(
    words: tuple[str, ...], says: str, run: Run, shared: Path
) -> None:
    ran = run(
        *("phone", "qr", "--country", "NGA", *words), where=shared, REMON_TOKEN=TOKEN
    )

    assert ran.returncode == 1
    assert says in ran.stderr
    assert not (shared / "phones.toml").exists()


def test_too_many_rights_are_told(
    run: Run, shared: Path, sandbox: tuple[Sandbox, str]
) -> None:
    may_send(sandbox, "view_submissions")

    told = qr(run, shared, "--for", "17")

    assert "may read answers (survey): a phone should only send" in told


def test_a_terminal_shows_the_code_and_no_file_is_written(
    run: Run, shared: Path
) -> None:
    told = qr(run, shared, "--for", "17", "--show", REMON_PHONE_PASSWORD="pass-Wort-1")

    assert "▀" in told
    assert re.search(r"settings password of this phone is \d{8}", told)
    assert not (shared / "phones").exists()
    assert "pass-Wort-1" not in told


def test_a_name_that_tells_what_the_work_is_about_is_refused(
    run: Run, shared: Path
) -> None:
    with (shared / "remon.toml").open("a", encoding="utf-8") as file:
        file.write('[phones]\nproject = "Survivor visits"\n')

    ran = run(
        *("phone", "qr", "--country", "NGA", "--for", "17"),
        where=shared,
        REMON_TOKEN=TOKEN,
    )

    assert ran.returncode == 1
    assert "shows what the work is about" in ran.stderr


def test_the_doctor_looks_at_forms_phones_and_work(
    run: Run, shared: Path, sandbox: tuple[Sandbox, str]
) -> None:
    may_send(sandbox)
    qr(run, shared, "--for", "17")

    ran = run("doctor", "--format", "json", where=shared, REMON_TOKEN=TOKEN)

    assert ran.returncode == 1
    found: dict[str, list[tuple[bool, str]]] = {}
    for one in json.loads(ran.stdout):
        found.setdefault(one["about"], []).append((one["well"], one["said"]))
    assert found["clock"] == [(True, "agrees with the server")]
    assert found["form NGA/survey"] == [(True, "as published from here")]
    assert found["rights NGA/survey"] == [(True, "may do everything")]
    # Nothing states in remon.toml that the account may send.
    assert not found["sharing NGA/survey"][0][0]
    assert found["phone NGA/17"] == [(True, "reaches what it should")]
    assert found["last pull NGA/urgent"][0][1].startswith("nothing was ever pulled")
    assert found["retention NGA"][0][0]
    assert TOKEN not in ran.stdout + ran.stderr
    text = run("doctor", where=shared, REMON_TOKEN=TOKEN).stdout
    assert "ok   phone NGA/17: reaches what it should" in text


def test_the_doctor_finds_a_lost_phone_that_can_send_again(
    run: Run, shared: Path, sandbox: tuple[Sandbox, str]
) -> None:
    qr(run, shared, "--for", "17")
    words = ("phone", "lost", "17", "--country", "NGA")
    assert run(*words, where=shared, REMON_TOKEN=TOKEN).returncode == 0
    before = run("doctor", where=shared, REMON_TOKEN=TOKEN).stdout
    may_send(sandbox)

    after = run("doctor", where=shared, REMON_TOKEN=TOKEN).stdout

    assert "ok   phone NGA/17: lost, and shut out" in before
    assert re.search(r"TODO phone NGA/17: lost on .* may still send", after)


def test_the_doctor_sends_one_mail_that_says_nothing(
    run: Run, shared: Path, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox

    ran = run(
        *("doctor", "--mail-to", "officer@office.example"),
        where=shared,
        REMON_TOKEN=TOKEN,
        REMON_MAIL_PORT=str(port),
    )

    assert "has taken a test mail" in ran.stdout
    (mail,) = box.taken
    assert b"Subject: Visits: a test" in mail
    assert b"nothing to do" in mail
    wrong = run(
        *("doctor", "--mail-to", "a@b\r\nBcc: c@d"),
        where=shared,
        REMON_TOKEN=TOKEN,
        REMON_MAIL_PORT=str(port),
    )
    assert "--mail-to is no address" in wrong.stdout
    assert len(box.taken) == 1
