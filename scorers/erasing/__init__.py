"""Forgetting people: on request, and when their time is over.

In come a code or a submission; it goes from the server first, then from everything
here, and a certificate without personal data says what was done.
"""
