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
    Column("uid", Text),
)
# Each row the server has shown us, by its own number, and what became of it;
# `seal` tells whether an encrypted one has changed since it was opened.
ROWS = Table(
    "rows",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("submission", Text, nullable=False, index=True),
    Column("seal", Text),
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
# of it. `made_from` is a hash of the submissions it was worked out from, with a word
# where somebody of the programme could be involved.
VISITS = Table(
    "visits",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("submission", Text, primary_key=True),
    Column("made_from", Text, nullable=False),
    Column("visit", Text),
    Column("pending", Boolean, nullable=False),
)
# A flag of an interview, told to one address. `standing` is what the interview has
# said of the flag since; `outside` that it went to the safeguarding recipient
# alone, `involved` that nobody else may see it any more. `message_id` is null
# until a mail holds it, from `send_at` on.
ALERTS = Table(
    "alerts",
    METADATA,
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
# What an alerted interview said, for reminders and lists.
ALERTED = Table(
    "alerted",
    METADATA,
    Column("project", Text, primary_key=True),
    Column("submission", Text, primary_key=True),
    Column("visit", Text, nullable=False),
)
# A flag of a person, from its first alert until somebody closes it; then the next
# number begins. Without a valid code the person is the submission.
EPISODES = Table(
    "episodes",
    METADATA,
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
# Each mail ever made; the outbox holds what of them has still to go out.
LETTERS = Table(
    "letters",
    METADATA,
    Column("message_id", Text, primary_key=True),
    Column("country", Text, nullable=False, index=True),
    Column("project", Text),
    Column("submission", Text),
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("made_at", Text, nullable=False),
)
# A mail is tried from `next_try_at` on, until it was sent, given up or settled by a
# person. One that came back has been sent and given up. `refusals` counts answers
# that no wait will change; `involved` mails are listed as "a mail" and no more.
# `message` is emptied once nobody needs it.
OUTBOX = Table(
    "outbox",
    METADATA,
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
# A problem that the operator has been told of, until it has been gone for a while.
NOTICES = Table(
    "notices",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("since", Text, nullable=False),
    Column("told_at", Text, nullable=False),
    Column("gone_at", Text),
)
# What this database alone knows.
SECRETS = Table(
    "secrets",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
# Who saw or changed what belongs to a person: never which person, never an answer.
# The database refuses to change or delete a line.
AUDIT = Table(
    "audit",
    METADATA,
    Column("line", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("how_many", Integer, nullable=False),
    Column("project", Text, nullable=False),
)
# Whose submissions are not taken in again: a keyed hash, and which key made it.
TOMBSTONES = Table(
    "tombstones",
    METADATA,
    Column("country", Text, primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("erased_on", Text, nullable=False),
)
# Erasures that were asked for and are not over. `name` is a code or a submission
# and is emptied with the last row; `certificate` then waits to be written.
ERASURES = Table(
    "erasures",
    METADATA,
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
