"""How many examples a property test draws: a share at every run, all of them with the slow tests.

``make test-slow`` sets ``MANY_EXAMPLES`` and runs the property tests once more.
"""

import os

_SHARE = 3
_FEWEST = 10


def examples(number: int) -> int:
    """Return how many of so many examples this run draws."""
    return number if "MANY_EXAMPLES" in os.environ else max(number // _SHARE, _FEWEST)
