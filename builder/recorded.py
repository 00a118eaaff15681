"""Whether the recordings of a country fit its forms, and may be heard by anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec

from .checks import Finding
from .form import Form
from .media import KINDS, MediaFile, Named, answering, chosen, named, texts
from .registry import Registry

LARGE, LARGE_FORM = 5_000_000, 30_000_000
# The groups in which somebody agrees to a talk, or to be called.
CONSENT = frozenset({"consent", "agree_page"})
CALLED = (
    "Call it <question>.<language>.<kind> or <list>.<choice>.<language>.<kind>, with "
    f"names of the code book and one of {', '.join(KINDS)}"
)
STRIP = (
    "Such notes may name the speaker, the place or the day. Remove them, for instance "
    "with: ffmpeg -i IN -map_metadata -1 -fflags +bitexact -c copy OUT"
)


def recorded(registry: Registry, countries: Sequence[str]) -> list[Finding]:
    """Check the recordings of these countries; worst first."""
    found = [one for country in countries for one in _of(registry, country)]
    return sorted(found, key=lambda one: one.severity)


def misplaced(registry: Registry) -> list[Finding]:
    """Find what lies directly in the folder of recordings and is in no form."""
    known = ", ".join(registry.countries())
    return [
        _error(
            "recording-place",
            f"media/{name}",
            "is no folder of a country with a profile, so nothing of it is in a form",
            f"Recordings belong into media/<COUNTRY>/, with one of {known}",
        )
        for name in registry.astray()
    ]


def _of(registry: Registry, country: str) -> Iterator[Finding]:
    files = registry.recordings(country)
    if not files:
        return
    forms = {tool: registry.form(country, tool) for tool in registry.tools()}
    spoken = registry.wording(country, registry.catalogues("")).languages
    if find_spec("mutagen") is None:
        problem = "nothing that reads sound files is installed, so none was heard"
        remedy = "Install it: pip install 'remon[recordings]'"
        yield _error("recording-sound", f"media/{country}", problem, remedy)
        return
    told: dict[tuple[str, str, str], str] = {}
    for file in files:
        place = f"media/{country}/{file.name}"
        said = named(file.name)
        if said is None or said.kind not in KINDS:
            yield _error("recording-name", place, "is not called like one", CALLED)
            continue
        yield from _fitting(place, said, forms, spoken)
        key = (said.tool, said.text, said.language)
        if key in told:
            problem = f"says the same text as {told[key]}"
            yield _error("recording-twice", place, problem, "Keep one of the two")
        told[key] = file.name
        yield from _sounding(place, file, said.kind)
    for tool, form in forms.items():
        yield from _whole(f"{country}/{tool}", form, tool, spoken, files)


def _fitting(
    place: str, said: Named, forms: Mapping[str, Form], spoken: Sequence[str]
) -> Iterator[Finding]:
    if said.language not in spoken:
        yield _error(
            "recording-language",
            place,
            f"is in {said.language!r}, which is no language of the country's forms",
            f"Use one of {', '.join(spoken)}, or add the language to the profile, with "
            "its texts",
        )
    known = {
        tool: texts(form)
        for tool, form in forms.items()
        if said.tool in ("", tool) and said.text in texts(form)
    }
    if not known and any(
        said.text in answering(form)
        for tool, form in forms.items()
        if said.tool in ("", tool)
    ):
        yield _error(
            "recording-answer",
            place,
            f"cannot say {said.text}: that text holds an answer, which is another one "
            "in each talk",
            "Take the file away: the interviewer reads this text aloud",
        )
    elif not known:
        where = f"the form {said.tool}" if said.tool in forms else "any form"
        problem = f"fits no question, note or choice of {where} of the country"
        yield _error("recording-name", place, problem, CALLED)
    elif len({words[said.text] for words in known.values()}) > 1:
        yield _error(
            "recording-ambiguous",
            place,
            f"would be played with different words: {said.text} is not the same in "
            f"{', '.join(known)}",
            "Put it into the folder of its form, such as "
            f"{place.replace('/' + said.text, f'/{next(iter(known))}/{said.text}')}",
        )


def _sounding(place: str, file: MediaFile, kind: str) -> Iterator[Finding]:
    from .listening import listened  # noqa: PLC0415 - what it needs is an extra

    sound = listened(file.content, kind)
    if sound is None:
        yield _error(
            "recording-sound",
            place,
            f"is no sound that phones play as {kind}",
            "Record it again, or convert it to MP3, AAC in .m4a, Vorbis or Opus in "
            ".ogg, or PCM in .wav",
        )
    elif sound.tags:
        tags = ", ".join(sound.tags[:8])
        yield _error("recording-notes", place, f"holds notes ({tags})", STRIP)
    if len(file.content) > LARGE:
        yield _warning(
            "recording-size",
            place,
            f"has {len(file.content) / 1e6:.0f} MB",
            "Record in mono, as MP3 with 64 kbit/s or less: phones fetch it by "
            "mobile data",
        )


def _whole(
    place: str,
    form: Form,
    tool: str,
    spoken: Sequence[str],
    files: Sequence[MediaFile],
) -> Iterator[Finding]:
    """Warn of heavy forms, and of consent that is recorded in part."""
    found = chosen(form, tool, spoken, files)
    size = sum(len(one.content) for one in found.values())
    if size > LARGE_FORM:
        problem = f"has {size / 1e6:.0f} MB of recordings"
        yield _warning("recording-size", place, problem, "Record fewer texts, or mono")
    said = texts(form)
    consent = [
        entry.node.name
        for entry in form.entries
        if entry.node.name in said
        and not CONSENT.isdisjoint(group.name for group in entry.within)
    ]
    for language in spoken:
        lacking = [name for name in consent if (name, language) not in found]
        if 0 < len(lacking) < len(consent):
            yield _warning(
                "recording-consent",
                place,
                f"has recordings of a part of consent only in {language!r}; there is "
                f"none of {', '.join(lacking)}",
                "Record what the person has to hear, or read it aloud",
            )


def _error(rule: str, place: str, problem: str, remedy: str) -> Finding:
    return Finding(rule, "error", place, problem, remedy)


def _warning(rule: str, place: str, problem: str, remedy: str) -> Finding:
    return Finding(rule, "warning", place, problem, remedy)
