"""Encrypt an answered form as a phone does, before it is sent.

ODK XForms specification, encryption; the shape of the manifest is Collect's.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from lxml import etree

from deploy.sealing.odk_cipher import (
    KEY_BYTES,
    SUFFIX,
    FileCiphers,
    signed_digest,
    wrap,
)
from deploy.wire.safe_xml import parsed
from instrument_specs.public_key import read_public_key

XFORMS = "{http://www.w3.org/2002/xforms}"
ENCRYPTED = "http://www.opendatakit.org/xforms/encrypted"
OPENROSA = "http://openrosa.org/xforms"
ANSWERS = "submission.xml"


@dataclass(frozen=True, slots=True, repr=False)
class Packed:
    """What goes to the server: the document, and files by name."""

    document: bytes
    files: Mapping[str, bytes]


def packed(
    xform: bytes, answers: bytes, media: Mapping[str, bytes] | None = None
) -> Packed:
    """Pack a filled form for sending: encrypted when the blank form asks for it."""
    key = form_key(xform)
    files = dict(media or {})
    return encrypted(answers, key, files) if key else Packed(answers, files)


def form_key(xform: bytes) -> RSAPublicKey | None:
    """Give the public key that a blank form carries; None when it carries none.

    A key that cannot be used raises `PublicKeyError`: a phone does not finish
    such a form either.
    """
    for node in parsed(xform).iter(f"{XFORMS}submission"):
        if text := node.get("base64RsaPublicKey", ""):
            return read_public_key(text)
    return None


def encrypted(answers: bytes, key: RSAPublicKey, media: Mapping[str, bytes]) -> Packed:
    """Encrypt the answers and their files; the document becomes a manifest."""
    root = parsed(answers)
    instance_id = (root.findtext("{*}meta/{*}instanceID") or "").strip()
    if not instance_id:
        raise ValueError("a form without an instance id cannot be encrypted")
    about = [root.get("id", ""), root.get("version")]
    secret = secrets.token_bytes(KEY_BYTES)
    wrapped = wrap(secret, key)
    whole = [*media.items(), (ANSWERS, answers)]
    ciphers = FileCiphers(secret, instance_id)
    sealed = {f"{name}{SUFFIX}": ciphers.seal(content) for name, content in whole}
    digest = signed_digest([*about, wrapped, instance_id], whole)
    return Packed(
        _manifest(about, wrapped, instance_id, list(media), wrap(digest, key)), sealed
    )


def _manifest(
    about: list[str | None],
    wrapped: str,
    instance_id: str,
    media: list[str],
    signature: str,
) -> bytes:
    form_id, version = about
    root = etree.Element(
        f"{{{ENCRYPTED}}}data",
        nsmap={None: ENCRYPTED},  # type: ignore[dict-item]
    )
    root.set("id", form_id or "")
    if version is not None:
        root.set("version", version)
    root.set("encrypted", "yes")
    _put(root, "base64EncryptedKey", wrapped)
    meta = etree.SubElement(root, f"{{{OPENROSA}}}meta", nsmap={"orx": OPENROSA})
    etree.SubElement(meta, f"{{{OPENROSA}}}instanceID").text = instance_id
    for name in media:
        _put(_put(root, "media", ""), "file", f"{name}{SUFFIX}")
    _put(root, "encryptedXmlFile", f"{ANSWERS}{SUFFIX}")
    _put(root, "base64EncryptedElementSignature", signature)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _put(parent: etree._Element, name: str, text: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{ENCRYPTED}}}{name}")
    node.text = text or None
    return node
