"""Recordings of texts: from the folder of a country into forms, onto a phone."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from javarosa import Interview
from sounds import box, info, m4a, mp3, ogg, wav

from builder.build import Built, built, written
from builder.checks import findings
from builder.errors import SpecError
from builder.form import Form
from builder.listening import Sound, listened
from builder.media import OURS, Chosen, MediaFile, attached, chosen, texts, tone
from builder.questions import Choices, note, select_one, text
from builder.recorded import misplaced, recorded
from builder.wording import Wording
from builder.workbook import workbook
from builder.xform import compiled
from builder.xlsform import sheets
from deploy.publishing.release import stop_at_errors
from instrument_specs import media
from instrument_specs.registry import Instruments
from instrument_specs.workspace import WorkspaceError

ENGLISH, FRENCH = "English (en)", "French (fr)"
YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No"})
QUIET, LOUD = wav(0), wav(900)


def small() -> Form:
    form = Form("survey", "Form A")
    with form.group("consent"):
        form.ask(None, note, "Hear this first.", name="limits")
        form.ask("1.1", select_one(YES_NO), "Enough food?")
    form.ask("2", text, "Anything else?", name="q2")
    return form.finished()


def worded(_: str, source: str, language: str) -> str:
    return source if language == "en" or not source else f"{source} [{language}]"


WORDING = Wording(("en", "fr"), worded)


def made(**files: bytes) -> tuple[Chosen, str, str]:
    """Build the form with files (`q2__fr__mp3` for q2.fr.mp3); content hash, XForm."""
    named = [MediaFile(key.replace("__", "."), one) for key, one in files.items()]
    found = chosen(small(), "survey", WORDING.languages, named)
    content = sheets(small(), WORDING, found)
    xform = compiled(workbook(content))
    assert xform.warnings == ()
    return found, content["settings"][0]["version"], xform.xform


def heard(xform: str, language: str) -> dict[str, str]:
    """Ask the engine of a phone what it would play, in a language."""
    talk, found = Interview(xform, language), {}
    for _, index in talk._questions():
        prompt = talk._model.getQuestionPrompt(index)
        name = str(index.getReference().getNameLast())
        found[name] = str(prompt.getAudioText() or "")
        for choice in prompt.getSelectChoices() or ():
            said = prompt.getSpecialFormSelectChoiceText(choice, "audio")
            found[f"{name}.{choice.getValue()}"] = str(said or "")
    return {name: said.rpartition("/")[2] for name, said in found.items() if said}


# In the form


def test_a_name_in_the_form_tells_the_content() -> None:
    found, _, xform = made(q2__fr__wav=QUIET)

    (file,) = found.values()
    assert file.name == f"q2.fr-{file.md5[:10]}.wav"
    assert OURS.fullmatch(file.name)
    assert f"jr://audio/{file.name}" in xform


def test_another_recording_is_another_version_of_the_form() -> None:
    versions = [made(q2__fr__wav=one)[1] for one in (QUIET, LOUD, QUIET)]

    assert versions[0] == versions[2] != versions[1]
    assert made()[1] not in versions


def test_without_recordings_the_form_is_what_it_was() -> None:
    content = sheets(small(), WORDING)

    assert content == sheets(small(), WORDING, made()[0])
    assert not any("media" in column for row in content["survey"] for column in row)


def test_a_phone_plays_the_recording_of_the_language() -> None:
    found, _, xform = made(
        limits__en__wav=QUIET, limits__fr__wav=LOUD, yes_no__no__fr__wav=LOUD
    )
    names = {"limits": "limits", "q1_1.no": "yes_no.no"}

    plays = {one: heard(xform, name) for one, name in (("en", ENGLISH), ("fr", FRENCH))}

    for code, played in plays.items():
        wanted = {k: found.get((v, code), tone()).name for k, v in names.items()}
        assert played == wanted


def test_a_language_without_a_recording_sounds_a_tone_and_no_other_language() -> None:
    """JavaRosa opens no language that has more recordings than the default one."""
    first, _, only_french = made(q2__fr__wav=QUIET)
    second, _, only_english = made(q2__en__wav=QUIET)

    assert heard(only_french, FRENCH) == {"q2": first["q2", "fr"].name}
    assert heard(only_french, ENGLISH) == {"q2": tone().name}
    assert heard(only_english, FRENCH) == {"q2": tone().name}
    assert tone() in attached(first, WORDING.languages)
    assert tone() in attached(second, WORDING.languages)
    both = made(q2__fr__wav=QUIET, q2__en__wav=QUIET)[0]
    assert tone() not in attached(both, WORDING.languages)
    assert listened(tone().content, "wav") == Sound(0.25, ())


def test_the_folder_of_a_form_goes_before_that_of_all() -> None:
    files = [MediaFile("survey/q2.fr.wav", LOUD), MediaFile("q2.fr.wav", QUIET),
             MediaFile("urgent/q2.fr.wav", b"")]  # fmt: skip

    found = chosen(small(), "survey", ("fr",), files)

    assert found["q2", "fr"].content == LOUD


def test_names_of_files_are_no_words_on_a_screen() -> None:
    found, _, _ = made(q2__fr__wav=QUIET, yes_no__no__fr__wav=QUIET)
    content = sheets(small(), WORDING, found)
    avoided = {"fr": ["wav"], "en": ["recording"]}

    assert findings(small(), content, WORDING, avoided) == []


# Listening


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("wav", wav(0, info(ISFT="Lavf60"))),
        ("mp3", mp3(program="Lavf60")),
        ("ogg", ogg("encoder=Lavf60")),
        ("m4a", m4a()),
        ("wav", tone().content),
    ],
)
def test_a_recording_that_tells_only_its_words_is_sound(
    kind: str, content: bytes
) -> None:
    sound = listened(content, kind)

    assert sound is not None
    assert sound.seconds > 0.2
    assert sound.tags == ()


@pytest.mark.parametrize(
    ("kind", "content", "tag"),
    [
        ("mp3", mp3("CANARY"), "TIT2"),
        ("mp3", mp3() + b"TAG" + b"CANARY".ljust(125, b"\0"), "TIT2"),
        ("ogg", ogg("ARTIST=CANARY"), "artist"),
        ("wav", wav(0, info(IART="CANARY")), "LIST"),
        ("wav", wav(0, info(ISFT="Lavf60", ICRD="2026")), "LIST"),
        ("wav", wav(0, (b"bext", b"CANARY")), "bext"),
        ("m4a", m4a(made=3_000_000_000), "creation time"),
        ("m4a", m4a(box("udta", box("\xa9xyz", b"+9.0+7.5/"))), "\xa9xyz"),
        ("m4a", m4a(box("meta")), "meta"),
        ("m4a", m4a() + box("uuid", b"CANARY"), "uuid"),
    ],
)
def test_a_recording_that_tells_who_where_or_when_is_found(
    kind: str, content: bytes, tag: str
) -> None:
    sound = listened(content, kind)

    assert sound is not None
    assert tag in sound.tags
    assert "CANARY" not in repr(sound)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        *((kind, b"no sound") for kind in ("mp3", "m4a", "ogg", "wav")),
        ("mp3", wav()),
        ("wav", mp3()),
        ("wav", wav()[:60]),
        ("m4a", m4a()[:-20]),
        ("m4a", m4a(codec="alac")),
        ("ogg", ogg(head=b"Speex   ")),
        ("flac", wav()),
    ],
)
def test_what_phones_do_not_play_is_no_sound(kind: str, content: bytes) -> None:
    assert listened(content, kind) is None


# From the workspace


@dataclass(frozen=True)
class Place:
    """A workspace with recordings for Nigeria, which speaks English."""

    folder: Path

    def put(self, files: Mapping[str, bytes]) -> None:
        for name, content in files.items():
            path = self.folder / "media" / "NGA" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def rules(self, *rules: str) -> Sequence[tuple[str, str]]:
        found = recorded(Instruments(), ["NGA"])
        return [
            (one.rule, one.place.removeprefix("media/NGA/"))
            for one in found
            if not rules or one.rule in rules
        ]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    (tmp_path / "remon.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path)


def test_a_form_takes_its_recordings_along(place: Place) -> None:
    form = Instruments().form("NGA", "urgent")
    name = next(one.name for one in form.questions() if one.asked)
    folder = place.folder / "build/NGA/urgent-media"

    place.put({f"urgent/{name}.en.wav": LOUD, ".DS_Store": b"hidden"})
    first: Built = built(Instruments(), "NGA", "urgent")
    written(first, place.folder / "build")
    place.put({f"urgent/{name}.en.wav": QUIET})
    second = built(Instruments(), "NGA", "urgent")
    paths = written(second, place.folder / "build")

    assert [one.content for one in first.files] == [LOUD]
    assert list(folder.iterdir()) == [paths[-1]]
    assert paths[-1].read_bytes() == QUIET
    assert first.hash != second.hash
    assert "CANARY" not in repr(MediaFile("x", b"CANARY"))


def test_a_country_without_recordings_has_no_findings(place: Place) -> None:
    assert place.rules() == []
    assert not Instruments().recordings("NGA")


def test_recordings_in_a_wrong_folder_are_named(place: Place) -> None:
    place.put({"q4_2.en.wav": QUIET, "../tun/a.wav": QUIET, "../urgent/b.wav": QUIET})
    place.put({"../c.wav": QUIET, "../.DS_Store": b""})

    found = misplaced(Instruments())

    places = [one.place for one in found]
    assert places == ["media/c.wav", "media/tun", "media/urgent"]
    assert {one.severity for one in found} == {"error"}


def test_what_does_not_fit_or_may_not_be_heard_is_named(place: Place) -> None:
    place.put(
        {
            "survey/q4_2.en.wav": QUIET,  # as it should be
            "yes_no.yes.en.wav": QUIET,
            "q4_2.en.wav": QUIET,  # another question in another form
            "q99_9.en.wav": QUIET,
            "urgent/q4_2.en.wav": QUIET,
            "nobody/q4_2.en.wav": QUIET,
            "survey/q4_2.ha.wav": QUIET,
            "survey/q4_2.en.mp3": mp3(),
            "survey/q4_2.en.txt": b"",
            "survey/q4_2.wav": QUIET,
            "survey/deep/q4_2.en.wav": QUIET,
            "survey/q4_3.en.mp3": b"no sound",
            "survey/q5_1.en.mp3": mp3("CANARY"),
            "survey/q5_2.en.wav": wav(0, (b"JUNK", bytes(5_000_000))),
        }
    )

    found = place.rules()

    assert dict.fromkeys(found) == dict.fromkeys(
        [
            ("recording-ambiguous", "q4_2.en.wav"),
            ("recording-name", "nobody/q4_2.en.wav"),
            ("recording-name", "q99_9.en.wav"),
            ("recording-name", "survey/deep/q4_2.en.wav"),
            ("recording-name", "survey/q4_2.en.txt"),
            ("recording-name", "survey/q4_2.wav"),
            ("recording-language", "survey/q4_2.ha.wav"),
            ("recording-twice", "survey/q4_2.en.wav"),
            ("recording-sound", "survey/q4_3.en.mp3"),
            ("recording-notes", "survey/q5_1.en.mp3"),
            ("recording-name", "urgent/q4_2.en.wav"),
            ("recording-size", "survey/q5_2.en.wav"),
        ]
    )
    assert "CANARY" not in str(recorded(Instruments(), ["NGA"]))


def test_half_of_a_consent_is_warned_of(place: Place) -> None:
    place.put({"survey/consent_intro.en.wav": QUIET})

    (found,) = recorded(Instruments(), ["NGA"])

    assert (found.rule, found.severity) == ("recording-consent", "warning")
    assert found.place == "NGA/survey"
    assert "consent_intro" not in found.problem
    assert "consent_course" in found.problem


def test_a_recording_with_notes_is_not_published(place: Place) -> None:
    form = Instruments().form("NGA", "urgent")
    name = next(one.name for one in form.questions() if one.asked)
    place.put({f"urgent/{name}.en.mp3": mp3("CANARY")})

    with pytest.raises(SpecError, match=r"1 errors.*holds notes") as caught:
        stop_at_errors(built(Instruments(), "NGA", "urgent"), Instruments())

    assert "CANARY" not in str(caught.value)


def test_the_only_recording_is_not_left_out_for_its_name(place: Place) -> None:
    place.put({"Duty.EN.wav": QUIET})
    made = built(Instruments(), "NGA", "urgent")

    assert made.files == ()
    with pytest.raises(SpecError, match=r"the first: media/NGA/Duty\.EN\.wav"):
        stop_at_errors(made, Instruments())


def test_a_text_that_holds_an_answer_cannot_be_recorded(place: Place) -> None:
    place.put({"survey/left_1.en.wav": QUIET, "left_2.en.wav": QUIET})

    found = recorded(Instruments(), ["NGA"])

    assert {one.rule for one in found} == {"recording-answer"}
    assert len(found) == 2
    assert "holds an answer" in found[0].problem
    assert "left_1" not in texts(Instruments().form("NGA", "survey"))


@pytest.mark.parametrize("what", ["file", "folder", "nothing"])
def test_a_link_out_of_the_workspace_is_refused(
    place: Place, tmp_path_factory: pytest.TempPathFactory, what: str
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret").write_bytes(b"CANARY")
    target = {"file": outside / "secret", "folder": outside, "nothing": "nowhere"}
    place.put({"q2.fr.wav": QUIET})
    (place.folder / "media/NGA/q4_2.en.wav").symlink_to(target[what])

    with pytest.raises(WorkspaceError, match=r"q4_2\.en\.wav") as caught:
        media.recordings(place.folder, "NGA")

    assert "CANARY" not in str(caught.value)


def test_a_film_is_not_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "LARGEST", 1000)
    place.put({"q4_2.en.wav": QUIET})

    with pytest.raises(WorkspaceError, match="record each text by itself"):
        media.recordings(place.folder, "NGA")


def test_without_a_reader_of_sound_nothing_is_taken_as_heard(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mutagen", None)
    place.put({"urgent/duty.en.mp3": mp3("CANARY")})

    (found,) = recorded(Instruments(), ["NGA"])

    assert found.severity == "error"
    assert "remon[recordings]" in found.remedy
