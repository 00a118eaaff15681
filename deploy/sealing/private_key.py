"""The private key of a country: made, kept in a file, and found again.

The file is PKCS #8 in PEM, encrypted with a passphrase: AES-256, and a key
derived with so many rounds that guessing is slow. Python's own library writes
this form with 2,048 rounds only, so its few fields are put together here;
OpenSSL and every other program read it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from instrument_specs.workspace import WorkspaceError

BITS = 3072  # phones and servers take any size; this one is good beyond 2030
ROUNDS = 600_000
SALT_BYTES = 16
LARGEST_FILE = 64 * 1024
SEQUENCE, INTEGER, OCTETS, OBJECT, NULL = 0x30, 0x02, 0x04, 0x06, 0x05
LONG_FORM = 0x80
PBES2 = bytes.fromhex("2a864886f70d01050d")
PBKDF2 = bytes.fromhex("2a864886f70d01050c")
HMAC_SHA256 = bytes.fromhex("2a864886f70d0209")
AES256_CBC = bytes.fromhex("60864801650304012a")


def new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=BITS)


def protected(key: RSAPrivateKey, passphrase: str) -> bytes:
    """Write the key as PEM that only the passphrase opens."""
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    salt, vector = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(16)
    derived = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, ROUNDS, 32)
    padder = PKCS7(128).padder()
    encryptor = Cipher(AES(derived), CBC(vector)).encryptor()
    sealed = encryptor.update(padder.update(plain) + padder.finalize())
    kdf = _der(
        SEQUENCE,
        _der(OCTETS, salt),
        _der(INTEGER, ROUNDS.to_bytes(3, "big")),
        _der(SEQUENCE, _der(OBJECT, HMAC_SHA256), _der(NULL)),
    )
    scheme = _der(
        SEQUENCE,
        _der(SEQUENCE, _der(OBJECT, PBKDF2), kdf),
        _der(SEQUENCE, _der(OBJECT, AES256_CBC), _der(OCTETS, vector)),
    )
    whole = _der(
        SEQUENCE,
        _der(SEQUENCE, _der(OBJECT, PBES2), scheme),
        _der(OCTETS, sealed + encryptor.finalize()),
    )
    name = b"ENCRYPTED PRIVATE KEY"
    text = base64.encodebytes(whole)
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (name, text, name)


def refuse_existing(path: Path) -> None:
    if path.exists():
        raise WorkspaceError(
            f"{path} exists and is not overwritten: what was encrypted for that key "
            "could never be read again. Name another folder"
        )


def write_new(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads; one that exists is left alone."""
    refuse_existing(path)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()
        raise


def read_private_key(path: Path, passphrase: str) -> RSAPrivateKey:
    """Read a key file, or raise `WorkspaceError` that says what to do."""
    pem = _content(path)
    if b"ENCRYPTED" not in pem:
        raise WorkspaceError(
            f"{path} is not a private key with a passphrase: name the file that remon "
            "keys new wrote, or protect it with: openssl pkcs8 -topk8 -iter 600000"
        )
    try:
        key = load_pem_private_key(pem, passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Not chained: the library's words lead nowhere.
        raise WorkspaceError(
            f"{path} does not open: the passphrase is wrong, or the file is damaged"
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise WorkspaceError(f"{path} is a key, but not of the kind RSA")
    return key


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            readable = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
            content = file.read(LARGEST_FILE)
    except OSError as error:
        raise WorkspaceError(
            f"the private key {path} cannot be read: {error.strerror}"
        ) from error
    if readable and os.name == "posix":
        raise WorkspaceError(
            f"others on this machine can read the private key {path}: run chmod 600 on "
            "it, and ask who could have copied it"
        )
    return content


def _der(tag: int, *parts: bytes) -> bytes:
    """Write one field of ASN.1 in DER."""
    body = b"".join(parts)
    size = len(body)
    if size < LONG_FORM:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, LONG_FORM | len(length)]) + length + body
