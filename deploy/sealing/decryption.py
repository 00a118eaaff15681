"""Open an encrypted submission with a private key, and check that it is whole.

ODK XForms specification, encryption. What was changed, exchanged or left out
on the way is refused; the refusal holds nothing of the answers.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from lxml import etree

from deploy.sealing.odk_cipher import (
    KEY_BYTES,
    SUFFIX,
    FileCiphers,
    signed_digest,
    unwrap,
)
from deploy.wire.safe_xml import UnsafeXmlError, parsed

MOST_MEDIA = 50
Fetch: TypeAlias = Callable[[str], bytes]


class SealedError(ValueError):
    """A submission stays closed; says why, in words fit for a log."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an encrypted submission says of itself without a key.

    `media` and `answers` are file names, in the order in which they were
    encrypted.
    """

    form_id: str
    version: str | None
    key: str
    instance_id: str
    media: tuple[str, ...]
    answers: str
    signature: str


def read_manifest(xml: bytes) -> Manifest:
    """Read the document that came in place of the answers."""
    try:
        root = parsed(xml)
    except UnsafeXmlError as error:
        raise SealedError(f"its encrypted form {error}") from None
    manifest = Manifest(
        form_id=root.get("id", ""),
        version=root.get("version"),
        key=_text(root, "{*}base64EncryptedKey"),
        instance_id=_text(root, "{*}meta/{*}instanceID"),
        media=tuple(_texts(root, "{*}media/{*}file")),
        answers=_text(root, "{*}encryptedXmlFile"),
        signature=_text(root, "{*}base64EncryptedElementSignature"),
    )
    if not manifest.key or not manifest.answers:
        raise SealedError("it is encrypted, but names neither key nor file")
    if len(manifest.media) > MOST_MEDIA:
        raise SealedError(f"it names more than {MOST_MEDIA} files")
    return manifest


def opened(
    manifest: Manifest, fetch: Fetch, keys: Sequence[RSAPrivateKey]
) -> etree._Element:
    """Give the answers as the phone wrote them, or raise `SealedError`.

    `fetch` gives an encrypted file by its name in the manifest. Of several keys
    the one that fits is taken, so that an old key can be kept beside a new one.
    """
    key, secret = _secret(manifest, keys)
    files = _files(manifest, fetch, FileCiphers(secret, manifest.instance_id))
    _verify(manifest, files, key)
    try:
        root = parsed(files[-1][1])
    except UnsafeXmlError as error:
        raise SealedError(f"what was encrypted {error}") from None
    inside = _text(root, "{*}meta/{*}instanceID")
    if root.get("id", "") != manifest.form_id or inside != manifest.instance_id:
        raise SealedError("it holds the answers of another submission")
    return root


def _secret(
    manifest: Manifest, keys: Sequence[RSAPrivateKey]
) -> tuple[RSAPrivateKey, bytes]:
    for key in keys:
        try:
            secret = unwrap(manifest.key, key)
        except ValueError:
            continue
        if len(secret) == KEY_BYTES:
            return key, secret
    raise SealedError("it was encrypted for another key, or its key was changed")


def _files(
    manifest: Manifest, fetch: Fetch, ciphers: FileCiphers
) -> list[tuple[str, bytes]]:
    """Decrypt all files in their order, named as before encryption."""
    found = []
    for name in (*manifest.media, manifest.answers):
        content = fetch(name)
        try:
            found.append((name.removesuffix(SUFFIX), ciphers.open(content)))
        except ValueError:
            raise SealedError("one of its files was changed or damaged") from None
    return found


def _verify(
    manifest: Manifest, files: list[tuple[str, bytes]], key: RSAPrivateKey
) -> None:
    if not manifest.signature:
        raise SealedError("its signature is missing")
    about = [manifest.form_id, manifest.version, manifest.key, manifest.instance_id]
    try:
        signed = unwrap(manifest.signature, key)
    except ValueError:
        raise SealedError("its signature was changed") from None
    if not hmac.compare_digest(signed, signed_digest(about, files)):
        raise SealedError("its signature does not fit: something in it was changed")


def _text(root: etree._Element, path: str) -> str:
    return (root.findtext(path) or "").strip()


def _texts(root: etree._Element, path: str) -> list[str]:
    return [(node.text or "").strip() for node in root.findall(path)]
