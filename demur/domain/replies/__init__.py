"""Replies: what a client wrote or said to us, and whether it was a no.

`reply` reads it, by the sayings in sayings.txt; what they quote is cut off first, and the day
they name is reckoned. Short codes among the words are read by domain/short_codes.py.
"""

from demur.domain.replies.reply import Heard, Reply, read_reply

__all__ = ["Heard", "Reply", "read_reply"]
