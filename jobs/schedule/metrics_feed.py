"""From what runs wrote to the service's figures.

Each line is counted once, while its run goes on or after its end.
"""

from crawler.index import Index
from crawler.model import VERSIONED, Check
from jobs.observe.metrics import Metrics


class MetricsFeed:
    """Follows the runs of this service."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._counted: dict[str, int] = {}

    def follow(self, run: str) -> None:
        """Count this run's lines from now on."""
        self._counted.setdefault(run, 0)

    def update(self, index: Index) -> None:
        """Count what the index has learned of the runs that are followed.

        Raises ``IndexUnusable``.
        """
        for run, counted in list(self._counted.items()):
            lines = index.run_checks(run)[counted:]
            self._metrics.saw(lines)
            for check in lines:
                self._version(index, check)
            self._counted[run] = counted + len(lines)

    def leave(self, index: Index, run: str) -> None:
        """Count the rest of a run that has ended. Raises ``IndexUnusable``."""
        self.update(index)
        self._counted.pop(run, None)
        record = index.run(run)
        if record is not None and record.report is not None:
            self._metrics.asked(record.report.get("costs", {}).get("store", {}))
            self._metrics.rechecked(record.report.get("stats") or {})

    def _version(self, index: Index, check: Check) -> None:
        if check.outcome not in VERSIONED or check.article is None or check.version is None:
            return
        made = next(
            (
                version
                for version in index.versions(check.article)
                if version.version == check.version
            ),
            None,
        )
        if made is not None:
            self._metrics.changed(check.source, made.change)
