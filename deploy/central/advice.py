"""What to do about each status that ODK Central answers with."""

from __future__ import annotations

from deploy.wire.advice import ADVICE, RIGHT_ADDRESS, Advice

CENTRAL_ADVICE: Advice = {
    **ADVICE,
    401: (
        "the server does not accept the login",
        (
            "Check e-mail address and password of the account, and the server address."
            " A session token in REMON_CENTRAL_TOKEN is good for a day only."
        ),
    ),
    403: (
        "the account has no right to do this",
        (
            "Ask an administrator of the server to make this account a manager of the"
            " project."
        ),
    ),
    404: (
        "this does not exist, or not under this name",
        "Check the form's id, the project and the server address.",
    ),
    405: ("the server does not know this address", RIGHT_ADDRESS),
    409: (
        "the server holds something else under the same name",
        "Look at both on the server before trying again.",
    ),
    501: (
        "the server does not know how to do this",
        "It is older or newer than this program knows: update one of the two.",
    ),
    502: (
        "the server, or the part of it that reads workbooks, is not reachable",
        (
            "Nothing is lost: run the same command again in a few minutes; if it"
            " stays, tell whoever runs the server."
        ),
    ),
}
