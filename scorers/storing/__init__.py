"""What is kept, and kept in step with the server.

In come submissions and what was worked out of them; everything that must not be
lost or doubled moves in one transaction, on SQLite and PostgreSQL alike.
"""
