"""Phones on the command line: set up, listed, lost, out of date; and the doctor."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from people import TOKEN, Mailbox, Run

from deploy.kobo import Kobo
from deploy.phones.wording import PHRASES
from deploy.sandbox import Sandbox
from deploy.server import Grant
from instrument_specs.words import AVOIDED
from scorers.reading.submission import Submission
from scorers.storing import taking
from scorers.storing.store import open_store

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
    assert names == [
        ".gitignore",
        "phone-17.html",
        "phone-17.png",
        "settings-password.txt",
    ]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.glob("[!.]*"):
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


def test_a_phone_without_the_urgent_form_is_told(run: Run, shared: Path) -> None:
    with_it = qr(run, shared, "--for", "17", "--show")
    assets = shared / "assets.toml"
    lines = assets.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if "urgent" not in line]
    assets.write_text("".join(kept), encoding="utf-8")

    told = qr(run, shared, "--for", "17", "--show")

    assert "this phone gets no form urgent" in told
    assert "remon deploy --country NGA --tool urgent" in told
    assert "gets no form" not in with_it


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
    assert "While phones.toml calls it lost, remon deploy gives it nothing" in (
        lost.stdout
    )
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
    unpublished = [(False, "not published here: run remon deploy")]
    assert found["form NGA/contact_card"] == unpublished
    assert found["settings"] == [(True, "every section is read")]
    # Nothing states in remon.toml that the account may send.
    assert not found["sharing NGA/survey"][0][0]
    assert found["phone NGA/17"] == [(True, "reaches what it should")]
    assert found["last pull NGA/urgent"][0][1].startswith("nothing was ever pulled")
    assert found["retention NGA"][0][0]
    assert TOKEN not in ran.stdout + ran.stderr
    text = run("doctor", where=shared, REMON_TOKEN=TOKEN).stdout
    assert "ok   phone NGA/17: reaches what it should" in text


def test_the_doctor_finds_a_lost_phone_that_can_send_and_another_that_cannot(
    run: Run, shared: Path, sandbox: tuple[Sandbox, str]
) -> None:
    qr(run, shared, "--for", "17", "--for", "18")
    words = ("phone", "lost", "17", "--country", "NGA")
    assert run(*words, where=shared, REMON_TOKEN=TOKEN).returncode == 0
    before = run("doctor", where=shared, REMON_TOKEN=TOKEN).stdout
    may_send(sandbox)

    after = run("doctor", where=shared, REMON_TOKEN=TOKEN).stdout

    assert "ok   phone NGA/17: lost, and shut out" in before
    assert "TODO phone NGA/18: the account nga_18 may not send survey, urgent" in before
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


def test_who_sends_an_old_version_is_listed(run: Run, shared: Path) -> None:
    now = datetime.now(UTC)
    answers = {"interviewer_code": 17, "q4_2": "no"}
    with closing(open_store(shared / "remon.db")) as store, store.begin() as connection:
        made = Submission("s1", 1, now, "", "v1", "0ld", "", "", answers)
        taking.take(connection, "NGA/survey", [made], 1, now)

    ran = run("phone", "versions", "--country", "NGA", where=shared)
    data = run(
        "phone", "versions", "--country", "NGA", "--format", "json", where=shared
    )

    assert ran.returncode == 1
    assert "NGA/survey  interviewer 17  sent an old version on" in ran.stdout
    (found,) = json.loads(data.stdout)
    assert found["old"]
    assert found["last"] == now.date().isoformat()
    assert "q4_2" not in ran.stdout + data.stdout


def test_only_the_account_that_is_named_is_shut_out(
    run: Run, shared: Path, sandbox: tuple[Sandbox, str]
) -> None:
    sandbox[0].users["nga_17_new"] = "d" * 40
    may_send(sandbox)
    qr(run, shared, "--for", "17")
    told = qr(run, shared, "--for", "17", "--account", "nga_17_new")
    assert "--account nga_17" in told

    words = ("phone", "lost", "17", "--country", "NGA", "--account", ACCOUNT)
    ran = run(*words, where=shared, REMON_TOKEN=TOKEN)

    assert ran.returncode == 0
    assert not [one for form in sandbox[0].forms.values() for one in form.grants]
    (phone,) = json.loads(run("phone", "list", "--format", "json", where=shared).stdout)
    assert (phone["account"], phone["lost"]) == ("nga_17_new", None)


def test_a_form_that_is_gone_keeps_no_other_open(
    run: Run, shared: Path, sandbox: tuple[Sandbox, str]
) -> None:
    may_send(sandbox)
    qr(run, shared, "--for", "17")
    assets = shared / "assets.toml"
    text = assets.read_text(encoding="utf-8")
    gone = '[assets]\n"NGA/case_study" = "aGone"\n'
    assets.write_text(text.replace("[assets]\n", gone), encoding="utf-8")

    words = ("phone", "lost", "17", "--country", "NGA")
    ran = run(*words, where=shared, REMON_TOKEN=TOKEN)

    assert ran.returncode == 3
    assert not [one for form in sandbox[0].forms.values() for one in form.grants]


def test_a_page_speaks_the_languages_that_have_every_step(
    run: Run, shared: Path
) -> None:
    profile = shared / "countries/NGA.toml"
    text = profile.read_text(encoding="utf-8")
    text = text.replace('languages = ["en"]', 'languages = ["ar", "ha", "en"]', 1)
    both = re.sub(r'(?m)^en = (".*")$', r'en = \1\nar = "نص"\nha = "rubutu"', text)
    profile.write_text(both, encoding="utf-8")
    (shared / "translations").mkdir(exist_ok=True)
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "ar"}
    for key, source in PHRASES.items():
        entry = polib.POEntry(msgctxt=f"setup:{key}", msgid=source, msgstr=f"« {key} »")
        file.append(entry)
    file.save(str(shared / "translations/pages.ar.po"))

    qr(run, shared, "--for", "17")

    page = (shared / "phones/phone-17.html").read_text(encoding="utf-8")
    assert re.findall(r'<section lang="(..)" dir="(...)">', page) == [
        ("ar", "rtl"),
        ("en", "ltr"),
    ]
    assert "« lock »" in page
