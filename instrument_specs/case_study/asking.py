"""The kinds of question this tool is made of: open ones, and yes or no.

What a person tells is free text, kept as sensitive; nothing must be answered.
"""

from __future__ import annotations

from typing import Any

from builder.expr import Answer
from builder.form import Form
from builder.questions import select_one, text
from instrument_specs.choices import YES_NO_UNPRINTED


def told(form: Form, item: str, label: str, **columns: Any) -> Answer:
    """Ask an open question, with room for a long answer."""
    return form.ask(
        item, text, label, appearance="multiline", sensitive=True, **columns
    )


def yes_or_no(form: Form, item: str | None, label: str, **columns: Any) -> Answer:
    return form.ask(item, select_one(YES_NO_UNPRINTED), label, **columns)


def more(
    form: Form, of: Answer, label: str, answer: str = "yes", **columns: Any
) -> Answer:
    """Ask the open half of an item, where its closed half was met by `answer`."""
    item = form.entry(of.name).node.item or ""
    return told(
        form,
        item,
        label,
        name=f"{of.name}_text",
        relevant=of == answer,
        numbered=False,
        **columns,
    )
