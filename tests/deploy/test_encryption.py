"""What a phone encrypts is read again, and nothing that was changed on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from lxml import etree
from recordings import sealed
from recordings.reading import recording
from recordings.sealed import Sealed

from deploy.sealing.decryption import SealedError, opened, read_manifest
from deploy.sealing.encryption import encrypted, form_key, packed
from deploy.sealing.envelope import Attached, Envelope, MissingFileError
from deploy.sealing.odk_cipher import FileCiphers, unwrap
from instrument_specs.public_key import PublicKeyError, written

CANARY = "canary-in-the-answers"
ANSWERS = (
    f'<data id="f" version="3"><q>{CANARY}</q>'
    "<meta><instanceID>uuid:11111111-2222-4333-8444-555555555555</instanceID></meta>"
    "</data>"
).encode()


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def other() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def sent(key: RSAPrivateKey) -> Sealed:
    media = {"a.jpg": b"first picture", "b.jpg": b"second picture"}
    made = encrypted(ANSWERS, key.public_key(), media)
    return Sealed(made.document, made.files, key)


def read(one: Sealed, *keys: RSAPrivateKey) -> etree._Element:
    return opened(one.manifest, one.files.__getitem__, keys or (one.key,))


def test_a_submission_recorded_on_kobotoolbox_is_read() -> None:
    """Signature and all: our encryption gives the recorded bytes as well."""
    one = sealed.kobo()

    root = read(one)

    assert (root.findtext("hh/age"), root.findtext("hh/needs")) == ("34", "water food")
    assert one.plain()[0][1].startswith(b"\x89PNG")


def test_a_submission_recorded_on_central_is_read() -> None:
    root = read(sealed.central().resigned())

    assert (
        root.findtext("{*}meta/{*}instanceID") == sealed.central().manifest.instance_id
    )
    assert root.get("id") == "ownkey"


def test_a_signature_that_no_phone_wrote_is_refused() -> None:
    with pytest.raises(SealedError, match="signature"):
        read(sealed.central())


def test_a_phone_of_ours_sends_what_was_recorded_in_shape(sent: Sealed) -> None:
    def shape(document: bytes) -> list[tuple[str, list[str]]]:
        root = etree.fromstring(document)
        names = [etree.QName(node).localname for node in root.iter()]
        return [*zip(names, [sorted(node.attrib) for node in root.iter()], strict=True)]

    ours, theirs = shape(sent.document), shape(sealed.central().document)

    # Ours has a second picture.
    assert [one for place, one in enumerate(ours) if place not in {6, 7}] == theirs
    assert list(sent.files) == ["a.jpg.enc", "b.jpg.enc", "submission.xml.enc"]
    assert all(len(each) % 16 == 0 for each in sent.files.values())


def test_what_was_packed_is_read_again_and_shows_nothing(sent: Sealed) -> None:
    assert read(sent).findtext("q") == CANARY
    assert CANARY.encode() not in sent.document + b"".join(sent.files.values())
    assert CANARY not in repr(sent.manifest)


def test_the_same_answers_are_never_encrypted_alike(
    key: RSAPrivateKey, sent: Sealed
) -> None:
    again = encrypted(ANSWERS, key.public_key(), {})

    assert again.files["submission.xml.enc"] != sent.files["submission.xml.enc"]


def test_a_form_without_a_key_is_sent_as_it_is() -> None:
    blank = b'<h xmlns="http://www.w3.org/2002/xforms"><submission/></h>'

    assert packed(blank, ANSWERS).document == ANSWERS


def test_the_blank_form_says_which_key() -> None:
    blank = recording("9004").body.encode()

    found = form_key(blank)

    assert found is not None
    assert written(found) == written(sealed.kobo().key.public_key())
    with pytest.raises(PublicKeyError):
        form_key(blank.replace(b"MIIBIjAN", b"AAAAAAAA"))


def flipped(content: bytes, place: int = 0) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def file_changed(name: str, change: Callable[[bytes], bytes]) -> object:
    return lambda one: replace(one, files={**one.files, name: change(one.files[name])})


def text_changed(pattern: str, by: str) -> object:
    return lambda one: replace(
        one, document=re.sub(pattern.encode(), by.encode(), one.document, count=1)
    )


def files_swapped(one: Sealed) -> Sealed:
    a, b = one.files["a.jpg.enc"], one.files["b.jpg.enc"]
    return replace(one, files={**one.files, "a.jpg.enc": b, "b.jpg.enc": a})


ANSWER_FILE = "submission.xml.enc"
CHANGES = {
    "first byte of the answers": file_changed(ANSWER_FILE, flipped),
    "an answer": file_changed(ANSWER_FILE, lambda one: flipped(one, 40)),
    "end of the answers": file_changed(ANSWER_FILE, lambda one: flipped(one, -1)),
    "answers cut": file_changed(ANSWER_FILE, lambda one: one[:-16]),
    "answers empty": file_changed(ANSWER_FILE, lambda _: b""),
    "answers longer": file_changed(ANSWER_FILE, lambda one: one + one[-16:]),
    "a picture": file_changed("a.jpg.enc", flipped),
    "pictures exchanged": files_swapped,
    "form id": text_changed('id="f"', 'id="g"'),
    "version": text_changed('version="3"', 'version="4"'),
    "no version": text_changed(' version="3"', ""),
    "instance id": text_changed("uuid:1", "uuid:2"),
    "no instance id": text_changed("uuid:[^<]+", ""),
    "wrapped key": text_changed("EncryptedKey>..", "EncryptedKey>AA"),
    "wrapped key no base64": text_changed("EncryptedKey>..", "EncryptedKey>**"),
    "no wrapped key": text_changed("EncryptedKey>[^<]+", "EncryptedKey>"),
    "signature": text_changed("Signature>..", "Signature>AA"),
    "no signature": text_changed("<base64EncryptedElementSig[^>]+>.*</base64E.*e>", ""),
    "a picture taken out": text_changed("<media><file>b.jpg.enc</file></media>", ""),
    "name of a picture": text_changed("<file>a.jpg.enc", "<file>b.jpg.enc"),
    "no answers named": text_changed("submission.xml.enc", ""),
    "no XML": text_changed("<data ", "<data <"),
    "document type": text_changed(
        "<data ", '<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/hostname">]><data '
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_was_changed_on_the_way_is_refused(sent: Sealed, change: str) -> None:
    one = CHANGES[change](sent)  # type: ignore[operator]
    assert one != sent

    with pytest.raises(SealedError) as caught:
        read(one)

    assert CANARY not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_another_submissions_answers_under_this_name_are_refused(
    key: RSAPrivateKey,
) -> None:
    """Everybody who has the public key can sign; the answers name themselves."""
    made = encrypted(ANSWERS, key.public_key(), {})
    one = Sealed(made.document.replace(b"uuid:1", b"uuid:2"), made.files, key)
    m = one.manifest
    ciphers = FileCiphers(unwrap(m.key, key), m.instance_id)
    forged = replace(one, files={"submission.xml.enc": ciphers.seal(ANSWERS)})

    with pytest.raises(SealedError, match="answers of another submission"):
        read(forged.resigned())


def test_a_host_with_another_key_reads_nothing(
    sent: Sealed, other: RSAPrivateKey
) -> None:
    with pytest.raises(SealedError, match="for another key"):
        read(sent, other)
    with pytest.raises(SealedError, match="for another key"):
        opened(sent.manifest, sent.files.__getitem__, ())


def test_an_old_key_is_kept_beside_the_new_one(
    sent: Sealed, other: RSAPrivateKey
) -> None:
    assert read(sent, other, sent.key).findtext("q") == CANARY


def test_answers_that_load_something_else_are_refused(key: RSAPrivateKey) -> None:
    hostile = b'<!DOCTYPE d [<!ENTITY a "aaaa">]>' + ANSWERS
    made = encrypted(ANSWERS, key.public_key(), {})
    one = Sealed(made.document, made.files, key)
    m = one.manifest
    # Encrypted and signed in the right way, by somebody with other aims.
    ciphers = FileCiphers(unwrap(m.key, key), m.instance_id)
    files = {"submission.xml.enc": ciphers.seal(hostile)}
    evil = replace(one, files=files).resigned()

    with pytest.raises(SealedError, match="declares a document type"):
        read(evil)


def test_a_manifest_of_endless_files_is_refused() -> None:
    media = b"<media><file>a.enc</file></media>" * 51
    mark = b"<encryptedXmlFile"
    document = sealed.kobo().document.replace(mark, media + mark)

    with pytest.raises(SealedError, match="more than 50"):
        read_manifest(document)


@pytest.mark.parametrize(
    "name",
    [
        "submission.xml.enc",
        "submission.xml_kX93bQe.enc",
        "Submission.XML.enc",
        "submission .xml.enc",
    ],
)
def test_a_file_is_found_under_the_name_that_a_server_gave_it(name: str) -> None:
    plain = Attached("submission.xml", lambda: b"plain")
    envelope = Envelope(b"", (plain, Attached(name, lambda: b"right")))

    assert envelope.file("submission.xml.enc") == b"right"


def test_a_file_is_not_taken_for_another() -> None:
    envelope = Envelope(b"", (Attached("audit.csv.enc", lambda: b"wrong"),))

    with pytest.raises(MissingFileError):
        envelope.file("submission.xml.enc")


def test_the_exact_name_goes_before_a_similar_one() -> None:
    exact = Attached("my photo.jpg.enc", lambda: b"exact")
    similar = Attached("my_photo.jpg_abcdefg.enc", lambda: b"similar")

    assert Envelope(b"", (exact, similar)).file("my photo.jpg.enc") == b"exact"
