"""Submissions to scores, red flags and news: decisions without input or output.

In come submissions; out go what counts of each, the sittings of a round joined,
scores, flags, and what each sitting brings as news. The same expressions as in
the form say so.
"""
