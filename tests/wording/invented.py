"""An invented toolkit in the layout of the printed one, as text and as a PDF.

Its sentences are made up from our own, so that no test needs the real one.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence

from toolkit.forms import TOOLS, form

from builder.form import Form
from builder.questions import Question
from instrument_specs.overlays import places

PRINTED = TOOLS[:4]
WIDTH = 44
ANCHORS = {
    "yes": "Yes",
    "no": "No",
    "no_answer": "Do not know/Do not wish to answer",
    "other": "Other (please specify) ",
    "none": "None",
}
CONSENT = """\
Do you confirm that you:

• Take part in this invented talk and know that {who} writes answers down.

• Authorize [organization name] to keep them.

• Understand that nobody will ever hear of it.

• Understand that you can take your invented
words back.
 The interview takes about _____ minutes to complete.

Do you want to ask anything about this invented paper?
  YES         NO

Certificate of Consent

I agree for [organization name].

Printed name of participant:  ______

Statement by the Witness if the Participant Is Illiterate

I saw that the invented paper was read out.

Printed name of witness:  ______

Statement if an Interpreter Was Used

I translated the invented paper.

Statement by the Researcher/Person Collecting Consent

I read out the invented paper.

Date (day/month/year):  ______
"""


def text(change: Callable[[str, str], str] = lambda item, words: words) -> str:
    """Give the whole copy; `change` may print an item's words otherwise."""
    parts = [" ANNEX 1: CONTENTS", "Tool 1. Survey ......... 53", ""]
    for number, tool in enumerate(PRINTED, 1):
        parts += [f" Tool {number}. Invented", "", *_tool(form(tool), change)]
    parts += [" ANNEX 2:  CONSENT FORMS", "Introduction: My name is ____.", ""]
    parts += CONSENT.format(who="somebody").splitlines()
    parts += [" Key Informant Interviewees and Others", "Introduction: I am ____.", ""]
    parts += CONSENT.format(who="somebody").splitlines()
    return "\n".join(parts) + "\n"


def words(question: Question) -> str:
    """Give the invented words of a question: ours, said a little otherwise."""
    plain = " ".join(re.sub(r"\{[^}]*\}|[.?!:]", "", question.label).split())
    return f"In invented print, {plain[:1].lower()}{plain[1:]}?"


def option(code: str, label: str) -> str:
    return ANCHORS.get(code, f"Printed {label.replace('.', '')}")


def _tool(whole: Form, change: Callable[[str, str], str]) -> Iterator[str]:
    asked: dict[str, list[Question]] = {}
    for entry in whole.entries:
        if entry.node.item is not None:
            known = asked.setdefault(entry.node.item, [])
            if isinstance(entry.node, Question):
                known.append(entry.node)
    for one in whole.elsewhere:
        if one.item is not None:
            asked[one.item] = []
    section = ""
    for item in sorted(asked, key=_ordinal):
        if item[0].isdigit() and "." in item and item.partition(".")[0] != section:
            section = item.partition(".")[0]
            yield from (" Question Answer", f"{section}.  An invented part", "")
            yield from (
                "Rationale: Not part of any item.",
                "",
                "AN INVENTED BOOK58",
                "",
            )
        printed = change(item, _said(whole, item, asked[item]))
        if printed:
            yield from _laid_out(whole, item, printed, asked[item])


def _said(whole: Form, item: str, questions: Sequence[Question]) -> str:
    shared = places.SHARED_OUT.get(whole.name, {}).get(item)
    if shared is None:
        return words(questions[0]) if questions else "Something invented"
    by_name = {one.name: one for one in questions}
    return " ".join(
        words(by_name[name]) if name else "Invented instruction."
        for name, count in shared
        for _ in range(count)
    )


def _laid_out(
    whole: Form, item: str, printed: str, questions: Sequence[Question]
) -> Iterator[str]:
    first = questions[0] if questions else None
    condition = "[If “yes” to 0.1] " if first and first.relevant is not None else ""
    mark = item.rpartition(".")[2] if item[-1].islower() else item
    dot = "." if item.isdigit() or item[-1].islower() else ""
    yield from textwrap.wrap(f"{mark}{dot} {condition}{printed}", WIDTH)
    yield ""
    if item in places.NOTES.get(whole.name, {}):
        yield from textwrap.wrap("(Note: Invented advice for the interviewer.)", WIDTH)
        yield ""
    if not (item.isalpha() or whole.name in places.TICKED):
        return
    lists = [one.type.choices for one in questions if one.type.choices]
    for choice in lists[0].options if lists else ():
        if not choice.added:
            label = option(choice.name, choice.label)
            first_line, *more = textwrap.wrap(label, 36)
            yield from (f" {first_line} ", *more, "")


def _ordinal(item: str) -> tuple[object, ...]:
    if item.isalpha():
        return (0, item)
    parts = item.split(".")
    return (1, *((int(part), "") if part.isdigit() else (0, part) for part in parts))


def pdf(lines: Sequence[str], per_page: int = 40) -> bytes:
    """Write lines as a PDF with a running head and numbers on each page."""
    pages = [lines[at : at + per_page] for at in range(0, len(lines), per_page)]
    count = len(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (count, b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(count))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /%s >>"
        % b"WinAnsiEncoding",
    ]
    for number, page in enumerate(pages, 1):
        shown = ["An invented book", *page, f"An invented foot {number}"]
        stream = b"BT /F1 9 Tf 12 TL 40 800 Td\n"
        for line in shown:
            # A box to tick, as a sign of its own.
            boxed = f"•{line}" if re.fullmatch(r" \S.* ", line) else line
            stream += b"(" + _escaped(boxed) + b") Tj T*\n"
        stream += b"ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * (number - 1))
        )
        objects.append(
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
        )
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    body, places_of = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places_of.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places_of)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(body))
    )


def _escaped(line: str) -> bytes:
    return re.sub(rb"([()\\])", rb"\\\1", line.encode("cp1252", errors="replace"))
