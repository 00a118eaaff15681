"""Send recorded requests to another server and compare what it answers.

The other server gives its own ids, numbers and times. What it gives is learnt
from its answers, put in the place of the recorded ones in later requests, and
put back when answers are compared.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import requests
from lxml import etree
from recordings.reading import HOSTS, Recording, household
from recordings.workbooks import SUBSTITUTES

IDS = ("uid", "version_id", "deployed_version_id", "deployment__uuid")
TERMINAL = ("complete", "error")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Retelling:
    def __init__(self, url: str, tokens: Mapping[str, str]) -> None:
        self.url = url
        self.tokens = tokens
        self.names: dict[str, str] = {}
        self.rows: dict[int, int] = {}

    def send(self, told: Recording) -> requests.Response:
        """Send the recorded request in the other server's terms."""
        send = {
            "method": told.method,
            "url": self.url + self._path(told.target),
            "headers": self._headers(told),
            "allow_redirects": False,
        } | self._body(told)
        response = requests.request(**send, timeout=30)
        while told.method == "GET" and self._unfinished(response, told):
            time.sleep(0.01)
            response = requests.request(**send, timeout=30)
        if told.kind == "application/json" and _is_json(response):
            self.learn(told.body, response.json())
        if told.kind == "text/xml" and "form.xml" in str(told.body):
            self._learn_numbers(told.body, response.text)
        return response

    def learn(self, told: Any, given: Any) -> None:
        """Remember which id stands for which."""
        if isinstance(told, list) and isinstance(given, list):
            by_uuid = {_uuid(row): row for row in given if _uuid(row)}
            for place, entry in enumerate(told):
                other = by_uuid.get(_uuid(entry)) if _uuid(entry) else None
                if other is None and not _uuid(entry) and place < len(given):
                    other = given[place]
                self.learn(entry, other)
        if isinstance(told, dict) and isinstance(given, dict):
            if "_id" in told and _uuid(told) and _uuid(told) == _uuid(given):
                self.rows[told["_id"]] = given["_id"]
            for key in told.keys() & given.keys():
                if (
                    key in IDS
                    and re.fullmatch(
                        "[a-z0-9]*[A-Za-z0-9]{22}|[0-9a-f]{32}", str(told[key])
                    )
                    and given[key]
                ):
                    self.names.setdefault(told[key], given[key])
                self.learn(told[key], given[key])

    def translate(self, text: str) -> str:
        """Put the other server's ids into a text."""
        if not self.names:
            return text
        known = "|".join(map(re.escape, self.names))
        return re.sub(known, lambda found: self.names[found[0]], text)

    def back(self, value: Any) -> Any:
        """Put the recorded ids, numbers and host into what the other server said."""
        match value:
            case dict():
                return {key: self.back(each) for key, each in value.items()}
            case list():
                return [self.back(each) for each in value]
            case str():
                text = value.replace(self.url, HOSTS[0])
                for told, given in self.names.items():
                    text = text.replace(given, told)
                return text
        return value

    def _path(self, target: str) -> str:
        def row(found: re.Match[str]) -> str:
            return f"/data/{self.rows.get(int(found[1]), found[1])}/"

        return re.sub(r"/data/(\d+)/", row, self.translate(target))

    def _headers(self, told: Recording) -> dict[str, str]:
        """Let Basic and Digest stand for the same user's token."""
        headers = {"Accept": told.sent_headers["Accept"]}
        for name in ("X-OpenRosa-Version", "Content-Type"):
            if "multipart" not in told.sent_headers.get(name, "multipart"):
                headers[name] = told.sent_headers[name]
        kind, _, user = told.sent_headers.get("Authorization", "").partition(" ")
        if kind == "Bearer":
            headers["Authorization"] = "Bearer x"
        elif kind:
            name = user.removeprefix("<redacted: ").removesuffix(">")
            headers["Authorization"] = f"Token {self.tokens.get(name, 'f' * 40)}"
        return headers

    def _body(self, told: Recording) -> dict[str, Any]:
        match told.sent:
            case {"_multipart": list(parts)}:
                return {"files": [self._part(told, part) for part in parts]}
            case {"payload": {"submission_ids": list(ids)}}:
                mine = [self.rows.get(each, each) for each in ids]
                return {"json": {"payload": {"submission_ids": mine}}}
            case dict() as body:
                return {"json": _translated(body, self.translate)}
            case str() as text:
                return {"data": self.translate(_whole(text))}
        return {}

    def _part(
        self, told: Recording, part: dict[str, Any]
    ) -> tuple[str, tuple[Any, ...]]:
        if "filename" not in part:
            return part["name"], (None, self.translate(part["value"]))
        content: Any = part["content"]
        if part["name"] == "file":
            content = SUBSTITUTES.get(told.name.partition("-")[0], household())
        elif isinstance(content, dict):
            content = b"\x89PNG"
        else:
            content = self.translate(content).encode()
        return part["name"], (part["filename"], content, part["content_type"])

    @staticmethod
    def _unfinished(response: requests.Response, told: Recording) -> bool:
        wanted = isinstance(told.body, dict) and told.body.get("status") in TERMINAL
        return wanted and response.json()["status"] not in TERMINAL

    def _learn_numbers(self, told: str, given: str) -> None:
        """Forms are numbered in their addresses."""
        other = dict(_numbers(given))
        for form_id, number in _numbers(told):
            mine = other.get(self.names.get(form_id, ""))
            if mine:
                for place in ("/forms/", "/xformsManifest/", "/xformsMedia/"):
                    self.names[place + number] = place + mine


def shape(value: Any) -> Any:
    """Keys and types, without the values."""
    match value:
        case dict():
            return {key: shape(each) for key, each in value.items()}
        case list() if value and all(isinstance(each, dict) for each in value):
            return [{key: shape(each[key]) for each in value for key in each}]
        case list():
            return [shape(value[0])] if value else []
        case None:
            return "nothing"
    return type(value).__name__


def missing_or_different(given: Any, told: Any, where: str = "") -> list[str]:
    """List what was not recorded so; saying less is fine."""
    if "nothing" in (given, told) or [] in (given, told):
        return []
    if isinstance(given, dict) and isinstance(told, dict):
        return [
            fault
            for key in given
            for fault in (
                missing_or_different(given[key], told[key], f"{where}/{key}")
                if key in told
                else [f"{where}/{key} was never recorded"]
            )
        ]
    if isinstance(given, list) and isinstance(told, list):
        return missing_or_different(given[0], told[0], f"{where}[]")
    return [] if given == told else [f"{where}: {given}, recorded {told}"]


def outline(xml: bytes) -> list[tuple[str, tuple[str, ...], str]]:
    """Tags, attribute names and sentences of a document."""
    root = etree.fromstring(xml)
    return [
        (str(each.tag), tuple(sorted(map(str, each.attrib))), sentence(each))
        for each in root.iter(etree.Element)
    ]


def sentence(element: etree._Element) -> str:
    text = (element.text or "").strip()
    return text if etree.QName(element).localname in ("message", "detail") else ""


def _numbers(form_list: str) -> list[tuple[str, str]]:
    root = etree.fromstring(form_list.encode())
    return [
        (
            form.findtext("{*}formID") or "",
            (form.findtext("{*}downloadUrl") or "").split("/")[-2],
        )
        for form in root.iter("{*}xform")
    ]


def _uuid(row: Any) -> str | None:
    return row.get("_uuid") if isinstance(row, dict) else None


def _is_json(response: requests.Response) -> bool:
    return "json" in response.headers.get("Content-Type", "")


def _translated(body: dict[str, Any], translate: Any) -> dict[str, Any]:
    return {
        key: translate(each) if isinstance(each, str) else each
        for key, each in body.items()
    }


def _whole(text: str) -> str:
    """Complete a workbook inside a form body that was cut when recorded."""
    if "<truncated" not in text or "base64%3A" not in text:
        return text
    encoded = "base64:" + base64.b64encode(household()).decode()
    return "name=Household.xlsx&library=false&base64Encoded=" + quote_plus(encoded)
