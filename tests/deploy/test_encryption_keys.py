"""Keys: which public one a form may carry, and how a private one is kept."""

from __future__ import annotations

import base64
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from recordings import sealed

from deploy.sealing import passphrases
from deploy.sealing.held_keys import NoKeyError, private_keys, trial
from deploy.sealing.private_key import (
    new_key,
    protected,
    read_private_key,
    write_new,
)
from instrument_specs.country_rules import faults
from instrument_specs.public_key import PublicKeyError, read_public_key, written
from instrument_specs.registry import Instruments
from instrument_specs.workspace import WorkspaceError

PASSPHRASE = "correct horse battery stäple"
VARIABLE = "REMON_PRIVATE_KEY_NGA"
SECRET = "REMON_PRIVATE_KEY_NGA_PASSPHRASE"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return new_key()


@pytest.fixture(scope="module")
def pem(key: rsa.RSAPrivateKey) -> bytes:
    return protected(key, PASSPHRASE)


@pytest.fixture
def file(pem: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "NGA-key-1.pem"
    write_new(path, pem)
    return path


GOOD = written(sealed.kobo().key.public_key())
WEAK = written(rsa.generate_private_key(65537, 1024).public_key())  # noqa: S505 - meant so
ELLIPTIC = base64.b64encode(
    ec.generate_private_key(ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()
PKCS1 = base64.b64encode(
    sealed.kobo().key.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
).decode()
PRIVATE = (
    sealed.kobo()
    .key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)
BAD_KEYS = {
    "between lines": (f"-----BEGIN PUBLIC KEY-----{GOOD}-----END", "BEGIN and END"),
    "on two lines": (f"{GOOD[:64]}\n{GOOD[64:]}", "one line"),
    "with a blank": (f"{GOOD[:64]} {GOOD[64:]}", "one line"),
    "cut": (GOOD[:-5], "no public key"),
    "cut by four": (GOOD[:-4], "no public key"),
    "one letter wrong": (f"N{GOOD[1:]}", "no public key"),
    "words": ("key", "no public key"),
    "other base64": (GOOD.replace("+", "-").replace("/", "_"), "no public key"),
    "no letters": ("ключ", "no public key"),
    "something after it": (
        base64.b64encode(base64.b64decode(GOOD) + b"\0").decode(),
        "no public key",
    ),
    "weak": (WEAK, "1024 bits"),
    "elliptic": (ELLIPTIC, "not of the kind RSA"),
    "without its frame": (PKCS1, "no public key|unusual way"),
    "private": (PRIVATE, "is a private key: take it out"),
}


def test_the_key_of_a_recorded_form_is_good() -> None:
    assert written(read_public_key(GOOD)) == GOOD


@pytest.mark.parametrize("name", BAD_KEYS)
def test_a_key_that_phones_could_not_use_is_refused(name: str) -> None:
    text, said = BAD_KEYS[name]

    with pytest.raises(PublicKeyError, match=said) as caught:
        read_public_key(text)

    assert GOOD[:30] not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_profile_with_a_wrong_key_is_told_the_field() -> None:
    profile = Instruments().profile("NGA")
    object.__setattr__(profile, "encryption_waived", "")
    object.__setattr__(profile, "encryption_key", GOOD)
    assert not [one for one in faults(profile) if one.startswith("encryption")]

    object.__setattr__(profile, "encryption_key", WEAK)
    (said,) = (one for one in faults(profile) if one.startswith("encryption"))
    assert "1024 bits" in said


def test_a_key_file_opens_with_its_passphrase_only(
    key: rsa.RSAPrivateKey, file: Path
) -> None:
    found = read_private_key(file, PASSPHRASE)

    assert found.private_numbers() == key.private_numbers()
    for wrong in ("", PASSPHRASE.upper(), "x" * 5000):
        with pytest.raises(WorkspaceError, match="passphrase is wrong"):
            read_private_key(file, wrong)


def test_guessing_the_passphrase_is_slow(pem: bytes) -> None:
    der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))

    assert (600_000).to_bytes(3, "big") in der[:100]
    assert b"PRIVATE KEY-----" in pem
    assert PASSPHRASE.encode() not in pem


def test_other_programs_read_the_key_file(file: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine")

    ran = subprocess.run(
        [openssl, "pkey", "-in", file, "-passin", "env:WORD", "-pubout"],
        env={"WORD": PASSPHRASE},
        capture_output=True,
        check=True,
    )

    line = b"".join(ran.stdout.splitlines()[1:-1]).decode()
    assert line == written(read_private_key(file, PASSPHRASE).public_key())


def test_only_its_owner_reads_a_new_file_and_nothing_is_overwritten(
    file: Path,
) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()

    with pytest.raises(WorkspaceError, match="exists and is not overwritten"):
        write_new(file, b"other")

    assert file.read_bytes() == before


def test_a_key_file_that_cannot_be_used_says_why(
    key: rsa.RSAPrivateKey, file: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.pem"
    write_new(
        plain, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    damaged = tmp_path / "damaged.pem"
    write_new(damaged, file.read_bytes()[:-200])

    with pytest.raises(WorkspaceError, match="not a private key with a passphrase"):
        read_private_key(plain, "")
    with pytest.raises(WorkspaceError, match="damaged"):
        read_private_key(damaged, PASSPHRASE)
    with pytest.raises(WorkspaceError, match=r"gone\.pem cannot be read: No such"):
        read_private_key(tmp_path / "gone.pem", PASSPHRASE)
    with pytest.raises(WorkspaceError, match="cannot be read"):
        read_private_key(tmp_path, PASSPHRASE)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are told elsewhere")
def test_a_key_file_that_others_can_read_is_refused(file: Path) -> None:
    file.chmod(0o640)

    with pytest.raises(WorkspaceError, match="chmod 600"):
        read_private_key(file, PASSPHRASE)


def test_the_environment_names_the_keys_of_a_country(
    key: rsa.RSAPrivateKey, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = written(key.public_key())
    monkeypatch.delenv(VARIABLE, raising=False)

    assert private_keys("NGA", "") == ()
    with pytest.raises(NoKeyError, match=f"holds no key to read them.*{VARIABLE}"):
        private_keys("NGA", public)

    monkeypatch.setenv(VARIABLE, str(file))
    monkeypatch.setenv(SECRET, PASSPHRASE)
    (found,) = private_keys("NGA", public)
    trial(public, [found])
    with pytest.raises(NoKeyError, match="belongs to the encryption_key of NGA"):
        private_keys("NGA", GOOD)
    with pytest.raises(NoKeyError, match="for another key"):
        trial(GOOD, [found])


def test_a_passphrase_is_asked_for_on_a_terminal_only(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setenv(VARIABLE, str(file))
    monkeypatch.delenv(SECRET, raising=False)
    monkeypatch.setattr(passphrases, "getpass", lambda q: asked.append(q) or PASSPHRASE)

    with pytest.raises(WorkspaceError, match=f"nobody is here.*{SECRET}_FILE"):
        private_keys("NGA", "")
    assert asked == []

    monkeypatch.setattr("sys.stdin", Terminal())
    assert len(private_keys("NGA", "")) == 1
    assert asked == ["Passphrase of NGA-key-1.pem: "]


class Terminal:
    @staticmethod
    def isatty() -> bool:
        return True


def test_a_new_passphrase_is_typed_twice_and_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    typed = ["five words that do not", "five words that do nut", *["short"] * 2]
    typed += ["five words thät do not "] * 2
    monkeypatch.setattr(passphrases, "getpass", lambda _: typed.pop(0))

    with pytest.raises(WorkspaceError, match="differ"):
        passphrases.new_passphrase("none", "the first holder")
    with pytest.raises(WorkspaceError, match="too short: take 16") as caught:
        passphrases.new_passphrase("none", "the first holder")
    assert "short," not in str(caught.value)
    assert passphrases.new_passphrase("none", "x") == "five words thät do not"
    monkeypatch.setenv("REMON_SOME", "five words tha\u0308t do not")
    assert passphrases.known_passphrase("some", "x") == "five words thät do not"
