"""How ODK Central refuses: a number with a point, a sentence, details."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from starlette.responses import JSONResponse, Response

TEXTS = {
    "400.2": "Required parameter {} missing.",
    "400.15": "The given XLSForm file was not valid. Please see the error details"
    " for more information.",
    "400.16": "The Form is valid, but with warnings. Please check the warnings and"
    " if they are acceptable resubmit with ?ignoreWarnings=true",
    "400.18": "The OData filter expression you provided could not be parsed: {}",
    "400.23": "Could not find a property named '{}'",
    "401.2": "Could not authenticate with the provided credentials.",
    "403.1": "The authentication you provided does not have rights to perform that"
    " action.",
    "404.1": "Could not find the resource you were looking for.",
    "404.6": "The form version specified in this submission '{}' does not exist.",
    "409.7": "The draft of a form that was never published cannot be deleted.",
    "501.1": "The requested feature {} is not supported by this server.",
    "501.5": "The given OData filter expression references fields not supported by"
    " this server: {}",
    "501.6": "The given OData expand expression is not supported by this server:"
    ' "{}". Currently, only "$expand=*" is supported.',
    "501.11": "This server doesn't support $select query parameter with $expand.",
}
XML = "text/xml; charset=utf-8"
RESPONSE = (
    '<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0">'
    '<message nature="{}">{}</message></OpenRosaResponse>'
)


class ProblemError(Exception):
    """Stops a request with this refusal."""

    def __init__(
        self, code: str, *values: str, text: str = "", details: Any = None
    ) -> None:
        """`values` fill the code's sentence; `text` stands in its place."""
        super().__init__(code)
        self.code = code
        self.status = int(code.partition(".")[0])
        self.message = text or TEXTS[code].format(*values)
        self.details = details

    def as_json(self) -> Response:
        body: dict[str, Any] = {"message": self.message, "code": float(self.code)}
        if self.details is not None:
            body["details"] = self.details
        return JSONResponse(body, self.status)

    def as_xml(self) -> Response:
        return receipt(self.message, self.status, nature="error")


def receipt(message: str, status: int, *, nature: str = "") -> Response:
    """Answer a phone."""
    text = RESPONSE.format(nature, escape(message, {"'": "&#39;"}))
    return Response(text, status, media_type=XML)
