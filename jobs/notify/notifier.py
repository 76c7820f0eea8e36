"""All configured alerts, as the service ticks them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.archive import Archive
from crawler.config import Config
from crawler.errors import ConfigError
from crawler.index import Index
from jobs.notify.alert import Alert
from jobs.notify.target_state import Delivery
from jobs.notify.targets import AlertTarget, targets_of
from jobs.observe import SourceHealth


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What one tick did, target by target."""

    deliveries: tuple[Delivery, ...] = ()

    @property
    def sent(self) -> int:
        """Return the events that were accepted."""
        return sum(one.sent for one in self.deliveries)

    @property
    def failed(self) -> int:
        """Return the tries that were not accepted."""
        return sum(one.failed for one in self.deliveries)

    @property
    def pending(self) -> int:
        """Return the events that wait, counted once for each target."""
        return sum(one.pending for one in self.deliveries)


class Notifier:
    """Tells people what the configuration asks for.

    At least once, with a stable id; twice only if it was killed before it could mark it.

    ``archive`` must be open for writing; ``index`` is the one that the caller keeps caught up. Not
    to be used by two threads at once. Raises ``ConfigError`` for a variable that is not set or
    holds a URL that Apprise does not take, and never shows such a URL.
    """

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        archive: Archive,
        index: Index,
        clock: Callable[[], datetime],
    ) -> None:
        targets = all_targets(config, environ)
        self._stopping = threading.Event()
        self._alerts = [
            Alert(
                alert,
                targets[alert.name],
                archive,
                index,
                clock,
                stopping=self._stopping,
                pages=config.web,
            )
            for alert in config.alerts
        ]

    def tick(self, health: Sequence[SourceHealth] = ()) -> Ticked:
        """Look for news, and send what is due.

        A target's trouble is in the result; another try is made at a later tick.

        Raises the ``StoreError`` family and ``IndexUnusable``. What was accepted and could not be
        marked is marked at the next tick.
        """
        return Ticked(
            deliveries=tuple(delivery for alert in self._alerts for delivery in alert.tick(health))
        )

    def stop(self) -> None:
        """Begin no further message, from any thread.

        A tick under way ends with the message that it is sending: 20 seconds at most.
        """
        self._stopping.set()


def all_targets(config: Config, environ: Mapping[str, str]) -> dict[str, tuple[AlertTarget, ...]]:
    """Return each alert's targets. Raises ``ConfigError`` with every problem."""
    found: dict[str, tuple[AlertTarget, ...]] = {}
    problems: list[str] = []
    hint = None
    for alert in config.alerts:
        try:
            found[alert.name] = targets_of(alert, environ)
        except ConfigError as error:
            problems += error.problems
            hint = hint or error.hint
    if problems:
        raise ConfigError(problems, hint=hint)
    return found
