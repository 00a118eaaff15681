"""Making keys, and finding out whether they fit, as people do it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from people import Run

FIRST, SECOND = "first-passphrase-of-the-office", "second-passphrase-in-the-safe"
NEW = ("keys", "new", "--country", "NGA", "--second-holder", "data protection officer")
SECRETS = {
    "REMON_NEW_KEY_PASSPHRASE": FIRST,
    "REMON_SECOND_KEY_PASSPHRASE": SECOND,
}


@pytest.fixture
def office(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    run("init", str(folder), "--country", "NGA")
    return folder


def adopt(office: Path, line: str) -> None:
    """Do what the command says: put the line into the profile."""
    path = office / "countries/NGA.toml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^encryption_waived = .*$", line, text)
    text = re.sub(r'(?m)^    "encryption_waived",\n', "", text)
    path.write_text(text, encoding="utf-8")


def test_a_new_pair_fits_the_profile_and_reads_a_test_form(
    run: Run, office: Path, tmp_path: Path
) -> None:
    made = run(*NEW, "--out", str(tmp_path / "stick"), where=office, **SECRETS)
    assert made.returncode == 0, made.stderr
    adopt(office, made.stdout.strip())

    for number, passphrase in ((1, FIRST), (2, SECOND)):
        held = {
            "REMON_PRIVATE_KEY_NGA": str(tmp_path / f"stick/NGA-key-{number}.pem"),
            "REMON_PRIVATE_KEY_NGA_PASSPHRASE": passphrase,
        }
        checked = run("keys", "check", "--country", "NGA", where=office, **held)
        assert checked.returncode == 0, checked.stderr
        assert "belongs to the profile, 3072 bits" in checked.stdout
    doctor = run("doctor", where=office, **held)
    alone = run("doctor", where=office)
    built = run("build", "--country", "NGA", "--tool", "urgent", where=office)

    assert "ok   key NGA: a test form was encrypted and read back" in doctor.stdout
    assert "TODO key NGA: the forms of NGA are encrypted" in alone.stdout
    assert built.returncode == 0, built.stderr
    xform = (office / "build/NGA/urgent.xml").read_text(encoding="utf-8")
    public = made.stdout.strip().removeprefix("encryption_key = ")
    assert f"base64RsaPublicKey={public}" in xform


def test_the_command_says_where_each_file_goes_and_shows_no_passphrase(
    run: Run, office: Path, tmp_path: Path
) -> None:
    made = run(*NEW, "--out", str(tmp_path / "stick"), where=office, **SECRETS)

    for said in (
        "NGA-key-1.pem",
        "NGA-key-2.pem",
        "data protection officer",
        "Never put either into the workspace or git",
        "onto a phone",
        "REMON_PRIVATE_KEY_NGA",
        "encryption_waived",
    ):
        assert said in made.stderr
    assert FIRST not in made.stdout + made.stderr
    assert SECOND not in made.stdout + made.stderr
    assert (
        "in place of the line\nencryption_waived in countries/NGA.toml" in made.stderr
    )
    (line,) = made.stdout.splitlines()
    assert re.fullmatch(r'encryption_key = "[A-Za-z0-9+/=]+"', line)
    files = sorted(path.name for path in (tmp_path / "stick").iterdir())
    assert files == ["NGA-key-1.pem", "NGA-key-2.pem"]


def test_nothing_is_made_where_it_would_be_lost_or_shared(
    run: Run, office: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    (tmp_path / "repository/.git").mkdir(parents=True)
    refused = {
        "holds in git": run(
            *NEW, "--out", str(tmp_path / "repository/keys"), where=office, **SECRETS
        ),
        "in the workspace": run(*NEW, "--out", "keys", where=office, **SECRETS),
        "same passphrase": run(
            *NEW,
            "--out",
            str(stick),
            where=office,
            **(SECRETS | {"REMON_SECOND_KEY_PASSPHRASE": FIRST}),
        ),
        "no second holder": run(
            *NEW[:4], "--out", str(stick), where=office, **SECRETS
        ),
        "a name and mail": run(
            *NEW[:5], "ann@office.example", "--out", str(stick), where=office, **SECRETS
        ),
        "no passphrase": run(*NEW, "--out", str(stick), where=office),
        "no country": run(
            "keys", "new", "--country", "../X", "--second-holder", "the director",
            "--out", str(stick), where=office, **SECRETS,
        ),
    }  # fmt: skip

    assert {name: ran.returncode for name, ran in refused.items()} == dict.fromkeys(
        refused, 1
    )
    assert not any("Traceback" in ran.stderr for ran in refused.values())
    assert list(tmp_path.rglob("*.pem")) == []


def test_a_key_is_never_overwritten(run: Run, office: Path, tmp_path: Path) -> None:
    words = (*NEW, "--out", str(tmp_path / "stick"))
    run(*words, where=office, **SECRETS)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.pem")}
    (tmp_path / "stick/NGA-key-1.pem").unlink()

    again = run(*words, where=office, **SECRETS)

    assert again.returncode == 1
    assert "NGA-key-2.pem exists and is not overwritten" in again.stderr
    left = {path: path.read_bytes() for path in tmp_path.rglob("*.pem")}
    assert left == {p: c for p, c in before.items() if p.name == "NGA-key-2.pem"}


def test_a_key_of_another_country_is_noticed(
    run: Run, office: Path, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        made = run(*NEW, "--out", str(tmp_path / name), where=office, **SECRETS)
    adopt(office, made.stdout.strip())
    held = {
        "REMON_PRIVATE_KEY_NGA": str(tmp_path / "one/NGA-key-1.pem"),
        "REMON_PRIVATE_KEY_NGA_PASSPHRASE": FIRST,
    }

    checked = run("keys", "check", "--country", "NGA", where=office, **held)
    doctor = run("doctor", where=office, **held)

    assert checked.returncode == 1
    assert "is another key" in checked.stdout
    assert "TODO key NGA: no private key of REMON_PRIVATE_KEY_NGA" in doctor.stdout


def test_a_check_without_keys_says_so(run: Run, office: Path) -> None:
    checked = run("keys", "check", "--country", "NGA", where=office)

    assert checked.returncode == 1
    assert "has no encryption_key" in checked.stderr
    assert "REMON_PRIVATE_KEY_NGA names no key file" in checked.stderr


def test_a_profile_with_a_wrong_key_is_told_by_check(run: Run, office: Path) -> None:
    adopt(office, 'encryption_key = "MIIBIjANBgkq"')

    checked = run("check", "--country", "NGA", "--tool", "urgent", where=office)

    assert checked.returncode == 1
    assert "encryption_key: is no public key" in checked.stdout + checked.stderr
