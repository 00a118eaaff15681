"""The token of an account: which may be used at all, and how it goes along."""

from __future__ import annotations

import re
from dataclasses import dataclass

import requests
from requests.auth import AuthBase

from deploy.errors import NoServerError


@dataclass(slots=True, repr=False)
class TokenAuth(AuthBase):
    """Sets the header itself, so no ~/.netrc entry can replace it.

    Without a scheme nothing is set, for the request that asks for a token. All
    doors of one login share it, so that a new token is everybody's.
    """

    scheme: str
    token: str

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.scheme:
            request.headers["Authorization"] = f"{self.scheme} {self.token}"
        return request


def clean_token(token: str, host: str, advice: str) -> str:
    """Refuse a token that was copied wrongly; Central's hold `!` and `$`.

    `advice` says where this kind of server gives tokens.
    """
    if re.fullmatch(r"[A-Za-z0-9!$]+", token.strip(), re.ASCII):
        return token.strip()
    raise NoServerError(
        "The token is empty or holds characters that no token has",
        where=f"token for {host}",
        advice=advice,
    )
