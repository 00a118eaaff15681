"""The source texts of the page that sets up a phone; translated as `setup:<key>`.

Names in braces stay as they are in every language. Whoever finds the page must
not learn what the work is about.
"""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "title": "Set up the phone: {code}",
    "lock": "Give the phone a screen lock that only you know.",
    "install": "Install {app} from the app store of the phone.",
    "scan": "Open it, choose to scan a QR code, and scan the one on this page.",
    "password": "When it asks for a password, enter the one of the account {account}.",
    "fetch": "The list of forms fills by itself. If it stays empty, connect to the "
    "internet, open the list and refresh it.",
    "try": "Send one test form together with the office.",
    "key": "This page is a key. Take no picture of it and send it to nobody. Shred it "
    "when the phone works, by {day} at the latest.",
    "lost": "If the phone or this page gets lost, tell the office at once.",
}
# The steps, in their order; the warnings stand below them.
STEPS = ("lock", "install", "scan", "password", "fetch", "try")
WARNINGS = ("key", "lost")
