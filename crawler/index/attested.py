"""What check lines say of other objects, as far as the index has read them.

Hashes of records, and which Article a URL belongs to.
"""

from collections.abc import Collection

from sqlalchemy import BindParameter, bindparam, select

from crawler.index.database import Database
from crawler.index.schema import articles, checks, versions

Hashes = dict[int, frozenset[str]]
"""Version number to the SHA-256 values that are named for it. More than one contradict
each other.
"""


class AttestationQueries(Database):
    """The methods that ask for attestations. All raise ``IndexUnusable``."""

    def attested(self, article: str, *, newest: bool = False) -> Hashes:
        """Return the hashes that check lines give the Article's records.

        None for a number that lines name without one.

        With ``newest``, the last lines alone are asked: those that name the head, at a cost that
        does not grow with the years.
        """
        found: dict[int, set[str]] = {}
        with self.reading() as connection:
            for version, digest in connection.execute(
                _NEWLY_SAID if newest else _SAID, {"article": article}
            ):
                found.setdefault(version, set()).update([digest] if digest else [])
        return {version: frozenset(digests) for version, digests in found.items()}

    def fed(self, article: str) -> dict[int, str]:
        """Return the hashes of the Article's records as they were when the index read them."""
        with self.reading() as connection:
            return {
                row.version: row.sha256 for row in connection.execute(_FED, {"article": article})
            }

    def attests(self, url: str, article: str) -> bool:
        """Return whether a check line says that this normalised URL led to the Article."""
        with self.reading() as connection:
            return connection.execute(_LED, {"url": url, "article": article}).first() is not None

    def led_to(self, url: str) -> str | None:
        """Return the Article to which check lines say that this normalised URL led last."""
        with self.reading() as connection:
            return connection.execute(_LED_TO, {"url": url}).scalar()

    def contradicted(self, names: Collection[str]) -> set[str]:
        """Return those of the Articles whose newest record is another than check lines say."""
        with self.reading() as connection:
            found: set[str] = set()
            ordered = list(names)
            for start in range(0, len(ordered), 500):
                found.update(
                    connection.execute(
                        _CONTRADICTED, {"names": ordered[start : start + 500]}
                    ).scalars()
                )
        return found


_ARTICLE: BindParameter[str] = bindparam("article")
_SAID = (
    select(checks.c.version, checks.c.record_sha256)
    .where(checks.c.article == _ARTICLE, checks.c.version.is_not(None))
    .distinct()
)
_NEWLY_SAID = (
    select(checks.c.version, checks.c.record_sha256)
    .where(checks.c.article == _ARTICLE, checks.c.version.is_not(None))
    .order_by(checks.c.fetched_at.desc())
    .limit(50)
)
_FED = select(versions.c.version, versions.c.sha256).where(versions.c.article == _ARTICLE)
_LED = (
    select(checks.c.line)
    .where(
        checks.c.article == _ARTICLE, checks.c.url == bindparam("url"), checks.c.kind == "article"
    )
    .limit(1)
)
_LED_TO = (
    select(checks.c.article)
    .where(
        checks.c.url == bindparam("url"), checks.c.kind == "article", checks.c.article.is_not(None)
    )
    .order_by(checks.c.fetched_at.desc())
    .limit(1)
)
_CONTRADICTED = (
    select(articles.c.article)
    .join(
        versions,
        (versions.c.article == articles.c.article) & (versions.c.version == articles.c.head),
    )
    .where(articles.c.article.in_(bindparam("names", expanding=True)))
    .where(
        select(checks.c.line)
        .where(
            checks.c.article == articles.c.article,
            checks.c.version == articles.c.head,
            checks.c.record_sha256 != versions.c.sha256,
        )
        .exists()
    )
)
