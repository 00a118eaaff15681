"""Running it all: stages, rounds, watching, waking, and telling when it stands still.

In come the settings of a workspace; each step is tried whatever became of the one
before, and nothing fails quietly.
"""
