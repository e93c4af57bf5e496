"""What the measuring itself must keep to."""
