"""What the index alone says of an article: of one moment, and over one connection."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from crawler.attest.chain import known_link
from crawler.index import ArticleSummary, Hashes, Index
from crawler.index.queries.removals import RedactedVersion
from crawler.model import Head

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedArticle:
    """An article as the index knows it. The store may hold more."""

    said: Hashes
    """By the last check lines."""
    named: int
    """The highest number that check lines name."""
    head: Head | None
    numbers: tuple[int, ...]
    redacted: Mapping[int, RedactedVersion]
    summary: ArticleSummary | None
    order_id: str | None
    """Of the redaction in force."""

    @property
    def is_plain(self) -> bool:
        """Return whether a newest version stands, and nothing that is known speaks against it."""
        head, summary = self.head, self.summary
        if head is None or summary is None or self.order_id is not None or self.redacted:
            return False
        number = head.record.version
        return (
            summary.version == number >= self.named
            and len(self.numbers) == number
            and known_link(head, self.said).problem is None
        )


def indexed_article(index: Index, article: str) -> IndexedArticle:
    """Return what the index says of an article. Raises ``IndexUnusable``."""
    with index.one_state():
        return IndexedArticle(
            said=index.newly_attested(article),
            named=index.highest_attested(article),
            head=index.head(article),
            numbers=tuple(index.numbers(article)),
            redacted=index.redacted_of([article])[article],
            summary=index.summary(article),
            order_id=index.redaction_in_force(article),
        )


def gaps_in(numbers: Collection[int], highest: int) -> Ranges:
    """Return first and last of each range from 1 to ``highest`` that is not among the numbers."""
    edges = [0, *sorted(number for number in numbers if number <= highest), highest + 1]
    return tuple((before + 1, after - 1) for before, after in pairwise(edges) if after - before > 1)
