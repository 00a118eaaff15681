"""The public description of a form: one entry for each item, in order."""

from __future__ import annotations

from typing import Any, TypeAlias

from .entries import Entry
from .expr import Expr
from .feeding import Feeding
from .form import Form
from .phrases import names_in
from .questions import Calculation, Elsewhere, Question
from .sentence import sentence
from .wording import Wording, filled
from .xpath import to_xpath

Description: TypeAlias = dict[str, Any]


def codebook(form: Form, wording: Wording) -> list[Description]:
    """Describe every question, calculation and item asked elsewhere.

    Each entry has item, name, path, form, type, label and hint by language,
    choices, relevant and constraint (as XPath, and in plain words by language),
    required, pii, sensitive, scored_in (ids of score components), red_flags
    (ids) and red_flag_status (confirmed by the country or not, by id). `wording`
    says, by language, which texts are not in our own words, whose, and why.
    `group_relevant` is the condition of the groups around it.
    """
    feeding = Feeding(form)
    entries = [_entry(form, wording, entry, feeding) for entry in form.entries]
    return [*entries, *(_elsewhere(one, wording) for one in form.elsewhere)]


def _entry(form: Form, wording: Wording, entry: Entry, feeding: Feeding) -> Description:
    node = entry.node
    flags = feeding.flags(node.name)
    described: Description = {
        "item": node.item,
        "name": node.name,
        "path": entry.path,
        "form": form.name,
        "type": _type(node),
        "label": _texts(form, wording, f"{node.name}:label", node.label),
        "hint": {},
        "choices": [],
        "relevant": _xpath(node.relevant),
        "relevant_in_words": _in_words(form, wording, node.relevant),
        "group_relevant": _group_relevant(entry),
        "constraint": "",
        "constraint_in_words": {},
        "required": False,
        "pii": False,
        "sensitive": False,
        "scored_in": feeding.components(node.name),
        "red_flags": list(flags),
        "red_flag_status": flags,
        "wording": origins(wording, node),
    }
    if isinstance(node, Question):
        described |= {
            "hint": _texts(form, wording, f"{node.name}:hint", node.hint),
            "choices": _choices(form, wording, node),
            "constraint": _xpath(node.constraint, node.name),
            "constraint_in_words": _in_words(form, wording, node.constraint, node.name),
            "required": node.required,
            "pii": node.pii,
            "sensitive": node.sensitive,
        }
    return described


def _elsewhere(one: Elsewhere, wording: Wording) -> Description:
    return {
        "item": one.item,
        "name": one.name,
        "path": None,
        "form": one.form,
        "type": one.type,
        "label": dict.fromkeys(wording.languages, one.label),
        "hint": {},
        "choices": [],
        "relevant": "",
        "relevant_in_words": {},
        "group_relevant": "",
        "constraint": "",
        "constraint_in_words": {},
        "required": False,
        "pii": True,
        "sensitive": True,
        "scored_in": [],
        "red_flags": [],
        "red_flag_status": {},
        "wording": {},
    }


def _type(node: Question | Calculation) -> str:
    return node.type.xlsform if isinstance(node, Question) else "calculate"


def _choices(form: Form, wording: Wording, question: Question) -> list[Description]:
    choices = question.type.choices
    return [
        {
            "name": option.name,
            "label": _texts(
                form, wording, f"{choices.name}:{option.name}", option.label
            ),
            "added": option.added,
        }
        for option in (choices.options if choices else ())
        if choices is not None and not option.retired
    ]


def origins(wording: Wording, node: Question | Calculation) -> dict[str, str]:
    """Say, for each language, whose wording a node's texts have, if not ours."""
    texts = {f"{node.name}:label": node.label}
    if isinstance(node, Question):
        texts[f"{node.name}:hint"] = node.hint
        if choices := node.type.choices:
            for one in choices.options:
                texts[f"{choices.name}:{one.name}"] = one.label
    found = {
        code: [
            f"{key}: {said}"
            for key, source in texts.items()
            if (said := wording.origin(key, source, code))
        ]
        for code in wording.languages
    }
    return {code: "; ".join(said) for code, said in found.items() if said}


def mixed(form: Form, wording: Wording) -> str:
    """Tell of languages that do not say what the others say; "" when all do."""
    other = {code for node in form.questions() for code in origins(wording, node)}
    rest = [code for code in wording.languages if code not in other]
    if not other or not rest:
        return ""
    return (
        f"{', '.join(sorted(other))} has texts that are not in remon's wording; "
        f"{', '.join(rest)} translates remon's wording, not those"
    )


def _texts(form: Form, wording: Wording, key: str, source: str) -> dict[str, str]:
    return {
        code: filled(form, wording.text(key, source, code), code)
        for code in wording.languages
        if source
    }


def _in_words(
    form: Form, wording: Wording, expr: Expr | None, this: str = ""
) -> dict[str, str]:
    """Say a condition in each language, numbers of items standing for questions."""
    return {
        code: sentence(
            expr, names_in(form, wording.text, code), wording.text, code, this
        )
        for code in wording.languages
        if expr is not None
    }


def _group_relevant(entry: Entry) -> str:
    inner = [group.relevant for group in entry.within if group.relevant is not None]
    return " and ".join(f"({_xpath(one)})" for one in inner)


def _xpath(expr: Expr | None, this: str = "") -> str:
    return "" if expr is None else to_xpath(expr, this)
