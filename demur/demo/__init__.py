"""A small printer dealer in Győr, its goods, partners, contacts and callers: see README.md."""
