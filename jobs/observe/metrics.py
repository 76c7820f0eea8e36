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


class Metrics:
    """All figures, in a registry of their own.

    The names are contract: ``docs/run/operations.md`` lists them.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"palimpsest_{name}", text, labels, registry=registry)

        def gauge(name: str, text: str, *labels: str) -> Gauge:
            return Gauge(f"palimpsest_{name}", text, labels, registry=registry)

        def histogram(
            name: str, text: str, *labels: str, buckets: tuple[float, ...] = _SECONDS
        ) -> Histogram:
            return Histogram(f"palimpsest_{name}", text, labels, buckets=buckets, registry=registry)

        self._checks = counter(
            "checks", "Looks at articles and lists.", "kind", "outcome", "source"
        )
        self._versions = counter("versions", "Versions that were stored.", "source")
        self._changes = counter("changes", "Changes by kind; one change may have several.", "kind")
        self._silence = counter(
            "changes_by_silence", "Changes of texts: announced, silent, or unknown.", "silence"
        )
        self._stealth = counter("stealth_changes", "Silent changes: the name of early releases.")
        self._fetching = histogram("fetch_seconds", "Time that a check's requests took.", "source")
        self._extracting = histogram(
            "extraction_seconds", "Time that a check waited for its extraction."
        )
        self._requests = counter(
            "requests", "Requests sent to sites, without robots.txt.", "source"
        )
        self._received = counter("received_bytes", "Bytes of bodies received.", "source")
        self._stored = counter("stored_bytes", "Bytes of captures and versions.", "source")
        self._puts = counter(
            "puts", "Captures and versions that the store was asked to create.", "source"
        )
        self._asked = counter(
            "store_requests", "Requests to the store by verb, of runs that ended in order.", "verb"
        )
        self._runs = counter("runs", "Runs that ended, and how.", "job", "result")
        self._run_time = histogram(
            "run_seconds", "How long runs took.", "job", buckets=_RUN_SECONDS
        )
        self._memory = gauge("run_memory_bytes", "Peak memory of the last run.", "job")
        self._queue = gauge(
            "queue", "What waits: articles that are due, crawls for their turn.", "of"
        )
        self._success = gauge(
            "last_success_timestamp_seconds",
            "When a source was last crawled with success.",
            "source",
        )
        self._up = gauge(
            "source_up", "1 for a source that yields, 0 for one that is late or broken.", "source"
        )
        self._usable = gauge("archive_usable", "1 while store and index can be used.")
        self._reloaded = gauge(
            "config_last_reload_successful", "0 after a configuration that was refused."
        )
        self._alerts = counter(
            "alerts",
            "Events told to alert targets, and tries that failed.",
            "alert",
            "target",
            "result",
        )
        self._waiting = gauge("alerts_pending", "Events that wait for an alert.", "alert", "target")
        self._reloaded.set(1)

    def saw(self, checks: Iterable[Check]) -> None:
        """Count check lines."""
        for check in checks:
            source = check.source or ONE_OFF
            self._checks.labels(check.kind, check.outcome.value, source).inc()
            for figure, amount in (
                (self._requests, check.requests),
                (self._received, check.received),
                (self._stored, check.stored),
                (self._puts, check.puts),
            ):
                figure.labels(source).inc(amount or 0)
            if check.requests:
                self._fetching.labels(source).observe((check.fetch_ms or 0) / 1000)
            if check.extract_ms is not None:
                self._extracting.observe(check.extract_ms / 1000)

    def changed(self, source: str | None, change: Change) -> None:
        """Count a version that a check made."""
        self._versions.labels(source or ONE_OFF).inc()
        for kind in change.kinds:
            self._changes.labels(kind).inc()
        if change.silence is not None:
            self._silence.labels(change.silence.value).inc()
        self._stealth.inc(change.silence is Silence.SILENT)

    def run_ended(self, job: str, result: str, *, seconds: float, memory: int) -> None:
        """Count a run, or another job's child process, by how it ended."""
        self._runs.labels(job, result).inc()
        self._run_time.labels(job).observe(seconds)
        self._memory.labels(job).set(memory)

    def asked(self, verbs: Mapping[str, Any]) -> None:
        """Count the store requests that a run's report tells of."""
        for verb in ("create", "read", "list", "size"):
            self._asked.labels(verb).inc(int(verbs.get(verb, 0)))

    def waits(self, of: str, number: int) -> None:
        """Return how much waits."""
        self._queue.labels(of).set(number)

    def source(self, name: str, *, up: bool, last_success: datetime | None) -> None:
        """Return how a source is."""
        self._up.labels(name).set(up)
        if last_success is not None:
            self._success.labels(name).set(last_success.timestamp())

    def forget_sources(self) -> None:
        """Forget how sources are: the configuration has changed."""
        self._up.clear()
        self._success.clear()

    def usable(self, *, yes: bool) -> None:
        """Return whether store and index can be used."""
        self._usable.set(yes)

    def reloaded(self, *, well: bool) -> None:
        """Return whether the last configuration was taken over."""
        self._reloaded.set(well)

    def alerted(self, alert: str, target: str, *, sent: int, failed: int, pending: int) -> None:
        """Count what one tick did for one target of an alert."""
        self._alerts.labels(alert, target, "sent").inc(sent)
        self._alerts.labels(alert, target, "failed").inc(failed)
        self._waiting.labels(alert, target).set(pending)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self._registry)
