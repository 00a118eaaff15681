"""How requests leave and answers come back: one door, and every failure explained.

In come methods, paths and bodies; out go parsed answers or a `ServerError` that
says what to do. Nothing here knows what a form is, but how a phone asks for one.
"""
