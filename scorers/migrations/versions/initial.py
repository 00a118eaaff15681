"""Make the tables."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, Text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _submissions()
    _results()
    _alerts()


def _submissions() -> None:
    op.create_table(
        "cursors",
        Column("project", Text, primary_key=True),
        Column("last_id", BigInteger, nullable=False),
        Column("reached_at", Text),
        Column("swept_at", Text),
        Column("scored_with", Text),
    )
    op.create_table(
        "rows",
        Column("project", Text, primary_key=True),
        Column("number", BigInteger, primary_key=True),
        Column("submission", Text, nullable=False, index=True),
    )
    op.create_table(
        "work",
        Column("project", Text, primary_key=True),
        Column("person", Text, primary_key=True),
        Column("queued_at", Text, nullable=False),
        Column("failure", Text, nullable=False),
    )
    op.create_table(
        "submissions",
        Column("project", Text, primary_key=True),
        Column("submission", Text, primary_key=True),
        Column("person", Text, nullable=False, index=True),
        Column("server_id", BigInteger),
        Column("fingerprint", Text, nullable=False),
        Column("submitted_at", Text),
        Column("validation_status", Text, nullable=False),
        Column("form_version", Text, nullable=False),
        Column("content_hash", Text, nullable=False),
        Column("country_hash", Text, nullable=False),
        Column("scoring_version", Text, nullable=False),
        Column("answers", Text, nullable=False),
        Column("problems", Text, nullable=False),
    )
    op.create_table(
        "set_aside",
        Column("project", Text, primary_key=True),
        Column("row", Text, primary_key=True),
        Column("number", BigInteger),
        Column("reason", Text, nullable=False),
        Column("since", Text, nullable=False),
    )
    op.create_table(
        "disagreements",
        Column("project", Text, primary_key=True),
        Column("submission", Text, primary_key=True),
        Column("node", Text, primary_key=True),
    )


def _results() -> None:
    op.create_table(
        "results",
        Column("project", Text, primary_key=True),
        Column("submission", Text, primary_key=True),
        Column("scoring_profile", Text, primary_key=True),
        Column("result", Text, nullable=False),
    )
    op.create_table(
        "visits",
        Column("project", Text, primary_key=True),
        Column("submission", Text, primary_key=True),
        Column("made_from", Text, nullable=False),
        Column("visit", Text),
        Column("pending", Boolean, nullable=False),
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        Column("key", Text, primary_key=True),
        Column("project", Text, nullable=False, index=True),
        Column("submission", Text, nullable=False),
        Column("reference", Text, nullable=False, index=True),
        Column("flag", Text, nullable=False),
        Column("need", Text, nullable=False),
        Column("severity", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("message_id", Text, nullable=False),
        Column("due_at", Text, nullable=False),
        Column("acknowledged_at", Text),
        Column("acknowledged_by", Text),
    )
    op.create_table(
        "outbox",
        Column("message_id", Text, primary_key=True),
        Column("project", Text, nullable=False, index=True),
        Column("role", Text, nullable=False),
        Column("message", Text, nullable=False),
        Column("made_at", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("last_error", Text, nullable=False),
        Column("sent_at", Text),
    )
