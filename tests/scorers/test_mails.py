"""What a mail says, and above all what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from small_form import CODE
from visiting import NOW, raised, visit

from instrument_specs.closing import ACKNOWLEDGED, NEEDS
from instrument_specs.profile import Profile
from scorers.alerting.alerts import due
from scorers.alerting.letter import Desk, reference
from scorers.alerting.mails import compose
from scorers.alerting.phrases import PHRASES
from scorers.scoring.visits import Visit


def mail(desk: Desk, found: Visit, now: datetime = NOW) -> EmailMessage:
    alerts = due(found, desk.profile, now)
    first = alerts[0].recipient.email
    return compose(found, [a for a in alerts if a.recipient.email == first], desk, now)


def body(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_a_mail_says_what_a_focal_point_needs(desk: Desk) -> None:
    text = body(mail(desk, visit(raised())))

    for expected in (
        f"Person: {CODE}",
        "Interview: January 8, 2026 (yesterday)",
        "Interviewer: 17",
        "May be contacted again: yes, as the contact card says",
        "How urgent: critical",
        "Act before: January 9, 2026, 16:00 (UTC+1)",
        "Done so far: the interviewer called the duty number",
        f"First step: {desk.profile.steps['protection']['en']}",
        "Nobody may call, write to or visit the home",
        desk.link,
        reference("row-1"),
    ):
        assert expected in text


def test_html_says_the_same_as_text(desk: Desk) -> None:
    message = mail(desk, visit(raised(), raised("RF-12", "health", "high")))

    for line in body(message).splitlines():
        value = line.strip("- ").partition(": ")[2]
        assert value.replace("'", "&#39;") in body(message, "html")


def test_no_flag_is_named_as_that_would_be_an_answer(desk: Desk) -> None:
    assert "RF-" not in mail(desk, visit(raised())).as_string()


def test_flags_of_one_need_are_merged_gravest_first(desk: Desk) -> None:
    found = visit(
        raised("RF-02", severity="high", acknowledged="safe_now"),
        raised("RF-01", severity="critical", acknowledged="called_duty"),
    )

    text = body(mail(desk, found))

    assert text.count("How urgent") == 1
    assert "How urgent: critical" in text
    assert f"{PHRASES['done_called_duty']}; {PHRASES['done_safe_now']}" in text


def test_could_not_act_leads(desk: Desk) -> None:
    message = mail(desk, visit(raised(severity="medium", acknowledged="could_not_act")))

    assert "read now" in message["Subject"]
    assert body(message).index(PHRASES["must_act"]) < body(message).index("Person:")


def test_what_goes_outside_says_that_it_went_nowhere_else(desk: Desk) -> None:
    stuck = raised(acknowledged="could_not_act")
    message = mail(desk, visit(stuck, involved=True))

    assert message["To"] == desk.profile.safeguarding_email
    assert PHRASES["only_you"] in body(message)
    assert "up to the office" not in body(message)


@pytest.mark.parametrize(
    ("contact", "says"),
    [("no", "no, the person said no"), ("", "not known"), ("no_answer", "not known")],
)
def test_contact_is_allowed_only_by_a_yes(desk: Desk, contact: str, says: str) -> None:
    assert f"May be contacted again: {says}" in body(
        mail(desk, visit(raised(), contact=contact))
    )


def test_old_news_says_how_old_and_what_has_passed(desk: Desk) -> None:
    text = body(mail(desk, visit(raised(again=True)), NOW + timedelta(days=12)))

    assert "(13 days ago)" in text
    assert "this has passed, act now" in text
    assert PHRASES["again_yes"] in text


def test_an_undated_interview_says_as_soon_as_you_can(desk: Desk) -> None:
    undated = visit(raised(), interview_date=None, submitted_at=None)

    assert f"Act before: {PHRASES['at_once']}" in body(mail(desk, undated))


def test_the_same_alerts_make_the_same_mail(desk: Desk) -> None:
    found = visit(raised(), raised("RF-12", "health", "high"))

    assert mail(desk, found).as_bytes() == mail(desk, found).as_bytes()
    assert (
        mail(desk, found)["Message-ID"]
        == mail(desk, found, NOW + timedelta(days=1))["Message-ID"]
    )
    assert (
        mail(desk, found)["Message-ID"]
        != mail(desk, visit(raised(severity="high")))["Message-ID"]
    )


def test_a_mail_is_in_the_language_of_who_reads_it(desk: Desk, nga: Profile) -> None:
    points = tuple(replace(point, language="ar") for point in nga.focal_points)
    steps = {"protection": {"en": "Ask <gently>", "ar": "خطوة"}}
    arabic = replace(
        desk,
        profile=replace(nga, focal_points=points, steps=steps),
        texts=lambda key, source, language: (
            f"{language}:{key}" if key == "mail:code" else source
        ),
    )

    message = mail(arabic, visit(raised()))

    assert message["Content-Language"] == "ar, en"
    assert '<html lang="ar" dir="rtl">' in body(message, "html")
    assert "ar:mail:code" in body(message)
    assert "خطوة" in body(message)


def test_html_is_escaped(desk: Desk, nga: Profile) -> None:
    odd = replace(
        desk, profile=replace(nga, steps={"protection": {"en": "Ask <gently> & wait"}})
    )

    message = mail(odd, visit(raised()))

    assert "Ask &lt;gently&gt; &amp; wait" in body(message, "html")
    assert "Ask <gently> & wait" in body(message)


def test_every_code_of_the_closing_page_has_its_words() -> None:
    assert {f"done_{one}" for one in ACKNOWLEDGED.names} <= set(PHRASES)
    assert {f"need_{one}" for one in NEEDS} <= set(PHRASES)
