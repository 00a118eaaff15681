"""Encrypted submissions of both servers, and the keys made for these recordings.

Whoever recorded them invented the answers. Of KoboToolbox's the signature is as a
phone writes it; of Central's it is not, and `resigned` puts that one there.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from recordings.reading import recording

from deploy.sealing.decryption import Manifest, read_manifest
from deploy.sealing.odk_cipher import FileCiphers, signed_digest, unwrap, wrap

HERE = Path(__file__).parent
SIGNATURE = re.compile(rb"(?<=ElementSignature>)[^<]+")


@dataclass(frozen=True)
class Sealed:
    """A manifest and its files as a server gave them out."""

    document: bytes
    files: Mapping[str, bytes]
    key: RSAPrivateKey

    @property
    def manifest(self) -> Manifest:
        return read_manifest(self.document)

    def plain(self) -> list[tuple[str, bytes]]:
        """Decrypt the files without looking at the signature."""
        manifest = self.manifest
        ciphers = FileCiphers(unwrap(manifest.key, self.key), manifest.instance_id)
        return [
            (name.removesuffix(".enc"), ciphers.open(self.files[name]))
            for name in (*manifest.media, manifest.answers)
        ]

    def resigned(self) -> Sealed:
        m = self.manifest
        about = [m.form_id, m.version, m.key, m.instance_id]
        digest = signed_digest(about, self.plain())
        signature = wrap(digest, self.key.public_key()).encode()
        return Sealed(SIGNATURE.sub(signature, self.document), self.files, self.key)


@cache
def kobo() -> Sealed:
    photo = _body("kobo/9007-encrypted-attachment-photo1.png.enc")
    head = _body("kobo/9008-encrypted-attachment-submission.xml.enc")
    document = _body("kobo/9009-encrypted-data-xml").encode()
    files = {"photo1.png.enc": base64.b64decode(photo["_base64_head"])}
    key, manifest = _key("kobo"), read_manifest(document)
    ciphers = FileCiphers(unwrap(manifest.key, key), manifest.instance_id)
    ciphers.open(files["photo1.png.enc"])
    whole = ciphers.seal(_answers(manifest.instance_id))
    # The recording was cut; what it holds must be what we make.
    assert whole.startswith(base64.b64decode(head["_base64_head"]))
    assert len(whole) == head["_length"]
    return Sealed(document, files | {"submission.xml.enc": whole}, key)


def _answers(instance_id: str) -> bytes:
    """Give what was encrypted: the next recording's answers, but for a few words."""
    parts = recording("9010").sent["_multipart"]
    text = next(one["content"] for one in parts)
    for told, here in (
        ("plain to encrypted", "Secret person"),
        ("uuid:1899331c-4ca6-4d8a-b0ab-f209ff957775", instance_id),
        ("<photo></photo>", "<photo>photo1.png</photo>"),
    ):
        text = text.replace(told, here)
    return str(text).encode()


@cache
def central() -> Sealed:
    names = {
        "q.jpg.enc": "441-own-attachment-q.jpg.enc",
        "submission.xml.enc": "442-own-attachment-submission.xml.enc",
    }
    return Sealed(
        _body("central/440-own-manifest").encode(),
        {
            name: base64.b64decode(_body(f"central/{recorded}")["base64"])
            for name, recorded in names.items()
        },
        _key("central"),
    )


def _body(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text("utf-8"))["response"]["body"]


def _key(server: str) -> RSAPrivateKey:
    text = (HERE / "keys" / f"{server}.der.b64").read_text("ascii")
    key = load_der_private_key(base64.b64decode(text), None)
    assert isinstance(key, RSAPrivateKey)
    return key
