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
    _forgetting()
    _audit()


def _submissions() -> None:
    op.create_table(
        "cursors",
        Column("project", Text, primary_key=True),
        Column("last_id", BigInteger, nullable=False),
        Column("reached_at", Text),
        Column("swept_at", Text),
        Column("scored_with", Text),
        Column("uid", Text),
    )
    op.create_table(
        "rows",
        Column("project", Text, primary_key=True),
        Column("number", BigInteger, primary_key=True),
        Column("submission", Text, nullable=False, index=True),
        Column("seal", Text),
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
        Column("project", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("country", Text, nullable=False, index=True),
        Column("submission", Text, nullable=False, index=True),
        Column("reference", Text, nullable=False, index=True),
        Column("person", Text, nullable=False),
        Column("sittings", Text, nullable=False),
        Column("flag", Text, nullable=False),
        Column("episode", Integer, nullable=False),
        Column("need", Text, nullable=False),
        Column("severity", Text, nullable=False),
        Column("standing", Text, nullable=False),
        Column("stuck", Boolean, nullable=False),
        Column("turn", Integer, nullable=False),
        Column("role", Text, nullable=False),
        Column("address", Text, nullable=False),
        Column("outside", Boolean, nullable=False),
        Column("involved", Boolean, nullable=False),
        Column("pace", Text, nullable=False),
        Column("raised_at", Text, nullable=False),
        Column("send_at", Text, nullable=False),
        Column("act_before", Text, nullable=False),
        Column("message_id", Text),
        Column("acknowledged_at", Text),
        Column("acknowledged_by", Text),
    )
    op.create_table(
        "alerted",
        Column("project", Text, primary_key=True),
        Column("submission", Text, primary_key=True),
        Column("visit", Text, nullable=False),
    )
    op.create_table(
        "episodes",
        Column("country", Text, primary_key=True),
        Column("person", Text, primary_key=True),
        Column("flag", Text, primary_key=True),
        Column("number", Integer, primary_key=True),
        Column("need", Text, nullable=False),
        Column("severity", Text, nullable=False),
        Column("involved", Boolean, nullable=False),
        Column("opened_at", Text, nullable=False),
        Column("reported_at", Text, nullable=False),
        Column("closed_at", Text),
        Column("closed_by", Text),
        Column("outcome", Text),
    )
    op.create_table(
        "letters",
        Column("message_id", Text, primary_key=True),
        Column("country", Text, nullable=False, index=True),
        Column("project", Text),
        Column("submission", Text),
        Column("address", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("made_at", Text, nullable=False),
    )
    op.create_table(
        "outbox",
        Column("message_id", Text, primary_key=True),
        Column("project", Text, nullable=False, index=True),
        Column("role", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("involved", Boolean, nullable=False),
        Column("message", Text, nullable=False),
        Column("made_at", Text, nullable=False),
        Column("next_try_at", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("refusals", Integer, nullable=False),
        Column("last_error", Text, nullable=False),
        Column("sent_at", Text),
        Column("given_up_at", Text),
        Column("settled_at", Text),
        Column("settled_by", Text),
    )
    op.create_table(
        "notices",
        Column("kind", Text, primary_key=True),
        Column("place", Text, primary_key=True),
        Column("since", Text, nullable=False),
        Column("told_at", Text, nullable=False),
        Column("gone_at", Text),
    )


def _forgetting() -> None:
    op.create_table(
        "tombstones",
        Column("country", Text, primary_key=True),
        Column("mark", Text, primary_key=True),
        Column("key_id", Text, nullable=False),
        Column("erased_on", Text, nullable=False),
    )
    op.create_table(
        "erasures",
        Column("erasure", Text, primary_key=True),
        Column("country", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("by_role", Text, nullable=False),
        Column("and_role", Text, nullable=False),
        Column("asked_at", Text, nullable=False),
        Column("counts", Text, nullable=False),
        Column("certificate", Text),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        Column("line", Integer, primary_key=True),
        Column("at", Text, nullable=False),
        Column("account", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("command", Text, nullable=False),
        Column("what", Text, nullable=False),
        Column("how_many", Integer, nullable=False),
        Column("project", Text, nullable=False),
    )
    op.create_table(
        "secrets",
        Column("name", Text, primary_key=True),
        Column("value", Text, nullable=False),
    )
    for statement in KEPT[op.get_bind().dialect.name]:
        op.execute(statement)


# A line of the audit is neither changed nor taken away.
KEPT = {
    "sqlite": [
        f"create trigger audit_no_{what} before {what} on audit "
        "begin select raise(abort, 'the audit is only added to'); end"
        for what in ("update", "delete")
    ],
    "postgresql": [
        (
            "create function audit_kept() returns trigger language plpgsql as "
            "$$ begin raise exception 'the audit is only added to'; end $$"
        ),
        (
            "create trigger audit_kept before update or delete or truncate on audit "
            "for each statement execute function audit_kept()"
        ),
    ],
}
