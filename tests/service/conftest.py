"""What the service's tests have: an archive in files."""

from tests.run.conftest import place

__all__ = ["place"]
