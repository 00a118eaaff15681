"""Send rehearsal interviews as a phone does: fill the blank form it downloads.

The blank XForm comes from the server, so the submission carries the root name,
id and version that the server gave it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from builder.case import Case
from builder.form import Form
from builder.one_case import Value
from builder.questions import Group

XFORMS = "{http://www.w3.org/2002/xforms}"
JAVAROSA = "{http://openrosa.org/javarosa}"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)


@dataclass(frozen=True, slots=True)
class Sitting:
    """When a rehearsal interview was held, and the id its submission gets."""

    instance_id: str
    started: datetime
    ended: datetime


def submission(xform: bytes, case: Case, sitting: Sitting) -> bytes:
    """Fill a blank form from a case; non-relevant nodes are left out."""
    form = etree.fromstring(xform, PARSER)
    root = copy.deepcopy(next(form.iter(f"{XFORMS}instance"))[0])
    groups = {group.name: group for e in case.form.entries for group in e.within}
    fixed = _moments(case.form, sitting) | _constants(form)
    _fill(root, case, groups, fixed, 0)
    for node in root.iter():
        if etree.QName(node).localname == "instanceID":
            node.text = f"uuid:{sitting.instance_id}"
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _moments(form: Form, sitting: Sitting) -> dict[str, str]:
    """Give what the phone's clock fills in."""
    given = {"start": sitting.started, "end": sitting.ended}
    return {
        question.name: given[question.type.xlsform].isoformat(timespec="milliseconds")
        for question in form.questions()
        if question.type.xlsform in given
    }


def _constants(form: etree._Element) -> dict[str, str]:
    """Give what the form itself fixes: calculations that are a mere text."""
    return {
        bind.get("nodeset", "").rpartition("/")[2]: constant[1]
        for bind in form.iter(f"{XFORMS}bind")
        if (constant := re.fullmatch(r"'([^']*)'", bind.get("calculate", "")))
    }


def _fill(
    parent: etree._Element,
    case: Case,
    groups: dict[str, Group],
    fixed: dict[str, str],
    instance: int,
) -> None:
    for node in list(parent):
        name = etree.QName(node).localname
        if f"{JAVAROSA}template" in node.attrib:
            parent.remove(node)
        elif name in groups:
            _fill_group(parent, node, case, groups, fixed, instance)
        elif name in fixed:
            node.text = fixed[name]
        elif name in case.form:
            entry = case.form.entry(name)
            if case.relevant(entry, instance):
                node.text = _text(case.value(name, instance))
            else:
                parent.remove(node)


def _fill_group(
    parent: etree._Element,
    node: etree._Element,
    case: Case,
    groups: dict[str, Group],
    fixed: dict[str, str],
    instance: int,
) -> None:
    group = groups[etree.QName(node).localname]
    if group.relevant is not None and not case.holds(group.relevant, instance):
        parent.remove(node)
    elif not group.repeat:
        _fill(node, case, groups, fixed, instance)
    else:
        _repeat(parent, node, case, groups, fixed)


def _repeat(
    parent: etree._Element,
    node: etree._Element,
    case: Case,
    groups: dict[str, Group],
    fixed: dict[str, str],
) -> None:
    """Write one element for each instance; a phone always keeps the first."""
    rows: Sequence[object] = case.instances(etree.QName(node).localname)
    place = parent.index(node)
    blank = copy.deepcopy(node)
    parent.remove(node)
    for number in range(max(len(rows), 1)):
        one = copy.deepcopy(blank)
        _fill(one, case, groups, fixed, number)
        parent.insert(place + number, one)


def _text(value: Value) -> str:
    return "" if value is None else str(value)
