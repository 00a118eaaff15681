"""Write a form as an XLSForm, in all its languages.

Every translatable column stands once for each language and never without one,
as a bare column would show "-" on phones. The same form gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from .direction import directed
from .entries import Entry
from .errors import SpecError
from .expr import Expr
from .form import Form
from .media import Chosen, aloud
from .questions import Calculation, Choices, Group, Joined, Question
from .wording import Wording, language_name
from .workbook import Row, Sheets
from .xpath import to_xpath

TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message")
HASH_NODE = "content_hash"
HASH_LENGTH = 12


def sheets(form: Form, wording: Wording, recorded: Chosen | None = None) -> Sheets:
    """Give the rows of the survey, choices and settings sheets."""
    named = {code: language_name(code) for code in wording.languages}
    spoken = recorded or {}
    survey = list(aloud(_directed(_survey(form, wording), wording), spoken, named))
    content: Sheets = {
        "survey": survey,
        "choices": list(
            aloud(_directed(_choices(form, wording), wording), spoken, named)
        ),
        "settings": [_settings(form, wording)],
    }
    mark = content_hash(content)
    for row in survey:
        if row["name"] == HASH_NODE:
            row["calculation"] = f"'{mark}'"
    content["settings"][0]["version"] = mark
    return content


def _directed(rows: list[Row], wording: Wording) -> list[Row]:
    """Tell phones where a text runs from right to left."""
    codes = {language_name(code): code for code in wording.languages}

    def cell(column: str, text: str) -> str:
        code = codes.get(column.partition("::")[2])
        return directed(text, code) if code else text

    return [{name: cell(name, text) for name, text in row.items()} for row in rows]


def content_hash(content: Sheets) -> str:
    """Hash what the form says, leaving out what only tells versions apart."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:HASH_LENGTH]


def _survey(form: Form, wording: Wording) -> list[Row]:
    rows: list[Row] = []
    opened: list[Group] = []
    for entry in form.entries:
        shared = _shared(opened, entry.within)
        while len(opened) > shared:
            rows.append(_closing(opened.pop()))
        for group in entry.within[shared:]:
            rows.append(_opening(form, wording, group))
            opened.append(group)
        rows.append(_row(form, wording, entry))
    rows.extend(_closing(group) for group in reversed(opened))
    return rows


def _shared(opened: Sequence[Group], within: Sequence[Group]) -> int:
    count = 0
    while count < min(len(opened), len(within)) and opened[count] is within[count]:
        count += 1
    return count


def _opening(form: Form, wording: Wording, group: Group) -> Row:
    return {
        "type": "begin_repeat" if group.repeat else "begin_group",
        "name": group.name,
        **wording.columns(form, "label", f"{group.name}:label", group.label),
        "relevant": _xpath(group.relevant),
        "appearance": "field-list" if group.page else "",
    }


def _closing(group: Group) -> Row:
    return {"type": "end_repeat" if group.repeat else "end_group", "name": group.name}


def _row(form: Form, wording: Wording, entry: Entry) -> Row:
    if isinstance(entry.node, Calculation):
        return _calculation(entry.node)
    question = entry.node
    texts = {
        "label": question.label,
        "hint": question.hint,
        "guidance_hint": question.guidance,
        "constraint_message": question.message,
    }
    row: Row = {"type": question.type.written(), "name": question.name}
    for column, source in texts.items():
        row |= wording.columns(form, column, f"{question.name}:{column}", source)
    for column in row:
        if column.startswith("label::"):
            row[column] = _numbered(question, row[column])
    return row | {
        "required": "yes" if question.required else "",
        "relevant": _xpath(question.relevant),
        "constraint": _xpath(question.constraint, question.name),
        "choice_filter": _filter(question.type.choices),
        "appearance": question.appearance,
        "default": question.default,
    }


def _numbered(question: Question, label: str) -> str:
    """Put the item's number first; a red number may raise a flag."""
    if question.item is None or not question.numbered or not label:
        return label
    mark = question.item if "." in question.item else f"{question.item}."
    number = f'<span style="color:red">{mark}</span>' if question.red else mark
    return f"{number} {label}"


def _calculation(node: Calculation) -> Row:
    if isinstance(node.value, Joined):
        # Entries left blank would leave spaces behind.
        written = f"normalize-space(join(' ', {to_xpath(node.value.source)}))"
    else:
        written = to_xpath(node.value)
    return {
        "type": "calculate",
        "name": node.name,
        "calculation": written,
        "relevant": _xpath(node.relevant),
    }


def _choices(form: Form, wording: Wording) -> list[Row]:
    rows: list[Row] = []
    seen: dict[str, Choices] = {}
    for question in form.questions():
        choices = question.type.choices
        if choices is None or seen.get(choices.name) is choices:
            continue
        if choices.name in seen:
            _same(seen[choices.name], choices)
            continue
        seen[choices.name] = choices
        rows.extend(
            {
                "list_name": choices.name,
                "name": option.name,
                **wording.columns(
                    form, "label", f"{choices.name}:{option.name}", option.label
                ),
            }
            for option in choices.options
        )
    return rows


def _same(first: Choices, second: Choices) -> None:
    def content(choices: Choices) -> list[tuple[str, str, bool]]:
        return [(o.name, o.label, o.when is None) for o in choices.options]

    if content(first) != content(second):
        raise SpecError(f"two different choice lists are called {first.name}")


def _settings(form: Form, wording: Wording) -> Row:
    return {
        "form_title": form.title,
        "form_id": form.name,
        "version": "",
        "default_language": language_name(wording.languages[0]),
        **form.settings,
    }


def _filter(choices: Choices | None) -> str:
    """Write which choices are offered, where some depend on answers."""
    limits = []
    for option in choices.options if choices else ():
        if option.retired:
            limits.append(f"name != '{option.name}'")
        elif option.when is not None:
            limits.append(f"(name != '{option.name}' or ({to_xpath(option.when)}))")
    return " and ".join(limits)


def _xpath(expr: Expr | None, this: str = "") -> str:
    return "" if expr is None else to_xpath(expr, this)
