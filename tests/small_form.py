"""A small form with everything a scorer meets: blocks, a repeat, flags, points."""

from __future__ import annotations

from builder.expr import Answer, Constant, If, MonthsBetween, points
from builder.form import Form
from builder.judgements import Component, Flag, Level, add_up
from builder.questions import Choices, date, integer, select_multiple, select_one, text
from builder.relevance import guarded_verdict
from builder.verdict import Verdict, includes, known, says

YES_NO = Choices.of("yes_no", {"yes": "Yes", "no": "No", "no_answer": "Declined"})
CONSENT = Choices.of("consent", {"yes": "Yes", "no": "No"})
NEEDS = Choices.of(
    "kinds", {"food": "Food", "loan": "Loan", "loan_bank": "Bank", "none": "None"}
)
LENDER = Choices.of("lender", {"family": "Family", "arranger": "Arranger"})
DONE = Choices.of(
    "acknowledged",
    {"called_duty": "Called", "safe_now": "Safe", "could_not_act": "Could not act"},
)
KEEP = Choices.of("keep", {"keep": "Keep", "discard": "Discard"})
INVOLVED = Choices.of("involved", {"yes": "Yes", "not_sure": "Not sure", "no": "No"})

MADE_WITH = {
    "content_hash": "0123456789ab",
    "country_hash": "ba9876543210",
    "scoring_version": "small-2026.1",
}


def small_form() -> Form:
    form = Form("survey", "Form A")
    agreed = _opening(form)
    discarded = form.ahead("keep_answers", select_one(KEEP)) == "discard"
    kept = agreed & ~discarded
    _questions(form, kept)
    _judgements(form)
    with form.group("closing", relevant=agreed):
        form.ask(None, select_one(KEEP), "Keep?", name="keep_answers")
    _flags(form, kept)
    _score(form, kept)
    finished = form.q("go_on_1") == "continue"
    stopped = If(
        discarded,
        Constant("discarded"),
        If(finished, Constant("complete"), Constant("stopped")),
    )
    form.calculate(
        "outcome",
        If(form.q("consent") == "no", Constant("refused"), stopped),
        "one",
        ("complete", "stopped", "discarded", "refused"),
    )
    for name, value in MADE_WITH.items():
        form.calculate(name, Constant(value), "text")
    return form.finished()


def _opening(form: Form) -> Answer:
    with form.group("visit"):
        form.ask("B", date, "Date", name="interview_date")
        form.ask("A", integer, "Interviewer", name="interviewer_code")
        form.ask("G", text, "Code", name="respondent_code")
        form.ask(None, integer, "Round", name="round")
        form.ask(None, integer, "Sitting", name="sitting")
        form.ask("H", text, "Phone", name="phone", pii=True)
    return form.ask(None, select_one(CONSENT), "Consent", name="consent") == "yes"


def _questions(form: Form, kept: Answer) -> None:
    with form.group("b1", relevant=kept):
        form.ask("1.1", select_one(YES_NO), "Work?")
        form.ask(
            "1.2", select_multiple(NEEDS), "What?", relevant=form.q("1.1") == "yes"
        )
        form.ask("1.3", integer, "How much?", relevant=form.q("1.2").selected("loan"))
        form.ask("1.4", text, "In your words?")
        form.ask("1.5", date, "Back since?")
        form.ask(
            None,
            select_one(Choices.of("go_on", {"continue": "Go on", "stop": "Stop"})),
            "On?",
            name="go_on_1",
        )
    with form.group("b2", relevant=kept & (form.q("go_on_1") == "continue")):
        form.ask("2.1", select_one(YES_NO), "Safe?")
        with (
            form.group("debts", relevant=form.q("2.1") == "no"),
            form.group("debt", repeat=True),
        ):
            form.ask("2.2", select_one(LENDER), "Who?")
            form.ask("2.3", integer, "Sum?", relevant=form.q("2.2") == "arranger")
        form.any_of("2.2")
    form.calculate(
        "months_back", MonthsBetween(form.q("1.5"), form.q("interview_date"))
    )


def _judgements(form: Form) -> None:
    form.components += [
        Component("E1", "economic", "Works", _both(says(form.q("1.1"), "yes"))),
        Component(
            "S1",
            "social",
            "No loan",
            _both(
                says(form.q("1.1"), "no")
                | ~includes(form.q("1.2"), "loan", "loan_bank")
            ),
        ),
        Component("P1", "psychosocial", "Safe", _both(says(form.q("2.1"), "yes"))),
    ]
    arranger = known(form.q("any_q2_2").selected("arranger"))
    unsafe = says(form.q("2.1"), "no")
    form.flags += [
        Flag(
            "RF-01",
            "Not safe",
            "protection",
            (Level("critical", unsafe & arranger), Level("high", unsafe)),
        ),
        Flag(
            "RF-07",
            "Hungry",
            "basic_needs",
            (Level("medium", includes(form.q("1.2"), "food")),),
        ),
        Flag(
            "RF-08",
            "Said something",
            "health",
            (
                Level(
                    "low",
                    known(form.q("1.4").answered() & (form.q("months_back") >= 3)),
                ),
            ),
            tier="context",
        ),
    ]


def _both(verdict: Verdict) -> dict[str, Verdict]:
    return {"toolkit": verdict, "printed": known(verdict.holds)}


def _flags(form: Form, kept: Answer) -> None:
    up = {}
    for flag in form.flags:
        value = guarded_verdict(form, flag.verdict).value()
        up[flag.id] = form.calculate(flag.name, value, relevant=kept)
    for flag in form.flags:
        short = flag.name.removeprefix("flag_")
        form.ask(
            None,
            select_one(DONE),
            "Done?",
            name=f"ack_{short}",
            relevant=up[flag.id] == 1,
        )
    form.ask(
        None,
        select_one(INVOLVED),
        "Involved?",
        name="programme_involved",
        relevant=points(up["RF-01"] == 1, 1) == 1,
    )
    form.ask("18", select_one(YES_NO), "Contact again?")


def _score(form: Form, kept: Answer) -> None:
    dimensions = {one.id: one.dimension for one in form.components}
    for profile in ("toolkit", "printed"):
        nodes = {
            one.id: form.calculate(
                f"{profile}_{one.id.lower()}",
                guarded_verdict(form, one.readings[profile]).value(),
                relevant=kept,
            )
            for one in form.components
        }
        for name, value in add_up(nodes, dimensions).sums.items():
            form.calculate(f"{profile}_{name}", value, relevant=kept)


CODE, OTHER_CODE = "10000022", "10000119"


def consenting(**answers: object) -> dict[str, object]:
    """Give the answers of a talk that began well."""
    return {
        "interview_date": "2026-01-08",
        "interviewer_code": "17",
        "respondent_code": CODE,
        "round": "1",
        "sitting": "1",
        "consent": "yes",
        **answers,
    }
