"""Forms out, submissions in.

In come a workbook (an XLSForm) and the account it goes to; out come the
identity of the published form and, page after page, what people sent in. A
form server stands behind `FormServer`, which reads, and `Publisher`:
KoboToolbox here, the local sandbox speaking the same language. The promise:
nothing is lost quietly, nothing is sent twice unless repeating is harmless, and
each failure says what happened, where, and what to do next, without a token or
an answer in the text.
"""

from deploy.errors import ServerError
from deploy.kobo import Kobo
from deploy.server import FormServer, Row

__all__ = ["FormServer", "Kobo", "Row", "ServerError"]
