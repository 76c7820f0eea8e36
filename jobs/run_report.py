"""What a run came to: counted while it goes, stored with its last part, printed by ``crawl``."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.codec import format_utc
from crawler.errors import BadRecord
from crawler.handing_on import Onward
from crawler.model import Check, Outcome

_READ = frozenset(
    (
        *(Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED),
        Outcome.UNREADABLE,
    )
)
"""Outcomes of a page that was there."""


@dataclass(slots=True)
class RunReport:
    """The checks of one run, in the order in which they ended."""

    run: str
    started: datetime
    finished: datetime | None = None
    interrupted: bool = False
    reason: str | None = None
    """Why the run was cut short, where somebody else had to say so: it was killed, say."""
    left: int = 0
    """Pages that were known and not checked when the run was interrupted."""
    costs: dict[str, Any] = field(default_factory=dict)
    """What the run cost as a whole: requests, bytes received, and the store's requests by verb up
    to the last part but this one.
    """
    stats: dict[str, int] = field(default_factory=dict)
    """How often something was retried, refused, skipped, dropped or failed, and why: name to
    number.
    """
    new_archive: str | None = None
    """URL of the archive, where the run made it."""
    damaged: dict[str, str] = field(default_factory=dict)
    """Key of each stored object that was met and could not be believed, with the reason."""
    list_pages: frozenset[str] = frozenset()
    """The URLs of pages that are no articles and list some: sections, front pages."""
    elsewhere: Onward = field(default_factory=Onward)
    """What a run that is bound to one site leaves to the runs of others."""
    delay: float = 0.0
    """Seconds that were kept between two requests to one host, at the slowest."""
    checks: list[Check] = field(default_factory=list)
    sources: list[Check] = field(default_factory=list)

    def add(self, check: Check) -> None:
        """Take a check, of an article or of a source's list."""
        (self.sources if check.kind == "source" else self.checks).append(check)

    @property
    def counts(self) -> dict[str, int]:
        """Outcome to number of article checks, in the order of ``Outcome``, without zeros."""
        found = Counter(check.outcome for check in self.checks)
        return {outcome.value: found[outcome] for outcome in Outcome if found[outcome]}

    @property
    def asked_fronts(self) -> tuple[str, ...]:
        """The URLs of the call that are a site's front page, or a page that lists articles."""
        return tuple(
            check.url
            for check in self.checks
            if check.source is None
            and check.outcome in _READ
            and (check.url in self.list_pages or is_front(check.url))
        )

    @property
    def exit_code(self) -> int:
        """0 when all went well.

        1 when a URL or source failed or was unreadable, or the run was interrupted; 4 when damage
        was met.
        """
        if self.damaged:
            return BadRecord.exit_code
        trouble = any(check.outcome.is_trouble for check in (*self.checks, *self.sources))
        return int(trouble or self.interrupted)

    def stored(self) -> dict[str, Any]:
        """Return what the run's last part keeps: the sums. The checks themselves are its lines."""
        return {
            "run": self.run,
            "started": format_utc(self.started),
            "finished": format_utc(self.finished) if self.finished else None,
            "interrupted": self.interrupted,
            "reason": self.reason,
            "left": self.left,
            "counts": self.counts,
            "costs": self.costs,
            "stats": self.stats,
        }

    def as_json(self) -> dict[str, Any]:
        """Return the document that ``crawl --json`` prints."""
        damaged = [
            {"key": key, "problem": problem} for key, problem in sorted(self.damaged.items())
        ]
        return (
            self.stored()
            | {"new_archive": self.new_archive}
            | ({"damaged": damaged} if damaged else {})
            | ({"list_pages": list(self.asked_fronts)} if self.asked_fronts else {})
            | {
                "checks": [
                    {
                        "url": check.url,
                        "article": check.article,
                        "outcome": check.outcome.value,
                        "version": check.version,
                        "reason": check.reason,
                    }
                    for check in self.checks
                ],
                "sources": [
                    {
                        "name": check.source,
                        "url": check.url,
                        "outcome": check.outcome.value,
                        "found": check.found,
                        "reason": check.reason,
                        "dropped": dict(check.dropped or ()),
                    }
                    for check in self.sources
                ],
            }
        )


def is_front(url: str) -> bool:
    """Return whether the URL names a site and nothing of it."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and parts.path in {"", "/"} and not parts.query
