"""What a form says, and what a difference between two forms does.

In come XForms; out go contents, differences and their effects. No input or output.
"""
