"""Silence is an answer: what calls nobody answered say of a client, and whom to call today."""
