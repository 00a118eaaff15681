"""What a form server may do wrong, one kind after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from faults.hostile import Answer

Spoil: TypeAlias = Callable[[Answer, str, int], None]
STATUSES = (400, 401, 403, 404, 406, 410, 423, 429, 500, 502, 503, 504)
ELSEWHERE = "http://localhost:{port}/"


def _status(code: int, kind: str, answer: Answer, _: str, turn: int) -> None:
    if turn >= 1:
        answer.status, answer.headers["Content-Type"] = code, kind
        answer.body = b'{"detail": "no"}' if "json" in kind else b"<html>no</html>"


def _now_and_then(code: int, answer: Answer, path: str, turn: int) -> None:
    if turn % 3 == 0:
        _status(code, "text/html", answer, path, 1)


def _wait(answer: Answer, path: str, turn: int) -> None:
    _status(429, "application/json", answer, path, turn)
    answer.headers["Retry-After"] = "86400" if turn else "0"


def _redirected(code: int, port: int, answer: Answer, path: str, turn: int) -> None:
    answer.status, answer.body = code, b""
    answer.headers["Location"] = ELSEWHERE.format(port=port) + path


def _body(body: bytes, answer: Answer, _: str, turn: int) -> None:
    if turn >= 1:
        answer.body = body


def _html(answer: Answer, _: str, turn: int) -> None:
    if turn >= 1:
        answer.headers["Content-Type"] = "text/html"
        answer.body = b"<html><body>Please log in</body></html>"


def _cut(after: int, answer: Answer, _: str, turn: int) -> None:
    if turn >= 1:
        answer.cut = after


def _half(answer: Answer, _: str, turn: int) -> None:
    if turn >= 1:
        answer.cut = len(answer.body) // 2


def _short(answer: Answer, _: str, turn: int) -> None:
    if turn >= 1:
        answer.body = answer.body[: len(answer.body) // 2]


def _late(answer: Answer, _: str, turn: int) -> None:
    answer.delay = 1.0 if turn >= 1 else 0


def _packed(answer: Answer, _: str, turn: int) -> None:
    if turn >= 1:
        answer.headers["Content-Encoding"] = "gzip"


def _results(change: Callable[[list[Any]], Any], from_turn: int = 0) -> Spoil:
    """Change the rows of a page."""

    def spoil(answer: Answer, path: str, turn: int) -> None:
        if answer.status == 200 and "query=" in path and turn >= from_turn:
            page = answer.page()
            page["results"] = change(page["results"])
            answer.say(page)

    return spoil


def _counts(change: Callable[[Any], Any]) -> Spoil:
    def spoil(answer: Answer, _: str, turn: int) -> None:
        if answer.status == 200:
            page = answer.page()
            if "count" in page:
                answer.say(page | {"count": change(page["count"])})

    return spoil


def _without_count(answer: Answer, _: str, turn: int) -> None:
    page = answer.page()
    page.pop("count", None)
    answer.say(page)


class _Repeating:
    """Answers each further page as the one before."""

    def __init__(self) -> None:
        self.last = b""

    def __call__(self, answer: Answer, path: str, turn: int) -> None:
        if turn % 2 and self.last:
            answer.body = self.last
        self.last = answer.body


def _nothing(answer: Answer, path: str, turn: int) -> None:
    """Say that there is nothing at all, but for rows asked for one by one."""
    if answer.status == 200 and "query=" in path:
        answer.say({"count": 0, "next": None, "previous": None, "results": []})


def _gone(answer: Answer, path: str, turn: int) -> None:
    """Say of some rows that they are gone, as a server does that was set back."""
    if answer.status != 200:
        return
    page = answer.page()
    if "results" not in page:
        answer.status, answer.body = 404, b'{"detail": "Not found."}'
        return
    rows = [row for row in page["results"] if row.get("_id", 0) % 2]
    answer.say(page | {"results": rows, "count": len(rows)})


def _changed(row: dict[str, Any]) -> dict[str, Any]:
    """Show a row as it was before it was edited."""
    return {k: "yes" if k.endswith("q2_1") else v for k, v in row.items()}


def _foreign(row: Any) -> Any:
    return {**row, "_xform_id_string": "another"} if isinstance(row, dict) else row


DEEP = b'{"results": ' + b"[" * 100_000 + b"]" * 100_000 + b', "count": 1}'
FAULTS: dict[str, Callable[[], Spoil]] = {
    **{
        f"status {code}, {'with' if 'json' in kind else 'without'} a reason": partial(
            partial, _status, code, kind
        )
        for code in STATUSES
        for kind in ("application/json", "text/html")
    },
    **{
        f"status {code} now and then": partial(partial, _now_and_then, code)
        for code in (429, 502, 503, 504)
    },
    "429, come again tomorrow": lambda: _wait,
    "a web page with status 200": lambda: _html,
    "nothing with status 200": partial(partial, _body, b""),
    "no JSON": partial(partial, _body, b"{'results': []}"),
    "JSON that is no object": partial(partial, _body, b"[]"),
    "JSON that is nested without end": partial(partial, _body, DEEP),
    "letters that are no UTF-8": partial(partial, _body, b'{"results": ["\xff\xfe"]}'),
    "a number too long to read": partial(
        partial, _body, b'{"count": 1, "results": [{"_id": ' + b"9" * 5000 + b"}]}"
    ),
    "half the body, said to be all": lambda: _short,
    "half the body, then the line breaks": lambda: _half,
    "the line breaks before the answer": partial(partial, _cut, -1),
    "the line breaks after the headers": partial(partial, _cut, 0),
    "the answer comes too late": lambda: _late,
    "said to be packed, and is not": lambda: _packed,
    "pages that repeat": _Repeating,
    "rows in reverse order": lambda: _results(lambda rows: rows[::-1]),
    "the same row twice on a page": lambda: _results(lambda rows: rows[:1] + rows),
    "a row left out": lambda: _results(lambda rows: rows[1:] or rows),
    "pages without rows": lambda: _results(lambda rows: []),
    "rows that are no list": lambda: _results(lambda rows: {"rows": rows}),
    "rows that are null": lambda: _results(lambda rows: None),
    "rows that are no objects": lambda: _results(lambda rows: [7, None, "x"]),
    "rows without numbers": lambda: _results(
        lambda rows: [{k: v for k, v in one.items() if k != "_id"} for one in rows]
    ),
    "numbers that are text": lambda: _results(
        lambda rows: [one | {"_id": str(one["_id"])} for one in rows]
    ),
    "rows of another form": lambda: _results(lambda rows: list(map(_foreign, rows))),
    "rows from before an edit": lambda: _results(
        lambda rows: list(map(_changed, rows))
    ),
    "rows edited between two pages": lambda: _results(
        lambda rows: list(map(_changed, rows)), from_turn=1
    ),
    "too many counted": lambda: _counts(lambda count: count + 3),
    "too few counted": lambda: _counts(lambda count: max(0, count - 1)),
    "nothing counted": lambda: _counts(lambda _: 0),
    "a negative count": lambda: _counts(lambda _: -1),
    "a count that is text": lambda: _counts(str),
    "no count": lambda: _without_count,
    "all rows gone, but for those asked for": lambda: _nothing,
    "every other row gone for good, until it is back": lambda: _gone,
}
REDIRECTS: Mapping[str, Callable[[int], Spoil]] = {
    f"redirect {code} to another host": partial(partial, _redirected, code)
    for code in (301, 302, 307, 308)
}
