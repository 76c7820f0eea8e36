"""What the commands' tests have: an archive in files, and processes forked from one that has imported them."""

from tests.run.conftest import _forking, place

__all__ = ["_forking", "place"]
