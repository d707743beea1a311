"""Lets ``python -m lms.cli`` run the command too."""

from lms.cli import main

main()
