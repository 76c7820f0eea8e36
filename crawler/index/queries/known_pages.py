"""The pages that articles were last read from in full: one that is the same need not be read."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select

from crawler.index.database import Database
from crawler.index.known_page_tables import known_pages
from crawler.index.ready_statements import ready


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """A page that was read in full and found to show an article's version, and what was read."""

    article: str
    version: int
    read_at: datetime
    """When it was fetched."""
    trusted: bool = True
    """False once a page that was the same by its sketch was read otherwise: then nothing is spared
    until the article has another version.
    """
    terms: bytes
    """A digest of all that extraction is given besides the page's bytes."""
    body: bytes
    """A digest of these bytes."""
    fingerprint: str | None = None
    """Of what was read."""
    sketch: bytes | None = field(default=None, repr=False)
    """What of the page tells its story: see ``crawler.extract.sketch``. None where the page has no
    sketch that can be trusted.
    """
    differing: str | None = field(default=None, repr=False)
    """The fields of the extraction that are not those of the version's record, as JSON; None where
    all are.
    """


class KnownPageQueries(Database):
    """The method that finds them. Raises ``IndexUnusable``."""

    def known_page(self, article: str) -> KnownPage | None:
        """Return the page that an article was last read from in full, None where none is known."""
        with self.reading() as connection:
            row = connection.execute(_KNOWN, {"article": article}).first()
        return KnownPage(**row._asdict()) if row else None


_KNOWN = ready(select(known_pages).where(known_pages.c.article == bindparam("article")))
