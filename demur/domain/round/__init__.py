"""The planned round (B2): whom to call today, in which slot, by whom, and why; whom to let rest."""
