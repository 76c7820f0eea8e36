"""When an article is looked at next, and what makes it then."""

from dataclasses import dataclass
from typing import Any

from crawler.codec import format_utc
from crawler.errors import UnknownArticle
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import looked_at
from jobs.revisit.budget import Budget, Spent
from jobs.revisit.revisit_queue import Explanation, RevisitQueue

_DAY = 86400


@dataclass(frozen=True, slots=True)
class RevisitView:
    """The next check of an article, with the reasons, and what there is left to spend."""

    told: Explanation
    spent: Spent
    budget: Budget

    @property
    def changes_per_day(self) -> float:
        """Return how many changes are expected in a day from the last check on."""
        return self.told.rate * _DAY

    def document(self) -> dict[str, Any]:
        """Return the explanation as JSON has it."""
        told, history, soon = self.told, self.told.history, self.told.next
        return {
            "article": history.article,
            "url": history.url,
            "watched": told.watched,
            "source": told.source,
            "last_checked": format_utc(history.last_checked),
            "last_outcome": history.last_outcome,
            "next": {
                "at": format_utc(soon.at),
                "interval_seconds": round(soon.interval),
                "final": soon.final,
            }
            if soon
            else None,
            "reasons": [
                {"name": step.name, "detail": step.detail, "interval_seconds": round(step.interval)}
                for step in told.steps
            ],
            "changes": len(history.changes),
            "changes_per_day": round(self.changes_per_day, 4),
            "budget": {
                "per_hour": self.budget.total,
                "spent": sum(self.spent.hour.values()),
                "per_host_per_hour": self.budget.per_host,
                "spent_at_host": self.spent.hour.get(history.host, 0),
            },
        }


def revisit_view(opened: OpenedArchive, text: str) -> RevisitView:
    """Return when the article that a text names is looked at next.

    The index's ``clock`` should be set, so that it believes nothing of the future. Raises
    ``UnknownArticle`` for one that was never looked at.
    """
    queue = RevisitQueue(opened.index, opened.config)
    told = queue.explain(looked_at(opened, text))
    if told is None:
        raise UnknownArticle(
            f"{text} was never looked at", [], hint="`palimpsest crawl URL` looks at it"
        )
    return RevisitView(told, queue.spent(opened.at), queue.budget)


def next_look(opened: OpenedArchive, article: str) -> Explanation | None:
    """Return when an article of this id is looked at next, and why.

    None for one that was never looked at, such as one of whose checks all lines were lost.
    """
    return RevisitQueue(opened.index, opened.config).explain(article)
