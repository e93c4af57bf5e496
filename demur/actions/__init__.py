"""The room that does: one person's deed a function, one transaction, one line in the journal."""
