"""Files brought in from elsewhere: what a row says, whether it can be believed, what it changes."""
