"""Runs the migrations on the connection that the store gives."""

from __future__ import annotations

from alembic import context

from scorers.storing.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA
)
# The store has begun the transaction and ends it.
context.run_migrations()
