"""The tables of the store.

Times are UTC in ISO 8601; JSON is text. `project` is a country and a tool, or
whatever else tells one form's submissions from another's.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, Table, Text

METADATA = MetaData()

# How far a form has been read: up to which number of the server, when everything
# was compared last, when the server last answered, and with which form and rules
# everything stored has been scored.
CURSORS = Table(
    "cursors",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("last_id", BigInteger, nullable=False),
    Column("reached_at", Text),
    Column("swept_at", Text),
    Column("scored_with", Text),
)
# Each row the server has shown us, by its own number, and what became of it.
ROWS = Table(
    "rows",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("submission", Text, nullable=False, index=True),
)
# People whose submissions are new or changed and wait to be scored; a person
# without a valid code is known by the submission. `failure` says why it could
# not be done.
WORK = Table(
    "work",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("queued_at", Text, nullable=False),
    Column("failure", Text, nullable=False),
)
SUBMISSIONS = Table(
    "submissions",
    METADATA,
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
SET_ASIDE = Table(
    "set_aside",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("number", BigInteger),
    Column("reason", Text, nullable=False),
    Column("since", Text, nullable=False),
)
# Where a phone stored something else than we work out from its answers.
DISAGREEMENTS = Table(
    "disagreements",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("submission", Text, primary_key=True),
    Column("node", Text, primary_key=True),
)
RESULTS = Table(
    "results",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("submission", Text, primary_key=True),
    Column("scoring_profile", Text, primary_key=True),
    Column("result", Text, nullable=False),
)
# What an interview brings as news, if anything; `pending` until alerts are made
# of it. `made_from` is a hash of the submissions it was worked out from.
VISITS = Table(
    "visits",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("submission", Text, primary_key=True),
    Column("made_from", Text, nullable=False),
    Column("visit", Text),
    Column("pending", Boolean, nullable=False),
)
ALERTS = Table(
    "alerts",
    METADATA,
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
# `message` is emptied once the mail server has taken the mail.
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("message_id", Text, primary_key=True),
    Column("project", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("sent_at", Text),
)
