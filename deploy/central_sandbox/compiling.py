"""Compile what is uploaded, and read the form's own id, version and fields."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from lxml import etree
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from deploy.central_sandbox.places import Place, named_in
from deploy.central_sandbox.problems import ProblemError
from deploy.sandbox.rows import repeat_paths

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XFORMS = "{http://www.w3.org/2002/xforms}"
BINARY = "binary"


@dataclass(slots=True)
class Definition:
    """One version of a form, draft or published; `places` by the name of the file."""

    form_id: str
    version: str
    name: str
    xml: str
    fields: list[dict[str, Any]]
    key: str
    workbook: bytes | None = None
    published: str | None = None
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def md5(self) -> str:
        return hashlib.md5(self.xml.encode(), usedforsecurity=False).hexdigest()


def compiled(body: bytes, kind: str) -> tuple[Definition, list[str]]:
    """Read a workbook or an XForm; warnings of the compiler come along."""
    if kind != XLSX:
        return read(body.decode("utf-8", "replace")), []
    try:
        made = convert(BytesIO(body), file_type=".xlsx", form_name="data")
    except (PyXFormError, OSError, ValueError) as error:
        raise spoilt(str(error)) from None
    except Exception as error:  # noqa: BLE001 - the converter reports whatever it is
        raise spoilt(str(error)) from None
    definition = read(made.xform)
    definition.workbook = body
    return definition, list(made.warnings)


def spoilt(error: str) -> ProblemError:
    return ProblemError("400.15", details={"error": error, "warnings": None})


def read(xform: str) -> Definition:
    """Read what an XForm says of itself."""
    try:
        html = etree.fromstring(xform.encode())
    except etree.XMLSyntaxError:
        raise ProblemError("400.2", "formId") from None
    instance = html.find(f".//{XFORMS}instance")
    root = instance[0] if instance is not None and len(instance) else None
    form_id = "" if root is None else root.get("id", "")
    if root is None or not form_id:
        raise ProblemError("400.2", "formId")
    submission = html.find(f".//{XFORMS}submission")
    return Definition(
        form_id=form_id,
        version=root.get("version", ""),
        name=html.findtext(".//{http://www.w3.org/1999/xhtml}title") or "",
        xml=xform,
        fields=list(_fields(html, root, repeat_paths(xform))),
        key="" if submission is None else submission.get("base64RsaPublicKey", ""),
        places=dict(named_in(html)),
    )


def _fields(
    html: etree._Element, root: etree._Element, repeats: frozenset[str]
) -> Iterator[dict[str, Any]]:
    types = {
        bind.get("nodeset", "").lstrip("/").partition("/")[2]: bind.get("type")
        for bind in html.iter(f"{XFORMS}bind")
    }

    def below(element: etree._Element, above: str) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        for child in element.iterchildren(tag=etree.Element):
            name = etree.QName(child).localname
            if name in seen:  # the first turn of a repeat, after its template
                continue
            seen.add(name)
            path = f"{above}{name}"
            group = "structure" if len(child) else None
            kind = "repeat" if path in repeats else group or types.get(path)
            yield {"path": f"/{path}", "name": name, "type": kind or "string"}
            yield from below(child, f"{path}/")

    return below(root, "")
