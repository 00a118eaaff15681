"""The outbox, and the way from it to a mail server.

In come finished mails; each leaves at least once, is marked as sent once, and one
that cannot leave is shown to a person.
"""
