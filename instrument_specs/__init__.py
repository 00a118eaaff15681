"""What is asked: the tools, consent, score, red flags and country profiles.

In comes a country profile; out come forms written in the language of
`builder`. Item numbers, options, order and logic are the toolkit's (IOM and
Samuel Hall, 2023); the wording is ours. See NOTICE.md.
"""
