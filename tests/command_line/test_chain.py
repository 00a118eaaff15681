"""From published form to mail, with real servers on this machine."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from people import TOKEN, Mailbox, Ran, Run

from builder.build import Built
from builder.case import Case
from builder.rehearsal import INVENTED
from deploy import Kobo
from deploy.rehearsal import Sitting, submission
from deploy.sandbox import Sandbox
from instrument_specs import workspace
from instrument_specs.rehearsals import interviews

MOMENT = datetime(2026, 1, 20, 9, tzinfo=UTC)
PEOPLE = 6


def interview(office: Path, url: str, forms: dict[str, Built]) -> int:
    """Send the interviews of some people, as their phones would."""
    phone = Kobo.connect(url, TOKEN).phone()
    uids = workspace.read(office).identities()
    blank = {tool: phone.blank(phone.form(uids[f"NGA/{tool}"])) for tool in forms}
    draw, sent = random.Random(5), 0
    plain = {tool: made.form for tool, made in forms.items()}
    for talk in interviews(plain, PEOPLE, 5, date(2026, 1, 12)):
        case = Case(plain[talk.tool], talk.sheet)
        sitting = Sitting(f"{draw.getrandbits(128):032x}", MOMENT, MOMENT)
        phone.submit(submission(blank[talk.tool], case, sitting))
        sent += 1
    return sent


@pytest.fixture(scope="module")
def sent(
    published: tuple[Path, Ran],
    sandbox: tuple[Sandbox, str],
    survey: Built,
    urgent: Built,
) -> int:
    """Hold the interviews, once for all tests here; give how many there were."""
    return interview(published[0], sandbox[1], {"survey": survey, "urgent": urgent})


def test_examples_are_published_for_training_only(run: Run, office: Path) -> None:
    ran = run("deploy", "--country", "NGA", where=office, REMON_TOKEN=TOKEN)

    assert ran.returncode == 1
    assert "invented examples" in ran.stderr
    assert "--training" in ran.stderr


def test_a_second_deployment_changes_nothing(run: Run, office: Path) -> None:
    before = (office / "assets.toml").read_text(encoding="utf-8")
    words = ("deploy", "--country", "NGA", "--tool", "survey", "--training")
    again = run(*words, where=office, REMON_TOKEN=TOKEN)

    assert again.returncode == 0
    assert "unchanged" in again.stdout
    assert (office / "assets.toml").read_text(encoding="utf-8") == before


def test_tokens_and_servers_that_do_not_work_are_told(run: Run, office: Path) -> None:
    words = ("deploy", "--country", "NGA", "--tool", "urgent", "--training")
    none = run(*words, where=office)
    wrong = run(*words, where=office, REMON_TOKEN="f" * 40)
    gone = run(
        *words,
        where=office,
        REMON_TOKEN=TOKEN,
        REMON_SERVER_URL="http://127.0.0.1:9",
    )

    assert none.returncode == 1
    assert "REMON_TOKEN" in none.stderr
    assert wrong.returncode == 1
    assert "token" in wrong.stderr
    assert gone.returncode == 3
    for ran in (none, wrong, gone):
        assert "Traceback" not in ran.stderr
        assert TOKEN not in ran.stderr + ran.stdout
        assert "f" * 40 not in ran.stderr + ran.stdout


def test_the_whole_chain(
    process: Run, office: Path, mailbox: tuple[Mailbox, int], sent: int
) -> None:
    box, port = mailbox
    settings = {"REMON_TOKEN": TOKEN, "REMON_MAIL_PORT": str(port)}

    box.refuses = True
    refused = process("run", where=office, **settings)
    assert refused.returncode == 3
    assert box.taken == []

    box.refuses = False
    assert process("mails", "retry", where=office).returncode == 0
    first = process("run", where=office, **settings)
    assert first.returncode == 0, first.stderr
    mails = list(box.taken)
    assert len(mails) >= 5  # the urgent forms alone need that many

    again = process("run", "--full", where=office, **settings)
    assert again.returncode == 0
    assert "0 new, 0 changed" in again.stderr
    assert box.taken == mails

    scored = process("score", "--format", "json", where=office)
    rows = json.loads(scored.stdout)
    assert sent > PEOPLE
    assert len(rows) == sent - 3  # three urgent forms have no score
    assert list(rows[0])[:4] == ["country", "submission", "outcome", "respondent_code"]
    assert {row["outcome"] for row in rows} <= {
        "complete", "stopped", "discarded", "refused", "not_eligible",
    }  # fmt: skip

    _nothing_leaks(office, mails, [refused, first, again, scored])


def _nothing_leaks(office: Path, mails: list[bytes], runs: list[Ran]) -> None:
    """Look for what people said in everything that was kept, sent or shown."""
    canary = INVENTED.encode()
    for path in office.rglob("*"):
        if path.is_file():
            assert canary not in path.read_bytes(), path.name
            assert TOKEN.encode() not in path.read_bytes(), path.name
    for mail in mails:
        assert canary not in mail
        assert b"rehearsal" not in mail
    for ran in runs:
        shown = (ran.stdout + ran.stderr).encode()
        assert canary not in shown
        assert TOKEN.encode() not in shown


def test_a_form_that_cannot_be_pulled_holds_back_no_alert(
    run: Run, office: Path, mailbox: tuple[Mailbox, int], sent: int
) -> None:
    box, port = mailbox
    path = office / "assets.toml"
    text = path.read_text(encoding="utf-8")
    gone = '[assets]\n"NGA/advisory_group" = "aNonExistentUid0000000"'
    path.write_text(text.replace("[assets]", gone), encoding="utf-8")

    ran = run("run", where=office, REMON_TOKEN=TOKEN, REMON_MAIL_PORT=str(port))

    assert ran.returncode == 1
    assert "NGA/advisory_group: " in ran.stderr
    assert "Traceback" not in ran.stderr
    assert len(box.taken) >= 5  # the urgent forms alone need that many


def test_a_file_is_scored_without_a_server(
    run: Run, office: Path, sandbox: tuple[Sandbox, str], sent: int
) -> None:
    uid = workspace.read(office).identities()["NGA/survey"]
    rows = [dict(row) for row in Kobo.connect(sandbox[1], TOKEN).submissions(uid)]
    broken = [*rows, "no row at all", {"_id": 99, "b1/q1_1": "yes"}]
    strange = dict(rows[0])
    strange["b1/q1_1"] = "a word nobody may repeat"
    (office / "rows.json").write_text(
        json.dumps([*broken[1:], strange]), encoding="utf-8"
    )
    words = ("score", "--submissions", "rows.json", "--country", "NGA", "--format")

    as_json = run(*words, "json", where=office)
    as_csv = run(*words, "csv", "--profile", "printed", "--out", "t.csv", where=office)
    as_parquet = run(*words, "parquet", "--out", "t.parquet", where=office)

    # Rows were set aside: the rest goes on, and the exit code says it.
    assert as_json.returncode == as_csv.returncode == as_parquet.returncode == 1
    scored = json.loads(as_json.stdout)
    assert len(scored) == len(rows)
    assert "row 1 " not in as_json.stderr
    assert as_json.stderr.count("is set aside:") == 2
    assert "nobody may repeat" not in as_json.stdout + as_json.stderr
    assert (office / "t.csv").read_text().startswith("submission,outcome,")
    assert (office / "t.parquet").read_bytes().startswith(b"PAR1")


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"{", "is not JSON"), (b'"rows"', "set aside"), (b"\xff\xfe", "not a text file")],
)
def test_a_file_that_holds_no_rows_is_told(
    run: Run, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "rows.json").write_bytes(content)

    ran = run("score", "--submissions", "rows.json", "--country", "NGA")

    assert told in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_alert_is_acknowledged_by_its_reference(
    run: Run, office: Path, mailbox: tuple[Mailbox, int], sent: int
) -> None:
    port = str(mailbox[1])
    ran = run("run", where=office, REMON_TOKEN=TOKEN, REMON_MAIL_PORT=port)
    assert ran.returncode == 0
    text = next(one.decode() for one in mailbox[0].taken if b"Reference: " in one)
    reference = text.split("Reference: ", 1)[1].split()[0]

    done = run(
        "alerts", "ack", reference, "--by", "Protection focal point", where=office
    )
    again = run(
        "alerts", "ack", reference, "--by", "Protection focal point", where=office
    )

    assert done.returncode == 0
    assert again.returncode == 1
    assert "may have been done before" in again.stderr


def test_the_demonstration_runs_in_an_empty_folder(
    process: Run, tmp_path: Path
) -> None:
    ran = process("demo", "--out", "show", "--people", "8")
    again = process("demo", "--out", "show")

    assert ran.returncode == 0, ran.stderr
    assert "phones and scorer agree" in ran.stderr
    for name in ("scores-toolkit.csv", "mails", "build/NGA/survey.xlsx", "remon.db"):
        assert (tmp_path / "show" / name).exists()
        assert name.partition("/")[0] in ran.stdout
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def test_versions_that_were_not_published_here_are_told(
    run: Run, office: Path, mailbox: tuple[Mailbox, int], sent: int
) -> None:
    """The phones sent what stands in the ledger, until the ledger says otherwise."""
    _, port = mailbox
    settings = {"REMON_TOKEN": TOKEN, "REMON_MAIL_PORT": str(port)}
    words = ("plan", "--country", "NGA", "--tool", "urgent")
    fresh = run(*words, where=office, **settings)
    first = run("run", where=office, **settings)
    fine = run(*words, where=office, **settings)

    _edit_ledger(office, "NGA/urgent", version="vUnknownHere", content_hash="0" * 12)
    later = run("run", where=office, **settings)
    behind = run(*words, "--format", "json", where=office, **settings)
    told = run(*words, where=office, **settings)

    assert "not published from this workspace" not in first.stderr
    strange = [line for line in later.stderr.splitlines() if "not published" in line]
    assert [line.partition(":")[0] for line in strange] == ["NGA/urgent"]
    assert "behind" not in fresh.stdout + fine.stdout
    assert "sent an old version" in told.stdout
    slow = json.loads(behind.stdout)[0]["behind"]
    assert slow
    assert {one["old"] for one in slow} == {True}


def _edit_ledger(office: Path, key: str, **changes: str) -> None:
    path = office / "publications.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    since = {"at": "2026-01-01T00:00:00+00:00"}
    changed = [one | changes | since if one["key"] == key else one for one in lines]
    path.write_text("".join(f"{json.dumps(one)}\n" for one in changed))
