"""A fetch that is being judged."""

from dataclasses import dataclass

from crawler.capture import Fetched
from crawler.comparing import Case
from crawler.ingest.article_lookup import ArticleContext
from crawler.model import Extraction

LIGHT = 100_000
"""Characters of an article's first text up to which it is judged without a worker process: there is
nothing to compare it with.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A fetch that is being judged: all is known but the decision."""

    context: ArticleContext
    fetched: Fetched
    extraction: Extraction | None
    case: Case
    moved: bool
    """The fetch showed that it belongs to another article than its URL."""

    @property
    def heavy(self) -> bool:
        """Whether texts are to be compared, or a long one to be read.

        What that takes is for the site to say.
        """
        if self.extraction is None or not self.extraction.paragraphs:
            return False
        if self.context.head is None:
            return sum(map(len, self.extraction.paragraphs)) > LIGHT
        return self.context.head.record.fingerprint != self.case.observation.fingerprint
