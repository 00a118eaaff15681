"""Pages as a reader sees them."""

from __future__ import annotations

import html
import re

UNSEEN = re.compile(r"<style>.*?</style>|<title>.*?</title>", re.DOTALL)


def seen(page: str) -> str:
    """Give the visible text of a page, spaces made one."""
    bare = re.sub(r"<[^>]*>", " ", UNSEEN.sub(" ", page))
    return " ".join(html.unescape(bare).split())
