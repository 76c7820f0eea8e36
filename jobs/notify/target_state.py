"""One target of one alert.

Sending to it, and leaving it alone for a while when it does not accept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.notify.targets import AlertTarget, Message

FIRST_PAUSE, MAX_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""How long a target that did not accept is left alone: twice as long each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one tick did for one target of one alert."""

    alert: str
    target: str
    """The service and a hash: nothing secret."""
    sent: int
    """Events that it accepted."""
    failed: int
    """Tries that it did not accept."""
    pending: int
    """Events that wait: for the next digest, for a further try, for the next tick."""
    trouble: str | None
    """Why it did not accept the last one; None when it did."""
    retry_at: datetime | None


class TargetState:
    """A target, with what this process knows of it."""

    def __init__(self, target: AlertTarget) -> None:
        self.target = target
        self.tries = 0
        self.trouble: str | None = None
        self.retry_at: datetime | None = None
        self.accepted: set[str] = set()
        """Events accepted from this process: not told again, even if another process stored a
        cursor that does not know.
        """
        self.sent = self.failed = 0

    def send(self, message: Message, now: datetime) -> bool:
        """Send a message; where it is not accepted, set the time of the next try."""
        self.trouble = self.target.send(message)
        if self.trouble is None:
            self.tries, self.retry_at = 0, None
            return True
        self.retry_at = now + min(FIRST_PAUSE * 2 ** min(self.tries, 16), MAX_PAUSE)
        self.tries += 1
        self.failed += 1
        return False

    def delivery(self, alert: str, pending: int) -> Delivery:
        """Return what was done for the target since its counts began, and how much waits for it."""
        return Delivery(
            alert=alert,
            target=self.target.name,
            sent=self.sent,
            failed=self.failed,
            pending=pending,
            trouble=self.trouble,
            retry_at=self.retry_at,
        )
