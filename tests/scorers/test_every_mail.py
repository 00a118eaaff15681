"""Every kind of mail, at every severity, in every language: what a stranger sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from itertools import product

import pytest
from small_form import CODE
from visiting import NOW, raised, visit

from builder.judgements import SEVERITIES, Severity
from instrument_specs.profile import Profile
from instrument_specs.registry import Instruments
from instrument_specs.words import AVOIDED
from scorers.alerting import writing
from scorers.alerting.alerts import Alert, Standing
from scorers.alerting.figures import Figures, Open
from scorers.alerting.letter import Desk, Letter, reference
from scorers.alerting.mails import mail, message_id
from scorers.alerting.phrases import PHRASES, SEEN_FIRST
from scorers.alerting.routing import Recipient
from scorers.alerting.speech import Speech
from scorers.alerting.writing import Correction
from scorers.scoring.visits import Visit
from translations.errors import CatalogueError

LANGUAGES = ("en", "fr", "ar", "bn", "ro", "ru")
CATALOGUES = Instruments().catalogues("mails")
NASTY = "<script>alert(1)</script>\"'&\r\nBcc: all@evil.example\x00{code}%s\u202e"
Write = Callable[[Speech], Letter]


def texts(key: str, source: str, language: str) -> str:
    """Speak each language as far as it is translated."""
    try:
        return CATALOGUES.text(key, source, language)
    except CatalogueError:
        return source


def letters(found: Visit, severity: Severity, to: Recipient) -> Iterator[Write]:
    outside = to.outside
    alerts = [
        Alert(found.submission, raised("RF-01", need, severity, done), to)
        for need, done in (("protection", "could_not_act"), ("health", "mistake"))
    ]
    lowered: tuple[Standing, ...] = ("gone", "mistake", "high")
    listed = [Open("AAAA-BBBB-CCCC", "legal", severity, NOW, NOW, taken_up=False)]
    yield partial(writing.alert, found, alerts)
    for passed_on in (True, False):
        yield partial(writing.reminder, found, alerts, passed_on=passed_on)
    for one in lowered:
        correction = [Correction("protection", one)]
        yield partial(writing.correction, found, correction, outside=outside)
    yield partial(writing.day, [(found, alerts), (found, alerts[:1])])
    yield partial(
        writing.week,
        [(found, alerts)],
        Figures(1, 1, 1, 1),
        listed,
        outside=outside,
    )
    yield partial(writing.week, [], Figures(0, 0, 0, 0), [], outside=outside)


def mails(desk: Desk, found: Visit, language: str) -> Iterator[EmailMessage]:
    for severity, outside in product(SEVERITIES, (True, False)):
        to = Recipient("role", "a@office.example", language, outside)
        for write in letters(found, severity, to):
            identity = message_id(desk.sender, "x")
            yield mail(desk, to, write, identity, NOW, [identity])


def body(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def seen_by_strangers(message: EmailMessage) -> str:
    first = body(message).strip().splitlines()[0]
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", body(message, "html"))
    preview = " ".join(shown.split())[:140]
    headers = [str(message[one]) for one in ("Subject", "From", "Message-ID")]
    return " ".join([*headers, first, preview])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_learns_nothing(desk: Desk, language: str) -> None:
    spoken = replace(desk, texts=texts)
    for message in mails(spoken, visit(raised(), another=True), language):
        shown = seen_by_strangers(message)
        for word in (*AVOIDED["en"], *AVOIDED[language]):
            assert word not in shown.lower()
        assert CODE not in shown
        assert reference("row-1") not in shown
        assert not any(PHRASES[f"need_{n}"] in shown for n in ("legal", "protection"))
        assert "RF-" not in message.as_string()


def test_every_sentence_seen_first_is_neutral_in_every_language() -> None:
    for (key, source), language in product(SEEN_FIRST.items(), LANGUAGES):
        said = texts(f"mail:{key}", source, language).lower()
        assert not any(word in said for word in AVOIDED[language])


@pytest.mark.parametrize("language", ["en", "ar", "zz-odd_x"])
def test_nasty_values_and_translations_break_nothing(
    nga: Profile, language: str
) -> None:
    steps = {"protection": {"en": NASTY, language: NASTY}}
    nasty = Desk(
        replace(nga, steps=steps),
        lambda _, source, __: f"{source} {NASTY}",
        "Visits <visits@office.example>",
        "https://data.example/?a=1&b=\"'<",
    )
    found = visit(
        raised(need=NASTY),
        respondent_code=NASTY,
        interviewer_code=NASTY,
        contact=NASTY,
    )
    for message in mails(nasty, found, language):
        raw = message.as_string()
        headers = raw.partition("\n\n")[0]
        assert not re.search(r"(?mi)^bcc:", headers)
        assert "\x00" not in raw
        assert message["Bcc"] is None
        assert "<script" not in body(message, "html")
        assert not message["Subject"].defects


def test_a_subject_keeps_alerts_in_threads_of_their_own(desk: Desk) -> None:
    """Some programs gather by subject, and a new alert must not hide in an old one."""
    to = Recipient("role", "a@office.example", "en")
    subjects = []
    for name in ("row-1", "row-2"):
        found = visit(raised(), submission=name)
        alert = Alert(name, found.raised[0], to)
        first, again = (
            mail(desk, to, write, "<1@x>", NOW)
            for write in (
                partial(writing.alert, found, [alert]),
                partial(writing.reminder, found, [alert], passed_on=False),
            )
        )
        assert again["Subject"] == f"Re: {first['Subject']}"
        subjects.append(first["Subject"])

    assert subjects[0] != subjects[1]


def test_outside_has_a_reference_of_its_own() -> None:
    assert reference("row-1") != reference("row-1", outside=True)
    assert re.fullmatch(r"[0-9A-F]{4}(-[0-9A-F]{4}){2}", reference("row-1"))


def test_a_language_nobody_agreed_to_carries_english_below(desk: Desk) -> None:
    to = Recipient("role", "a@office.example", "fr")
    spoken = replace(desk, texts=lambda key, source, lang: f"{lang}:{source}")
    write = partial(writing.week, [], Figures(0, 0, 0, 0), [], outside=False)

    both = mail(spoken, to, write, "<1@x>", NOW)
    alone = mail(replace(spoken, agreed=lambda _: True), to, write, "<1@x>", NOW)

    assert body(both).index("fr:Open cases") < body(both).index("en:Open cases")
    assert 'lang="en" dir="ltr"' in body(both, "html")
    assert "en:" not in body(alone)


def test_the_weekly_mail_says_how_to_notice_silence(desk: Desk) -> None:
    to = Recipient("role", "a@office.example", "en")
    write = partial(writing.week, [], Figures(0, 0, 0, 0), [], outside=False)

    said = body(mail(desk, to, write, "<1@x>", NOW))

    assert "Open cases: 0" in said
    assert "every Monday" in said
    assert "If it does not come" in said


def test_what_is_told_late_says_perhaps_another_person(desk: Desk) -> None:
    to = Recipient("role", "a@office.example", "en")
    found = visit(raised(), another=True)
    alert = Alert("row-1", found.raised[0], to)

    said = body(mail(desk, to, partial(writing.alert, found, [alert]), "<1@x>", NOW))

    assert PHRASES["another"] in said
