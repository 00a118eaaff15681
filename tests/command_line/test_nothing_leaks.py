"""What people said, and every secret, is looked for wherever something is left."""

from __future__ import annotations

import ast
import io
import logging
import random
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree
from people import TOKEN, Mailbox, Run

from builder.build import Built
from builder.case import Case
from deploy import Kobo
from deploy.rehearsal import Sitting, submission
from deploy.sandbox import Sandbox
from instrument_specs import workspace
from instrument_specs.rehearsals import interviews
from scorers.storing import taking

PROJECT = Path(__file__).parents[2]
FOLDERS = ("builder", "translations", "instrument_specs", "deploy", "scorers")
CANARY = "Kanarienvogel"
PASSWORD, HOOK, KEY = "Zaunkoenig-1", "Zaunkoenig-2-long-enough", "5a" * 32
MOMENT = datetime(2026, 1, 20, 9, tzinfo=UTC)
# What a phone, a server or an older form may send beside what is asked.
BESIDE = ("deviceid", "username", "phonenumber", "simserial", "email", "unknown_note")
# Who runs the servers of the test, in this same process.
SERVERS = ("uvicorn", "mail", "aiosmtpd", "asyncio")
CODE = "10000022"


@pytest.fixture
def told(
    office: Path, sandbox: tuple[Sandbox, str], survey: Built, urgent: Built
) -> int:
    """Send talks with a canary in every field that takes words; count them."""
    phone = Kobo.connect(sandbox[1], TOKEN).phone()
    uids = workspace.read(office).identities()
    forms = {"survey": survey.form, "urgent": urgent.form}
    blank = {tool: phone.blank(phone.form(uids[f"NGA/{tool}"])) for tool in forms}
    draw, sent = random.Random(9), 0
    for talk in interviews(forms, 4, 9, date(2026, 1, 12)):
        sitting = Sitting(f"{draw.getrandbits(128):032x}", MOMENT, MOMENT)
        case = Case(forms[talk.tool], talk.sheet)
        filled = submission(blank[talk.tool], case, sitting)
        words = {
            question.name
            for question in forms[talk.tool].questions()
            if question.type.xlsform == "text"
        }
        files = {f"{CANARY}.jpg": CANARY.encode()}
        phone.submit(_with_canaries(filled, words, sent), files)
        sent += 1
    return sent


def _with_canaries(xml: bytes, words: set[str], number: int) -> bytes:
    root = etree.fromstring(xml)
    there = {etree.QName(one).localname: one for one in root.iter(etree.Element)}
    for name in words - {"respondent_code"}:
        there.get(name, etree.SubElement(root, name)).text = f"{CANARY} {name}"
    for name in BESIDE:
        etree.SubElement(root, name).text = f"{CANARY} {name}"
    if "respondent_code" in there and number:
        # Somebody wrote a name where the code belongs, or the code with a space.
        wrong = f"{CANARY} Ada" if number % 2 else f"1000 {CANARY}"
        there["respondent_code"].text = CODE if number == 1 else wrong
    group = etree.SubElement(root, f"{CANARY}_group")
    etree.SubElement(group, f"{CANARY}_name").text = CANARY
    return etree.tostring(root)


@contextmanager
def overheard() -> Iterator[io.StringIO]:
    """Listen to every library at its most talkative."""
    heard = io.StringIO()
    listener = logging.StreamHandler(heard)
    listener.setFormatter(logging.Formatter("%(name)s %(message)s %(exc_text)s"))
    listener.addFilter(lambda record: not record.name.startswith(SERVERS))
    root = logging.getLogger()
    before = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(listener)
        root.setLevel(before)


def test_nothing_that_was_said_is_left_anywhere(
    run: Run,
    office: Path,
    told: int,
    mailbox: tuple[Mailbox, int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box, port = mailbox
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(drafts))
    secrets = {"REMON_TOKEN": TOKEN, "REMON_ERASURE_KEY": KEY}
    secrets |= {"REMON_MAIL_PORT": str(port), "REMON_HOOK_SECRET": HOOK}
    commands = (
        ("run",),
        ("pull", "--full"),
        ("score",),
        ("score", "--format", "json"),
        ("score", "--format", "csv", "--out", "scores.csv"),
        ("alerts", "list"),
        ("alerts",),
        ("retention",),
        ("doctor",),
        ("erase", "--country", "NGA", "--show", CODE),
        ("erase", "--country", "NGA", CODE, "--by", "Head", "--and", "Lead", "--yes"),
        ("run",),
        ("audit",),
    )
    with overheard() as heard:
        runs = [run(*words, where=office, **secrets) for words in commands]

    shown = "\n".join(one.stdout + one.stderr for one in runs)
    _looked_through(
        {
            "logs": heard.getvalue(),
            "screen": shown,
            "mails": "\n".join(one.decode(errors="replace") for one in box.taken),
            "database": _dump(office / "remon.db"),
            **_files(office),
            **_files(drafts),
        }
    )
    done = dict(zip(commands, runs, strict=True))
    for words in (commands[4], commands[10]):
        assert done[words].returncode == 0, done[words].stderr
    assert not (office / "scores.csv").exists()  # it held the code
    assert told > 4
    assert len(box.taken) > 2
    assert "Traceback" not in shown
    assert "urllib3" in heard.getvalue()
    for code in _codes(office / "remon.db"):
        assert code not in heard.getvalue()
    assert CODE not in _dump(office / "remon.db")
    _for_the_owner_only(office)


def _looked_through(places: dict[str, str]) -> None:
    for place, text in places.items():
        for word in (CANARY, TOKEN, HOOK, KEY):
            assert word not in text, f"{word} in {place}"


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_bytes().decode("latin-1")
        for path in folder.rglob("*")
        if path.is_file()
    }


def _dump(database: Path) -> str:
    connection = sqlite3.connect(database)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def _codes(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        found = connection.execute("select distinct person from submissions")
        return [str(one[0]) for one in found]
    finally:
        connection.close()


def _for_the_owner_only(office: Path) -> None:
    """Check the rights of all that holds anything about people."""
    held = [*office.glob("remon.db*"), *office.glob("scores*"), office / "erasures"]
    assert len(held) >= 2
    for path in [*held, *(office / "erasures").iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_an_unforeseen_error_says_where_and_not_what(
    run: Run, office: Path, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        said = f"{CANARY} answered {CODE}"
        raise ValueError(said)

    monkeypatch.setattr(taking, "take", broken)
    ran = run("pull", where=office, REMON_TOKEN=TOKEN)

    assert told
    assert ran.returncode == 1
    assert "ValueError" in ran.stderr
    assert "scorers/storing/sync.py:" in ran.stderr
    assert CANARY not in ran.stderr + ran.stdout
    assert CODE not in ran.stderr + ran.stdout
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "line",
    [
        f'[server]\ntoken = "{PASSWORD}"',
        f'[mail]\npassword = "{PASSWORD}"',
        f'mail_password = "{PASSWORD}"',
        f'[serve]\nhook_secret = "{PASSWORD}"',
        f'[store]\nurl = "postgresql://remon:{PASSWORD}@db.example/remon"',
        f'[server]\nurl = "https://me:{PASSWORD}@kf.example"',
    ],
)
def test_a_secret_in_the_settings_is_refused(
    run: Run, tmp_path: Path, line: str
) -> None:
    (tmp_path / "remon.toml").write_text(line, encoding="utf-8")

    ran = run("pull")

    assert ran.returncode == 1
    assert "holds a secret" in ran.stderr
    assert PASSWORD not in ran.stderr + ran.stdout


def test_a_suspended_country_publishes_nothing_and_still_alerts(
    run: Run, office: Path, told: int, mailbox: tuple[Mailbox, int]
) -> None:
    settings = {"REMON_TOKEN": TOKEN, "REMON_MAIL_PORT": str(mailbox[1])}
    with (office / "remon.toml").open("a", encoding="utf-8") as file:
        file.write('[suspended]\nNGA = "an incident is looked into"\n')

    deployed = run("deploy", "--country", "NGA", "--training", where=office, **settings)
    ran = run("run", where=office, **settings)

    assert deployed.returncode == 1
    assert "suspended (an incident is looked into)" in deployed.stderr
    assert "alerted all the same" in ran.stderr
    assert told
    assert mailbox[0].taken


def test_no_secret_is_an_argument_and_no_certificate_goes_unchecked() -> None:
    """Arguments show in the list of processes; a check that is off shows nowhere."""
    for folder in FOLDERS:
        for path in (PROJECT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.keyword):
                    off = isinstance(node.value, ast.Constant) and not node.value.value
                    named = node.arg in {"verify", "check_hostname"}
                    assert not (named and off), path
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    words = ("--token", "--password", "--passphrase", "--secret")
                    assert node.value not in words, path
                if isinstance(node, ast.Attribute):
                    unsafe = {"CERT_NONE", "_create_unverified_context"}
                    assert node.attr not in unsafe, path
