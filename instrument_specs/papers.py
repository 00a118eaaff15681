"""What is printed besides the forms: consent to sign, and a card to leave.

The consent sheets take every text and question from the forms; only what is
signed stands here. Nothing on a card says what the talk was about.
"""

from __future__ import annotations

from collections.abc import Mapping

from builder.papers import Headed, Line, Paper, PaperPart, Said, Sheet, Signed, Taken

from .consent import CONFIRMATIONS

STAYS = Said(
    "stays",
    "This sheet stays with the office, locked away from the answers. Leave only the "
    "small card with the person.",
)
EXPLAINED = (
    Headed("aloud", "To read aloud"),
    Taken("consent_intro"),
    Taken("consent_limits"),
    Taken("consent_course"),
)
PERSON = Signed(
    "person",
    "The person",
    "All of this was read by me or to me. I could ask what I wanted and had answers. "
    "I decide for myself, and I agree to take part.",
)
BY_WORD = Said(
    "by_word",
    "When you talk by phone, or a name on paper is not safe for the person: write "
    "“by word” on the line above. Your own statement below then stands for it.",
)
WITNESS = Signed(
    "witness",
    "A witness, where the person cannot read",
    "I was there when this sheet was read out, completely and correctly. The person "
    "could ask and had answers, and agreed without being pressed.",
)
INTERPRETER = Signed(
    "interpreter",
    "The interpreter, where there is one",
    "I translated all of this sheet correctly, and the questions and answers about "
    "it. The person agreed without being pressed. What I heard I keep to myself.",
)
INTERVIEWER = Signed(
    "interviewer",
    "The interviewer",
    "I read out this sheet in full and made sure, as well as I could, that it was "
    "understood. I answered every question truthfully. Nobody pressed the person or "
    "promised anything in return.",
)
TAKEN_BACK = (
    Headed("taken_back", "If the person takes this back later"),
    Line("taken_back_on", "Date, and the code of the colleague who was told"),
)


def _consent(
    tool: str, read: str, confirmed: tuple[str, ...], agreed: tuple[str, ...]
) -> Sheet:
    parts: tuple[PaperPart, ...] = (
        STAYS,
        *EXPLAINED,
        Headed("agree", "Does the person agree?"),
        *(Taken(name) for name in (read, *confirmed, *agreed)),
        Headed("signed", "Signed"),
        PERSON,
        BY_WORD,
        WITNESS,
        INTERPRETER,
        INTERVIEWER,
        *TAKEN_BACK,
    )
    return Sheet(tool, parts)


def _alone(tool: str) -> Sheet:
    """Give the sheet of one person who is asked alone."""
    asked = ("consent_questions", "consent_agreed")
    return _consent(tool, "consent_how_read", tuple(CONFIRMATIONS), asked)


# Each member of a group signs a sheet of their own.
MEMBER = _consent(
    "advisory_group",
    "participant_how_read",
    ("participant_adult", "participant_confirmed"),
    ("participant_consent",),
)
CARD = Sheet(
    "survey",
    (
        Said("card", "If you would like to talk to somebody:"),
        Said("card_contact", "{independent_contact}"),
        Line("card_name", "Ask for"),
        Line("card_hours", "Days and hours"),
    ),
)
PAPERS: Mapping[str, Paper] = {
    one.name: one
    for one in (
        Paper("consent_survivor", "Form K", (_alone("survey"),)),
        Paper("consent_stakeholder", "Form L", (_alone("key_informant"), MEMBER)),
        Paper("contact_note", "Card", (CARD,), card=True, copies=8),
    )
}

_NO_NAMES = "Write no name, no phone number and no address on this paper."
_LEFT_OUT = "Any question may be left out. A blank is an answer, too."
_LOCKED = (
    "Keep it locked away. Enter it into the phone as soon as you can; then hand it "
    "over to be destroyed."
)
_PARTS = (
    "Each part ends by asking whether to go on. Turn to the next part only on the "
    "first answer; on any other turn to the closing part at the end."
)
_TALK = {
    "paper_no_names": _NO_NAMES,
    "paper_left_out": _LEFT_OUT,
    "paper_parts": _PARTS,
    "paper_locked": _LOCKED,
}
_SHORT = {key: _TALK[key] for key in ("paper_no_names", "paper_locked")}
ON_PAPER: Mapping[str, Mapping[str, str]] = {
    "survey": _TALK,
    "case_study": _TALK,
    "key_informant": _TALK,
    "advisory_group": _TALK,
    "contact_card": {
        "paper_apart": "This paper tells who a person is. Keep it apart from every "
        "other paper, locked away. Enter it into the phone the same day; then hand "
        "it over to be destroyed."
    },
    "urgent": _SHORT,
}
