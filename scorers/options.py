"""Options that several commands take, so that they mean the same everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

Country = Annotated[
    str | None, typer.Option(help="Three letters, as in NGA; all when left out.")
]
