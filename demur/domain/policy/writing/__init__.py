"""A policy back into a document."""
