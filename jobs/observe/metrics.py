"""The service's figures for Prometheus, counted from check lines.

What a run wrote is what is measured, even if it was killed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from crawler.model import Change, Check, Silence

CONTENT_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_RUN_SECONDS = (1, 5, 15, 60, 300, 900, 3600, 7200)
ONE_OFF = ""
"""The value of ``source`` for pages that no source gave."""


class _Makers:
    """Makes the figures of one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"palimpsest_{name}", text, labels, registry=self._registry)

    def gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"palimpsest_{name}", text, labels, registry=self._registry)

    def histogram(
        self, name: str, text: str, *labels: str, buckets: tuple[float, ...] = _SECONDS
    ) -> Histogram:
        return Histogram(
            f"palimpsest_{name}", text, labels, buckets=buckets, registry=self._registry
        )


class _CheckFigures:
    """What check lines tell."""

    def __init__(self, make: _Makers) -> None:
        self.checks = make.counter(
            "checks", "Looks at articles and lists.", "kind", "outcome", "source"
        )
        self.versions = make.counter("versions", "Versions that were stored.", "source")
        self.changes = make.counter(
            "changes", "Changes by kind; one change may have several.", "kind"
        )
        self.silence = make.counter(
            "changes_by_silence", "Changes of texts: announced, silent, or unknown.", "silence"
        )
        self.stealth = make.counter(
            "stealth_changes", "Silent changes: the name of early releases."
        )
        self.fetching = make.histogram(
            "fetch_seconds", "Time that a check's requests took.", "source"
        )
        self.extracting = make.histogram(
            "extraction_seconds", "Time that a check waited for its extraction."
        )
        self.requests = make.counter(
            "requests", "Requests sent to sites, without robots.txt.", "source"
        )
        self.received = make.counter("received_bytes", "Bytes of bodies received.", "source")
        self.stored = make.counter("stored_bytes", "Bytes of captures and versions.", "source")
        self.puts = make.counter(
            "puts", "Captures and versions that the store was asked to create.", "source"
        )


class _RunFigures:
    """What ended runs tell."""

    def __init__(self, make: _Makers) -> None:
        self.asked = make.counter(
            "store_requests", "Requests to the store by verb, of runs that ended in order.", "verb"
        )
        self.rechecks = make.counter(
            "rechecks",
            "Pages of known articles by how they were read; disagreed is an alarm.",
            "way",
        )
        self.runs = make.counter("runs", "Runs that ended, and how.", "job", "result")
        self.run_time = make.histogram(
            "run_seconds", "How long runs took.", "job", buckets=_RUN_SECONDS
        )
        self.memory = make.gauge("run_memory_bytes", "Peak memory of the last run.", "job")


class _StateFigures:
    """How the service, its sources and its alerts are."""

    def __init__(self, make: _Makers) -> None:
        self.queue = make.gauge(
            "queue", "What waits: articles that are due, crawls for their turn.", "of"
        )
        self.success = make.gauge(
            "last_success_timestamp_seconds",
            "When a source was last crawled with success.",
            "source",
        )
        self.up = make.gauge(
            "source_up", "1 for a source that yields, 0 for one that is late or broken.", "source"
        )
        self.unreadable = make.gauge(
            "articles_unreadable", "Articles whose newest looks could not read them."
        )
        self.usable = make.gauge("archive_usable", "1 while store and index can be used.")
        self.reloaded = make.gauge(
            "config_last_reload_successful", "0 after a configuration that was refused."
        )
        self.alerts = make.counter(
            "alerts",
            "Events told to alert targets, and tries that failed.",
            "alert",
            "target",
            "result",
        )
        self.waiting = make.gauge(
            "alerts_pending", "Events that wait for an alert.", "alert", "target"
        )


class Metrics:
    """All figures, in a registry of their own.

    The names are contract: ``docs/run/operations.md`` lists them.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        make = _Makers(self._registry)
        self._of_checks, self._of_runs = _CheckFigures(make), _RunFigures(make)
        self._state = _StateFigures(make)
        self._state.reloaded.set(1)

    def saw(self, checks: Iterable[Check]) -> None:
        """Count check lines."""
        for check in checks:
            source = check.source or ONE_OFF
            self._of_checks.checks.labels(check.kind, check.outcome.value, source).inc()
            for figure, amount in (
                (self._of_checks.requests, check.requests),
                (self._of_checks.received, check.received),
                (self._of_checks.stored, check.stored),
                (self._of_checks.puts, check.puts),
            ):
                figure.labels(source).inc(amount or 0)
            if check.requests:
                self._of_checks.fetching.labels(source).observe((check.fetch_ms or 0) / 1000)
            if check.extract_ms is not None:
                self._of_checks.extracting.observe(check.extract_ms / 1000)

    def changed(self, source: str | None, change: Change) -> None:
        """Count a version that a check made."""
        self._of_checks.versions.labels(source or ONE_OFF).inc()
        for kind in change.kinds:
            self._of_checks.changes.labels(kind).inc()
        if change.silence is not None:
            self._of_checks.silence.labels(change.silence.value).inc()
        self._of_checks.stealth.inc(change.silence is Silence.SILENT)

    def run_ended(self, job: str, result: str, *, seconds: float, memory: int) -> None:
        """Count a run, or another job's child process, by how it ended."""
        self._of_runs.runs.labels(job, result).inc()
        self._of_runs.run_time.labels(job).observe(seconds)
        self._of_runs.memory.labels(job).set(memory)

    def asked(self, verbs: Mapping[str, Any]) -> None:
        """Count the store requests that a run's report tells of."""
        for verb in ("create", "read", "list", "size"):
            self._of_runs.asked.labels(verb).inc(int(verbs.get(verb, 0)))

    def rechecked(self, stats: Mapping[str, Any]) -> None:
        """Count how a run read the pages of known articles, as its report tells."""
        for name, number in stats.items():
            kind, _, way = name.partition("/")
            if kind == "rechecked":
                self._of_runs.rechecks.labels(way).inc(int(number))

    def waits(self, of: str, number: int) -> None:
        """Set how much waits."""
        self._state.queue.labels(of).set(number)

    def source(self, name: str, *, up: bool, last_success: datetime | None) -> None:
        """Set how a source is."""
        self._state.up.labels(name).set(up)
        if last_success is not None:
            self._state.success.labels(name).set(last_success.timestamp())

    def forget_sources(self) -> None:
        """Forget how sources are: the configuration has changed."""
        self._state.up.clear()
        self._state.success.clear()

    def unreadable(self, number: int) -> None:
        """Set how many articles cannot be read any more."""
        self._state.unreadable.set(number)

    def usable(self, *, yes: bool) -> None:
        """Set whether store and index can be used."""
        self._state.usable.set(yes)

    def reloaded(self, *, well: bool) -> None:
        """Set whether the last configuration was taken over."""
        self._state.reloaded.set(well)

    def alerted(self, alert: str, target: str, *, sent: int, failed: int, pending: int) -> None:
        """Count what one tick did for one target of an alert."""
        self._state.alerts.labels(alert, target, "sent").inc(sent)
        self._state.alerts.labels(alert, target, "failed").inc(failed)
        self._state.waiting.labels(alert, target).set(pending)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self._registry)
