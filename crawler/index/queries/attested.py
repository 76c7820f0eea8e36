"""What check lines attest: objects, their hashes, what a URL led to. And what removals say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import BindParameter, and_, bindparam, func, null, select

from crawler.index.database import Database, in_chunks
from crawler.index.queries.removals import (
    REDACTED_OF,
    SHORTENED_OF,
    RedactedVersion,
    redacted_version,
    shortened_record,
)
from crawler.index.ready_statements import ready
from crawler.index.schema import articles, attested, checks, parts, versions
from crawler.index.values import head_of
from crawler.model import SHOWS_TEXT, VERSIONED, Version
from crawler.removal import ShortenedRecord

Hashes = dict[int, frozenset[str]]
"""Version number to the SHA-256 values that are named for it. More than one contradict
each other.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOf:
    """What is said of an Article's records, whatever the index has read of them."""

    hashes: Hashes
    """By check lines."""
    redacted: Mapping[int, RedactedVersion]
    """By removals, with the numbers of the Versions."""
    shortened: Mapping[int, ShortenedRecord] = field(default_factory=dict)
    """The same of those whose records were replaced, because they quoted a redacted one."""


class AttestationQueries(Database):
    """The methods that ask for attestations. All raise ``IndexUnusable``."""

    def newly_attested(self, article: str) -> Hashes:
        """Return the hashes that the Article's last check lines give its records.

        None for a number that lines name without one. They name the head, at a cost that does not
        grow with the years.
        """
        found: dict[int, set[str]] = {}
        with self.reading() as connection:
            for version, digest in connection.execute(_NEWLY_SAID, {"article": article}):
                found.setdefault(version, set()).update([digest] if digest else [])
        return {version: frozenset(digests) for version, digests in found.items()}

    def said_of(self, names: Collection[str]) -> dict[str, SaidOf]:
        """Return what all check lines and removals say of the records of each of these Articles."""
        hashes: dict[str, dict[int, set[str]]] = {name: {} for name in names}
        redacted: dict[str, dict[int, RedactedVersion]] = {name: {} for name in names}
        shortened: dict[str, dict[int, ShortenedRecord]] = {name: {} for name in names}
        with self.reading() as connection:
            for some in in_chunks(names, times=3):
                for row in connection.execute(SAID_OF, {"names": some}):
                    if row.record is not None:
                        redacted[row.article][row.version] = redacted_version(row)
                        continue
                    if row.key is not None:
                        shortened[row.article][row.version] = shortened_record(row)
                        continue
                    digests = hashes[row.article].setdefault(row.version, set())
                    digests.update([row.sha256] if row.sha256 else [])
        return {
            name: SaidOf(
                hashes={version: frozenset(digests) for version, digests in said.items()},
                redacted=redacted[name],
                shortened=shortened[name],
            )
            for name, said in hashes.items()
        }

    def versions_of(self, names: Collection[str]) -> dict[str, list[Version]]:
        """Return all known Versions of each of these Articles, in order, as the index read them."""
        found: dict[str, list[Version]] = {name: [] for name in names}
        with self.reading() as connection:
            for some in in_chunks(names):
                for row in connection.execute(_VERSIONS_OF, {"names": some}):
                    record = head_of(row).record
                    found[record.article].append(record)
        return found

    def texts_said(self, article: str, number: int) -> set[str]:
        """Return the fingerprints that the lines which made the Version give its text."""
        with self.reading() as connection:
            place = {"article": article, "version": number}
            return set(connection.execute(_TEXTS_SAID, place).scalars())

    def attests(self, url: str, article: str) -> bool:
        """Return whether a check line says that this normalised URL led to the Article."""
        with self.reading() as connection:
            return connection.execute(_LED, {"url": url, "article": article}).first() is not None

    def led_to(self, url: str) -> str | None:
        """Return the Article to which check lines say that this normalised URL led last."""
        with self.reading() as connection:
            return connection.execute(_LED_TO, {"url": url}).scalar()

    def never_held(self, article: str, record_sha256: str) -> set[int]:
        """Return the numbers that the record of this hash says were never held.

        Without those that a check line says were made in this archive.
        """
        with self.reading() as connection:
            found = connection.execute(
                _RECORD, {"article": article, "sha256": record_sha256}
            ).first()
        gaps = head_of(found).record.gaps if found else ()
        if not gaps:
            return set()
        absent = {number for first, last in gaps for number in range(first, last + 1)}
        return absent - self.made_here(article)

    def made_here(self, article: str) -> set[int]:
        """Return the numbers of the Versions that were made in this archive, by check lines."""
        with self.reading() as connection:
            return set(connection.execute(_MADE, {"article": article}).scalars())

    def contradicted(self, names: Collection[str]) -> set[str]:
        """Return those of the Articles whose newest record is another than check lines say."""
        with self.reading() as connection:
            found: set[str] = set()
            for some in in_chunks(names):
                found.update(connection.execute(_CONTRADICTED, {"names": some}).scalars())
        return found

    def highest_attested(self, article: str) -> int:
        """Return the highest version number that check lines name, or 0."""
        with self.reading() as connection:
            return connection.execute(_HIGHEST, {"article": article}).scalar() or 0

    def attested_heads(self) -> dict[str, tuple[int, dict[str, bool]]]:
        """Return every Article's newest Version that check lines name.

        Its number, and each SHA-256 that they give it.

        True beside a hash: the index has read a record of that hash. A record that no known check
        line names is none of these.
        """
        named = attested.c.record_sha256 != ""
        newest = (
            select(attested.c.article, func.max(attested.c.version).label("version"))
            .where(named)
            .group_by(attested.c.article)
            .subquery()
        )
        on_head = and_(
            attested.c.article == newest.c.article, attested.c.version == newest.c.version
        )
        on_record = and_(
            versions.c.article == attested.c.article,
            versions.c.version == attested.c.version,
            versions.c.sha256 == attested.c.record_sha256,
        )
        query = (
            select(
                attested.c.article,
                attested.c.version,
                attested.c.record_sha256,
                versions.c.sha256.is_not(None).label("read"),
            )
            .join(newest, on_head)
            .join(versions, on_record, isouter=True)
            .where(named)
        )
        heads: dict[str, tuple[int, dict[str, bool]]] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                heads.setdefault(row.article, (row.version, {}))[1][row.record_sha256] = bool(
                    row.read
                )
        return heads

    def all_parts(self) -> dict[str, str]:
        """Return every known check object: its key, and the SHA-256 of its bytes."""
        with self.reading() as connection:
            return {
                row.key: row.sha256
                for row in connection.execute(select(parts.c.key, parts.c.sha256))
            }

    def parts_about(self, article: str) -> list[str]:
        """Return keys of the known check objects with a line about the Article, in order."""
        query = select(parts.c.key).join(
            checks, and_(checks.c.run == parts.c.run, checks.c.part == parts.c.part)
        )
        with self.reading() as connection:
            return list(
                connection.execute(
                    query.where(checks.c.article == article).distinct().order_by(parts.c.key)
                ).scalars()
            )


_ARTICLE: BindParameter[str] = bindparam("article")

_NEWLY_SAID = ready(
    select(checks.c.version, checks.c.record_sha256)
    .where(checks.c.article == _ARTICLE, checks.c.version.is_not(None))
    .order_by(checks.c.fetched_at.desc())
    .limit(50)
)

_HIGHEST = ready(select(func.max(attested.c.version)).where(attested.c.article == _ARTICLE))

_NAMES: BindParameter[str] = bindparam("names", expanding=True)

SAID_OF = ready(
    REDACTED_OF.union_all(
        select(
            attested.c.article,
            attested.c.version,
            null(),  # of no removal
            attested.c.record_sha256,
            *[null()] * 3,
        ).where(attested.c.article.in_(_NAMES)),
        SHORTENED_OF.add_columns(*[null()] * 3),
    )
)
"""Of all at once, because every page asks for all."""

_VERSIONS_OF = ready(
    select(versions.c.record, versions.c.sha256)
    .where(versions.c.article.in_(_NAMES))
    .order_by(versions.c.article, versions.c.version)
)

_LED = ready(
    select(checks.c.line)
    .where(
        checks.c.article == _ARTICLE, checks.c.url == bindparam("url"), checks.c.kind == "article"
    )
    .limit(1)
)

_LED_TO = ready(
    select(checks.c.article)
    .where(
        checks.c.url == bindparam("url"), checks.c.kind == "article", checks.c.article.is_not(None)
    )
    .order_by(checks.c.fetched_at.desc())
    .limit(1)
)

_RECORD = ready(
    select(versions.c.record, versions.c.sha256).where(
        versions.c.article == bindparam("article"), versions.c.sha256 == bindparam("sha256")
    )
)
_MADE = ready(
    select(checks.c.version)
    .where(checks.c.article == bindparam("article"), checks.c.version.is_not(None))
    .where(checks.c.outcome.in_([outcome.value for outcome in VERSIONED]))
    .distinct()
)

_TEXTS_SAID = ready(
    select(checks.c.fingerprint)
    .where(checks.c.article == bindparam("article"), checks.c.version == bindparam("version"))
    .where(checks.c.outcome.in_([outcome.value for outcome in VERSIONED & SHOWS_TEXT]))
    .where(checks.c.fingerprint.is_not(None))
    .distinct()
)

_CONTRADICTED = ready(
    select(articles.c.article)
    .join(
        versions,
        (versions.c.article == articles.c.article) & (versions.c.version == articles.c.head),
    )
    .where(articles.c.article.in_(bindparam("names", expanding=True)))
    .where(
        select(attested.c.version)
        .where(
            attested.c.article == articles.c.article,
            attested.c.version == articles.c.head,
            attested.c.record_sha256.not_in(["", versions.c.sha256]),
        )
        .exists()
    )
)
