"""Phones: set up, listed, and shut out when lost.

In come the server's address for phones and the account or key of one
interviewer; out go a code to scan, a neutral page to print, and the record of
who has which. The promise: nothing here carries the rights of the account that
publishes, and nothing that is shown names the study.
"""
