"""What a mail says, and above all what it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from small_form import CODE

from builder.judgements import Severity
from instrument_specs.closing import ACKNOWLEDGED, NEEDS
from instrument_specs.profile import Profile
from instrument_specs.words import AVOIDED
from scorers.alerts import due
from scorers.letter import Desk, deadline, reference
from scorers.mails import compose
from scorers.phrases import PHRASES
from scorers.visits import Raised, Visit

NOW = datetime(2026, 1, 9, 8, tzinfo=UTC)


def raised(
    flag: str = "RF-01",
    need: str = "protection",
    severity: Severity = "critical",
    acknowledged: str = "called_duty",
    *,
    again: bool = False,
) -> Raised:
    return Raised(flag, need, severity, acknowledged, again)


def visit(*flags: Raised, involved: bool = False, contact: str = "yes") -> Visit:
    return Visit(
        "row-1",
        CODE,
        date(2026, 1, 8),
        datetime(2026, 1, 8, 15, tzinfo=UTC),
        "17",
        contact,
        involved,
        flags,
    )


def mail(desk: Desk, found: Visit, now: datetime = NOW) -> EmailMessage:
    alerts = due([found], desk.profile, ())
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
        "Act before: January 9, 2026, 15:00 UTC",
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


def test_subject_and_first_line_tell_a_stranger_nothing(desk: Desk) -> None:
    for severity in ("critical", "high", "medium"):
        message = mail(desk, visit(raised(severity=severity)))
        shown = (
            f"{message['Subject']} {message['From']} {body(message).splitlines()[0]}"
        )
        assert CODE not in shown
        assert not any(word in shown.lower() for word in AVOIDED["en"])
        assert "safety" not in shown.lower()


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

    assert message["Subject"] == PHRASES["subject_critical"]
    assert body(message).split("\n\n")[1] == PHRASES["must_act"]


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


def test_the_deadline_counts_from_the_interview(nga: Profile) -> None:
    found = visit(raised())
    sent_late = replace(found, submitted_at=datetime(2026, 1, 20, tzinfo=UTC))
    no_date = replace(found, interview_date=None)
    nothing = replace(no_date, submitted_at=None)

    assert deadline(found, "critical", nga) == datetime(2026, 1, 9, 15, tzinfo=UTC)
    assert deadline(sent_late, "critical", nga) == datetime(2026, 1, 9, tzinfo=UTC)
    assert deadline(no_date, "high", nga) == datetime(2026, 1, 10, 15, tzinfo=UTC)
    assert deadline(nothing, "high", nga) is None
    assert "as soon as you can" in body(
        mail(Desk(nga, lambda _, s, __: s, "v@x.example"), replace(nothing))
    )


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

    assert message["Content-Language"] == "ar"
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


def test_an_alert_is_known_by_interview_flag_severity_and_address(
    nga: Profile,
) -> None:
    first = due([visit(raised())], nga, ())[0]

    assert first.key == "row-1/RF-01/critical/protection@office.example"
