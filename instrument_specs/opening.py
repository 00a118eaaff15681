"""What comes before the questions: the place, who is there, who may be asked.

On a refusal or a failed screening only date, country and form version stay:
the opening page empties itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from builder.expr import Answer, Constant, Expr, points
from builder.form import Form
from builder.questions import Choices, date, integer, note, select_multiple, select_one
from builder.questions import text as free_text

from . import by_phone, company, day_of_talk
from .choices import NO_ANSWER_ADDED
from .profile import Profile

SETTING = Choices.of(
    "setting", {"in_person": "In person", "remote": "By phone or video call"}
)
PLACE = Choices.of(
    "place_checks",
    {
        "agreed": "The person agreed to it",
        "approved": "The office approved it",
        "not_overheard": "Nobody can overhear",
        "not_secluded": "It is not secluded",
        "alternative": "Another place was offered",
    },
)
SITE = Choices.of(
    "site",
    {
        "home": "Where the person lives",
        "neutral": "A neutral place the person chose",
        "office": "An office or a service",
        "remote": "No shared place: phone or video",
        "other": "Another kind of place",
    },
    added=True,
).adding(NO_ANSWER_ADDED)
LOCATION_TYPE = Choices.of(
    "location_type",
    {"urban": "City", "semi_urban": "Town or edge of a city", "rural": "Countryside"},
).adding(NO_ANSWER_ADDED)
MODE = Choices.of(
    "mode", {"full": "Full, with the open questions", "core": "Short, closed questions"}
)
SCREENING = Choices.of(
    "screening",
    {
        "met": "All five are true",
        "not_met": "At least one is not true, or not known",
        "danger": "Someone may be in danger",
    },
)
# The toolkit requires all five (Tool 1, target population; chapter 5.3).
CRITERIA = (
    "Go on only if all five are true.\n\n"
    "- The person is 18 or older.\n"
    "- The person lives in the country they come from.\n"
    "- What happened to them happened in another country.\n"
    "- They have been back for three months or more.\n"
    "- They have a settled place to live, not a shelter, and have begun to find "
    "their feet.\n\n"
    "No paper or court case is needed as proof."
)
FULL = "The open questions are asked as well"
MANY_ROUNDS, MANY_SITTINGS, MANY_INTERVIEWERS = 40, 9, 99_999


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """What later parts need to know from the opening page."""

    interview_date: Answer
    round: Answer
    later: Expr
    screened: Expr
    failed: Expr
    full: Expr
    resume: Answer


def ask(
    form: Form,
    profile: Profile,
    refused: Expr,
    blocks: dict[str, str],
    *,
    interpreter: str = "Z",
    core: bool = True,
) -> Opening:
    """Ask the opening page and the screening; `refused` is known only later.

    `blocks` gives code and title of the blocks a later sitting may begin with,
    `interpreter` the letter of that item. A tool whose open questions are its
    substance has no `core` talk without them.
    """
    screening = form.ahead("screening", select_one(SCREENING))
    failed = screening.one_of("not_met", "danger")
    with form.group("visit", "Before the talk", page=True):
        visited = day_of_talk.ask(form, "Date of the talk", "B")
        with form.group("opening", relevant=~(failed | refused)):
            later, resume = _who_and_which(form, visited, blocks)
            full = _mode(form, later) if core else Constant(value=True)
            _where(form, profile)
            company.ask(form, interpreter)
    with form.group("screening_page", "Can this talk take place?", page=True):
        form.ask(None, note, CRITERIA, name="criteria")
        form.ask(
            None,
            select_one(SCREENING),
            "Is all of this true of the person?",
            hint="Only this answer is stored.",
            name="screening",
            required=True,
        )
    round_number = form.q("round")
    return Opening(
        visited, round_number, later, screening == "met", failed, full, resume
    )


def areas(profile: Profile) -> Choices:
    """Give the country's coarse list of places."""
    names = {code: f"{{area_{code}}}" for code in profile.areas}
    return Choices.of("areas", names, added=True).adding(NO_ANSWER_ADDED)


def _who_and_which(
    form: Form, visited: Answer, blocks: dict[str, str]
) -> tuple[Expr, Answer]:
    form.ask(
        "A",
        integer,
        "Interviewer code",
        name="interviewer_code",
        hint="Your number, not your name.",
        constraint=lambda this: (this >= 1) & (this <= MANY_INTERVIEWERS),
        message="Enter the number that your office gave you.",
    )
    form.ask(
        "G",
        free_text,
        "Respondent code",
        name="respondent_code",
        hint="Eight digits from the printed list.",
        appearance="numbers",
        constraint=Answer.has_check_digits,
        message="This is no code of the list: compare all eight digits.",
    )
    number = form.ask(
        None,
        integer,
        "Which round of talks is this with this person?",
        name="round",
        hint="1 for the first.",
        constraint=lambda this: (this >= 1) & (this <= MANY_ROUNDS),
        message="Rounds are counted 1, 2, 3 and so on.",
    )
    later = number >= 2  # noqa: PLR2004 - the second round is the first later one
    form.ask(
        None,
        date,
        "Date of the last talk, in the round before",
        name="last_interview_date",
        relevant=later,
        constraint=lambda this: ~(this >= visited),
        message="The last talk was before today's.",
    )
    sitting = form.ask(
        None,
        integer,
        "Which sitting of this round is this?",
        name="sitting",
        hint="1 unless an earlier talk of this round was broken off.",
        default="1",
        constraint=lambda this: (this >= 1) & (this <= MANY_SITTINGS),
        message="Sittings are counted 1, 2, 3 and so on.",
    )
    resume = form.ask(
        None,
        select_one(Choices.of("resume_at", blocks)),
        "Where do you take up the talk?",
        name="resume_at",
        hint="Leave blank to begin at the beginning.",
        relevant=sitting >= 2,  # noqa: PLR2004 - as above
    )
    return later, resume


def _mode(form: Form, later: Expr) -> Expr:
    """Ask for the form of the talk; say when it is the full one."""
    mode = form.ask(
        None,
        select_one(MODE),
        "Which form of the talk?",
        name="mode",
        hint="Left blank: full in the first round, short in later ones.",
    )
    full = (mode == "full") | (~mode.answered() & ~later)
    return form.calculate("full_talk", points(full, 1), label=FULL) == 1


def _where(form: Form, profile: Profile) -> None:
    form.ask("D", select_one(areas(profile)), "Area", name="area")
    form.ask("E", select_one(SITE), "Kind of place where you talk", name="site")
    form.ask(
        "F", select_one(LOCATION_TYPE), "The person lives in", name="location_type"
    )
    setting = form.ask(None, select_one(SETTING), "How do you talk?", name="setting")
    remote = setting == "remote"
    form.ask(
        None,
        select_multiple(PLACE),
        "The place: tick what is true",
        hint="Do not begin before the first four are true.",
        name="place_checks",
        relevant=~remote,
    )
    by_phone.ask(form, remote)
