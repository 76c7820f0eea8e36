"""Times as pages write them, in UTC.

Not by ``strftime``, which takes several times as long: a page shows dozens of times.
"""

from datetime import datetime


def to_minute(at: datetime) -> str:
    """Return a time as people read it: ``2026-11-28 10:24``."""
    return at.isoformat(" ", "minutes")[:16]


def to_second(at: datetime) -> str:
    """Return the same with seconds: ``2026-11-28 10:24:39``."""
    return at.isoformat(" ", "seconds")[:19]


def machine_time(at: datetime) -> str:
    """Return what a ``time`` element says to programs: ``2026-11-28T10:24:39Z``."""
    return f"{at.isoformat('T', 'seconds')[:19]}Z"
