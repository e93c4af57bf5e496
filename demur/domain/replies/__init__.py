"""Replies: what a client wrote or said to us, and whether it was a no."""
