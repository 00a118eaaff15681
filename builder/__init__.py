"""The language a form is written in, and its readings.

In come specs (forms, questions, conditions); out go XLSForms, XForms, code
books and findings. A condition is written once and every reading of it agrees
with the engine inside KoboCollect. Nothing here names an instrument.
"""
