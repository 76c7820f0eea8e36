"""What was known of an article before a fetch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawler.index import ArticleSummary
from crawler.model import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedHead:
    """What stands in the place of an article's newest Version and cannot be compared with.

    It is damaged, or its text was taken out.

    No page is compared with it.
    """

    version: int
    sha256: str
    """What the next record names as its predecessor: the hash that check lines attest, where they
    do, else that of the bytes there.
    """
    stands: str
    """The hash of the bytes there."""
    problem: str
    word: Literal["damaged", "redacted"] = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleContext:
    """What was known of a URL's article before the fetch began."""

    url: str
    """Normalised."""
    article: str
    settled: bool
    """True when the URL belongs to this article for good: an alias or a version says so."""
    head: Head | None = None
    """The Version that stands: pages are compared with it. As a rule that is ``tip``, which the
    store was seen to hold. An imported one stands at the time of its capture.
    """
    tip: Head | None = None
    """The Version of the highest number, which the next one follows in the chain; None where that
    is ``head``.
    """
    at: datetime | None = None
    """For an imported capture: its time. All that is known is what was known then."""
    damaged: DamagedHead | None = None
    """In place of ``head`` where that one is damaged."""
    summary: ArticleSummary | None = None
    next: int = 1
    """The number of the Version that would follow: above all that the store holds and that its
    check lines name.
    """
    gaps: tuple[tuple[int, int], ...] = ()
    """First and last of each range of numbers below ``next`` that the store does not hold. Empty in
    a sound chain.
    """
    order_id: str | None = None
    """Of the redaction in force: nothing of the article is fetched or stored. None where there is
    none.
    """

    @property
    def end(self) -> Head | None:
        """Return the end of the chain."""
        return self.tip or self.head

    @property
    def broken(self) -> bool:
        """Return whether Versions are missing and the head does not say so.

        The next readable page is stored anew.
        """
        said = self.end.record.gaps if self.end else ()
        return any(
            not any(first <= gap[0] and gap[1] <= last for first, last in said) for gap in self.gaps
        )
