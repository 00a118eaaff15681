"""Rows of a server, read into submissions.

In come rows as a server gives them, flat, nested or encrypted; out go
submissions that hold coded answers and nothing that a person said in words.
What cannot be read is set aside with a reason that quotes nothing.
"""
