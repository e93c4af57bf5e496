"""Demur, the refusal desk: a written policy for saying no, as the program that says it."""

__version__ = "0.1.0"
