"""`python -m demur` is the command `demur`."""

from demur.cli import main

main()
