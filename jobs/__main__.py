"""``python -m jobs``: the command ``palimpsest``."""

from jobs.cli import main

main()
