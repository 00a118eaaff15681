"""The public key of a country, as a form carries it to the phones.

It is one line of base64: a SubjectPublicKeyInfo in DER, RSA. A server passes a
key that is anything else on to the phones without a word, so it is judged here.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

FEWEST_BITS = 2048
MOST_BITS = 8192
ASK = "take the line that remon keys new printed"


class PublicKeyError(ValueError):
    """A text is no public key that phones can use; says why and what to do."""


def read_public_key(text: str) -> RSAPublicKey:
    """Read the line, or raise `PublicKeyError`."""
    if "PRIVATE" in text:
        raise PublicKeyError(
            "is a private key: take it out at once, tell who has seen the file, and "
            "make a new pair with remon keys new"
        )
    if "-----" in text:
        raise PublicKeyError(
            "stands between BEGIN and END lines: leave these out and write the rest "
            "on one line"
        )
    if text.split() != [text]:
        raise PublicKeyError("holds blanks or line breaks: write it on one line")
    return _strong(_decoded(text), text)


def written(key: RSAPublicKey) -> str:
    """Write a public key as the profile and the form hold it."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode("ascii")


def _decoded(text: str) -> RSAPublicKey:
    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        # The parser's own words say nothing to an officer.
        raise PublicKeyError(f"is no public key: {ASK}") from None
    if not isinstance(key, RSAPublicKey):
        raise PublicKeyError(f"is a key, but not of the kind RSA: {ASK}")
    return key


def _strong(key: RSAPublicKey, text: str) -> RSAPublicKey:
    if not FEWEST_BITS <= key.key_size <= MOST_BITS:
        raise PublicKeyError(
            f"has {key.key_size} bits, and must have {FEWEST_BITS} to {MOST_BITS}: "
            "make a new pair with remon keys new"
        )
    if written(key) != text:
        raise PublicKeyError(f"is written in an unusual way: {ASK}")
    return key
