"""Check lines that say which further sources listed a page that the run has checked."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crawler import identity
from crawler.capture import Overlap
from crawler.errors import BadUrl
from crawler.index import Index
from crawler.ingest.check_line import fitted
from crawler.model import Check, Outcome


def overlap_lines(
    overlaps: Iterable[Overlap], index: Index, *, run: str, at: datetime
) -> Iterator[Check]:
    """Yield a skipped check for each overlap, so that the article belongs to that source, too.

    It costs nothing and is no look. The index has to know the run's other lines: they say which
    article the URL belongs to, and that it was checked.
    """
    for overlap in overlaps:
        try:
            url = identity.normalise(overlap.url)
        except BadUrl:
            continue  # refused when it was first met, and no article
        article = index.article_for(url) or identity.article_of(url)
        if index.summary(article) is None:
            continue
        by = f"for the source {overlap.first}" if overlap.first else "for the call"
        yield fitted(
            kind="article",
            run=run,
            source=overlap.source,
            url=url,
            article=article,
            fetched_at=at,
            outcome=Outcome.SKIPPED,
            reason=f"checked in this run {by}",
            listed_modified=overlap.modified,
            requests=0,
        )
