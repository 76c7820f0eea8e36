"""The child process of ``tests.fetch.harness``."""

from tests.fetch.harness import main

main()
