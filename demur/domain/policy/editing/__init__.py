"""Changes to a document that leave the rest of its bytes alone, and how people read it."""
