"""The service's regular rounds: what others wrote, how the sources are, and who is told of it."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from crawler.codec import format_utc
from crawler.config import Config, SourceConfig
from crawler.errors import BadRecord, IndexUnusable, StoreError
from crawler.index import Index
from jobs.notify import Notifier, Ticked
from jobs.observe import SourceHealth, health, logs, unreadable_articles
from jobs.schedule.service_jobs import ServiceContext
from jobs.schedule.triggers import longest_gap

HANGS_AFTER = timedelta(minutes=15)
"""Without a round for so long, the service hangs. A store that does not answer costs a round some
minutes at most.
"""


class HealthMonitor:
    """The rounds of one configuration, and what the last one found."""

    def __init__(self, config: Config, context: ServiceContext, environ: Mapping[str, str]) -> None:
        self._config, self._context, self._environ = config, context, environ
        self._started = self._last_round = context.clock()
        self._trouble: str | None = "the archive has not been looked at yet"
        self._health: tuple[SourceHealth, ...] = ()
        self._notifier: tuple[Index, Notifier] | None = None

    def waits(self, trouble: str) -> None:
        """Note that the archive cannot be opened yet, and why. Waiting for it is no hanging."""
        self._trouble, self._last_round = trouble, self._context.clock()

    async def around(self) -> None:
        """Make one round. A trouble with store or index is noted, and ends nothing."""
        await asyncio.to_thread(self._around)
        self._last_round = self._context.clock()

    def _around(self) -> None:
        context = self._context
        try:
            well = context.archive_handle.refresh()
            self._trouble = (
                None
                if well or context.archive_handle.trouble is None
                else context.archive_handle.trouble.message
            )
            if well:
                context.metrics_feed.update(context.archive_handle.index)
                self._see_sources(context.archive_handle.index)
        except (StoreError, IndexUnusable, BadRecord) as error:
            self._trouble = error.message
        context.metrics.usable(yes=self._trouble is None)
        if self._trouble is not None:
            logs.logger().error("the archive cannot be used", error=self._trouble)

    def _see_sources(self, index: Index) -> None:
        before = {one.source: one.status for one in self._health}
        self._health = health(
            self._config, index, self._context.clock(), interval=self._gap, started=self._started
        )
        self._context.metrics.unreadable(len(unreadable_articles(index)))
        for one in self._health:
            self._context.metrics.source(one.source, up=one.ready, last_success=one.last_success)
            if one.status != before.get(one.source, "ok"):
                log = logs.logger(source=one.source)
                (log.info if one.ready else log.error)(
                    "source", status=one.status, reason=one.reason
                )

    def _gap(self, source: SourceConfig) -> timedelta | None:
        return (
            longest_gap(source.schedule, self._context.clock())
            if source.schedule is not None
            else None
        )

    async def tell(self) -> None:
        """Send the alerts that are due."""
        await in_daemon(self._tell)

    def stop(self) -> None:
        """Begin no further message: the service is being stopped."""
        if self._notifier is not None:
            self._notifier[1].stop()

    def _tell(self) -> None:
        archive_handle = self._context.archive_handle
        try:
            index = archive_handle.index
            if self._notifier is None or self._notifier[0] is not index:
                self._notifier = (
                    index,
                    Notifier(
                        self._config,
                        self._environ,
                        archive_handle.archive,
                        index,
                        self._context.clock,
                    ),
                )
            self._note(self._notifier[1].tick(self._health))
        except (StoreError, IndexUnusable, BadRecord) as error:
            logs.logger().error("alerts have to wait", error=error.message)

    def _note(self, ticked: Ticked) -> None:
        for one in ticked.deliveries:
            self._context.metrics.alerted(
                one.alert, one.target, sent=one.sent, failed=one.failed, pending=one.pending
            )
            if one.trouble is not None and one.failed:
                logs.logger(alert=one.alert, target=one.target).error(
                    "an alert was not accepted", reason=one.trouble
                )

    def alive(self, now: datetime) -> tuple[bool, dict[str, Any]]:
        """Return whether rounds are made."""
        well = now - self._last_round < HANGS_AFTER
        return well, {"alive": well, "last_round": format_utc(self._last_round)}

    def ready(self) -> tuple[bool, dict[str, Any]]:
        """Return whether the archive can be used.

        A source that is ill makes nobody unready: how it is, is told besides.
        """
        well = self._trouble is None
        return well, {"ready": well, **self.details()}

    def details(self) -> dict[str, Any]:
        """Return how the archive and each source are."""
        return {
            "archive": self._trouble or "usable",
            "sources": {one.source: _told(one) for one in self._health},
        }


def _told(one: SourceHealth) -> dict[str, Any]:
    times = {name: getattr(one, name) for name in ("last_run", "last_success", "since")}
    return {"status": one.status, "reason": one.reason} | {
        name: moment and format_utc(moment) for name, moment in times.items()
    }


async def in_daemon(work: Callable[[], None]) -> None:
    """Do blocking work in a thread that the end of the service does not wait for.

    A target that hangs must not hold it up.
    """
    loop, done = asyncio.get_running_loop(), asyncio.Event()

    def do() -> None:
        try:
            work()
        # as the scheduler does: a job's bug must not end the service
        except Exception:  # noqa: BLE001
            logs.logger().exception("a bug")
        finally:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(done.set)

    threading.Thread(target=do, name="alerts", daemon=True).start()
    await done.wait()
