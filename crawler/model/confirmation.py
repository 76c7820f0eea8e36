"""When what an address shows instead of the article is believed."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationPolicy:
    """When a suspicion is believed.

    At this many checks with the same finding, over at least this time.
    """

    checks: int = 3
    over: timedelta = timedelta(hours=2)


CONFIRMATION_POLICY = ConfirmationPolicy()
