"""How much processor time others have taken."""

from collections.abc import Iterable
from contextlib import suppress

import psutil


def taken_by(processes: Iterable[psutil.Process]) -> float:
    """Return the seconds that these have taken, but for those that have ended."""
    taken = 0.0
    for one in processes:
        with suppress(psutil.Error):  # a database's connection that was closed just now
            times = one.cpu_times()
            taken += times.user + times.system
    return taken
