"""How many processors there are for this process."""

import os


def processors() -> int:
    """Return how many it may use: where its processors can be limited, those that it was given."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
