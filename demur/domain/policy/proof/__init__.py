"""What is proved of a policy: its tables, exactly, and what must never happen."""
