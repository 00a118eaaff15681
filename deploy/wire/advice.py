"""What to do about each status a server answers with: (what happened, advice)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Advice: TypeAlias = Mapping[int, tuple[str, str]]
LATER = "Nothing is lost: run the same command again in a few minutes."
# True of every kind of server.
RIGHT_ADDRESS = (
    "Check the server address in the settings: it is the one at which you log in with"
    " a browser."
)
LOG_IN = (
    "Open any web page in a browser: hotels, airports and some offices ask for a login"
    " first. Then run the command again."
)
FAILED = (
    "Nothing is lost: run the same command again later. If it stays, tell whoever runs"
    " the server the time and the path."
)
ADVICE: Advice = {
    400: (
        "the server refused the request",
        "Correct what it complains about and run the command again.",
    ),
    401: (
        "the server does not accept the token",
        (
            "Copy the API key again from the account settings (Security) of the same"
            " server into REMON_TOKEN, or into the file that REMON_TOKEN_FILE names."
        ),
    ),
    403: (
        "the account has no right to do this",
        (
            "Ask the owner of the form to give this account the right, or use the"
            " owner's token."
        ),
    ),
    404: (
        "the account has no access to this, or it does not exist",
        "Check the form's id, the server address and whose token is used.",
    ),
    405: (
        "the server does not allow this in the form's present state",
        (
            "Look at the form on the server: it may be archived, or somebody else may"
            " have deployed it meanwhile."
        ),
    ),
    409: (
        "the server already holds a different record under the same identity",
        "Do not send it again; compare the two records on the server.",
    ),
    410: (
        "what the request refers to is no longer there",
        (
            "Fetch the present state first; if it was an address, the server speaks a"
            " newer API than this program."
        ),
    ),
    407: (
        "the proxy of this network wants a login of its own",
        "Ask whoever runs the network, or use another connection.",
    ),
    413: (
        "the server, or what stands in front of it, finds the request too large",
        (
            "Make recordings and other files smaller, or ask whoever runs the server"
            " to allow larger ones."
        ),
    ),
    423: ("the server is still busy with the same record", LATER),
    429: ("the server asks for fewer requests", LATER),
    500: (
        "the server failed and does not say why",
        FAILED,
    ),
    502: ("the server is not reachable behind its gateway", LATER),
    503: ("the server is down for the moment", LATER),
    504: ("the server took too long", LATER),
    511: ("the network wants a login before it lets anything through", LOG_IN),
}
