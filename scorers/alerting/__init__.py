"""From news to letters: who must know what, by when, and in which words.

In come the news of interviews; out go mails for the outbox. Every alert has a key
of its own, so nothing is told twice and nothing is left out; only a person closes
a case.
"""
