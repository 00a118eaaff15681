"""Other wordings laid over ours: the printed toolkit's, and a country's own.

In comes a user's own copy of the toolkit, or a change that an office made for
a reason; out go catalogues in the workspace's `wording/` folder, keyed like any
other. A wording changes words only: codes, order, conditions, and what a text
fills in stay as they are. No text of the toolkit is part of this package.
"""
