"""What phones send to the office: on the first days, and on the days after."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from faults.office import COUNTRY, EARLIER, NOW, SmallInstruments, book, kobo
from form_servers import published
from lxml import etree
from small_form import OTHER_CODE, consenting

from builder.case import Case
from deploy.rehearsal import Sitting, submission
from deploy.sandbox import Sandbox
from deploy.sealing.encryption import encrypted
from deploy.wire.openrosa import OpenRosa

ARRANGER = {"debt": [{"q2_2": "arranger"}]}
THIRD_CODE = "10000216"
UNSAFE: dict[str, Any] = {"go_on_1": "continue", "q2_1": "no", "keep_answers": "keep"}


def identity(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


@dataclass
class Phones:
    """The phones of an office, and the forms they were given."""

    url: str
    box: Sandbox
    uids: dict[str, str] = field(default_factory=dict)
    blanks: dict[str, bytes] = field(default_factory=dict)
    sent: int = 0

    def publish(self) -> None:
        server = kobo(self.url)
        for tool in ("survey", "urgent"):
            self.uids[tool] = published(server, book(tool), tool).uid
            self.blanks[tool] = self.phone.blank(self.phone.form(self.uids[tool]))

    @property
    def phone(self) -> OpenRosa:
        return kobo(self.url).phone()

    def filled(self, tool: str, number: int, **answers: Any) -> bytes:
        form = SmallInstruments().form(COUNTRY, tool)
        sitting = Sitting(identity(number), EARLIER, EARLIER)
        return submission(self.blanks[tool], Case(form, answers), sitting)

    def talk(self, **answers: Any) -> int:
        """Send a talk of the survey; give its number."""
        return self.send(self.filled("survey", self.sent + 1, **spoken(**answers)))

    def urgent(self, kind: str, **answers: Any) -> int:
        return self.send(
            self.filled(
                "urgent", self.sent + 1, kind=kind, done="called_duty", **answers
            )
        )

    def sealed(self) -> int:
        """Send a talk that nobody here can open."""
        answers = self.filled("survey", self.sent + 1, **spoken())
        key = generate_private_key(65537, 2048)
        packed = encrypted(answers, key.public_key(), {})
        self.phone.submit(packed.document, packed.files)
        self.sent += 1
        return self.sent

    def send(self, document: bytes) -> int:
        self.phone.submit(document)
        self.sent += 1
        return self.sent

    def edit(self, number: int, **answers: Any) -> None:
        """Send a talk once more, with other answers."""
        root = etree.fromstring(
            self.filled("survey", 1_000 + number, **spoken(**answers))
        )
        meta = root.find("{*}meta")
        assert meta is not None
        etree.SubElement(meta, "deprecatedID").text = f"uuid:{identity(number)}"
        self.phone.submit(etree.tostring(root))

    def delete(self, number: int) -> None:
        for record in list(self.box.submissions.values()):
            if record.root_uuid == identity(number):
                kobo(self.url).delete(record.form_uid, record.id)


def spoken(**answers: Any) -> dict[str, Any]:
    """Give the answers of a talk, in the types that a phone has."""
    known = consenting(**answers)
    whole = ("round", "sitting", "interviewer_code", "q1_3")
    return {k: int(str(v)) if k in whole else v for k, v in known.items()}


def first_days(phones: Phones) -> None:
    """Send what the office has worked out before anything goes wrong."""
    phones.talk(**UNSAFE, **ARRANGER)
    phones.talk(respondent_code=OTHER_CODE, q1_1="yes", q1_2="food", go_on_1="stop")
    phones.talk(respondent_code=THIRD_CODE, **UNSAFE)
    phones.urgent("harm")
    phones.talk(consent="no")


def later_days(phones: Phones) -> None:
    """Send news, edits, a second sitting, a late urgent case; take one away."""
    phones.edit(1, go_on_1="continue", q2_1="yes")  # takes back what was critical
    phones.edit(5, respondent_code="10000313", **UNSAFE, **ARRANGER)
    phones.delete(3)
    phones.talk(respondent_code=OTHER_CODE, sitting="2", **UNSAFE)
    phones.talk(round="2", interview_date=NOW.date().isoformat(), **UNSAFE, **ARRANGER)
    phones.urgent("danger", respondent_code=THIRD_CODE, programme_involved="yes")
    phones.talk(respondent_code="", q1_4="words", q1_1="yes", q1_2="food loan")
    phones.sealed()
