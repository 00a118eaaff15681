"""How a phone encrypts an answered form, and what undoes it.

ODK XForms specification, encryption. Each record has an AES key of its own,
itself encrypted with RSA; each file has an initialization vector that follows
from key, instance id and the file's place. A digest over everything, encrypted
likewise, shows changes made on the way.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.padding import PKCS7

KEY_BYTES = 32
BLOCK_BITS = 128
SUFFIX = ".enc"


def wrap(secret: bytes, key: RSAPublicKey) -> str:
    """Encrypt a few bytes with RSA, as base64."""
    return base64.b64encode(key.encrypt(secret, _oaep())).decode("ascii")


def unwrap(text: str, key: RSAPrivateKey) -> bytes:
    """Undo `wrap`; `ValueError` when it is for another key, or damaged."""
    try:
        encrypted = base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    return key.decrypt(encrypted, _oaep())


class FileCiphers:
    """The ciphers of one record's files, one after the other in their order."""

    def __init__(self, secret: bytes, instance_id: str) -> None:
        self._secret = secret
        self._ciphers = self._each(md5(instance_id.encode() + secret).digest())

    def seal(self, content: bytes) -> bytes:
        """Encrypt the next file."""
        padder = PKCS7(BLOCK_BITS).padder()
        padded = padder.update(content) + padder.finalize()
        encryptor = next(self._ciphers).encryptor()
        return encryptor.update(padded) + encryptor.finalize()

    def open(self, content: bytes) -> bytes:
        """Decrypt the next file; `ValueError` when its end is not as it must be."""
        decryptor = next(self._ciphers).decryptor()
        padded = decryptor.update(content) + decryptor.finalize()
        unpadder = PKCS7(BLOCK_BITS).unpadder()
        return unpadder.update(padded) + unpadder.finalize()

    def _each(self, seed: bytes) -> Iterator[Cipher[CFB]]:
        vector, place = bytearray(seed), 0
        while True:
            vector[place] = (vector[place] + 1) % 256
            yield Cipher(AES(self._secret), CFB(bytes(vector)))
            place = (place + 1) % len(vector)


def signed_digest(
    about: Iterable[str | None], files: Iterable[tuple[str, bytes]]
) -> bytes:
    """Digest a record: form id, version, wrapped key, instance id, then its files.

    Files are named as they were before encryption; what is None is left out.
    """
    lines = [one for one in about if one is not None]
    lines += [f"{name}::{md5(content).hexdigest()}" for name, content in files]
    return md5("".join(f"{line}\n" for line in lines).encode()).digest()


def md5(content: bytes) -> hashlib._Hash:
    """Digest as the specification wants it; phones know no other."""
    return hashlib.md5(content, usedforsecurity=False)


def _oaep() -> OAEP:
    return OAEP(MGF1(hashes.SHA256()), hashes.SHA256(), None)
