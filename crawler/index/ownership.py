"""Whose the index is: the archive that it was fed from, and what of it a store no longer holds."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, select

from crawler.codec import decode
from crawler.errors import IndexForeign
from crawler.header import ArchiveIdentity
from crawler.index.database import OWNER, Database
from crawler.index.dialect import can_search, insert_new
from crawler.index.schema import articles, checks, kinds, meta, parts, versions
from crawler.index.stories import remove_passages
from crawler.index.summaries import summarise
from crawler.index.texts import remove_texts, text_of
from crawler.model import VERSIONED, Version

STORE = "store"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """What the index says of the archive that it was fed from."""

    archive: str | None
    """Its id, or the hash of its header where it had no id; None in an index of an
    early release.
    """
    store: str | None
    """Where it was."""
    empty: bool
    """Whether the index knows nothing yet."""


class OwnershipQueries(Database):
    """The methods that tie the index to an archive. All raise ``IndexUnusable``."""

    def noted_owner(self) -> Owner:
        """Return what the index says of its archive."""
        with self.reading() as connection:
            said = {
                row.name: row.value
                for row in connection.execute(select(meta).where(meta.c.name.in_([OWNER, STORE])))
            }
            known = [
                connection.execute(select(table.c.key).limit(1)).first()
                for table in (versions, parts)
            ]
        return Owner(archive=said.get(OWNER), store=said.get(STORE), empty=not any(known))

    def require_fit(self, known: ArchiveIdentity | None, store: str) -> None:
        """Raise ``IndexForeign`` where the index was fed from another archive than the one known to
        be in this store.
        """
        owner = self.noted_owner()
        if owner.empty or (known is not None and known.fits(owner.archive)):
            return
        if known is None:
            raise IndexForeign(
                f"{store} holds no archive, and the index has the records of one "
                f"({owner.store or 'somewhere'})"
            )
        if owner.archive is None:
            raise IndexForeign("the index does not say which archive it is of")
        if owner.store == store:
            raise IndexForeign(f"the index was of an archive that was at {store} before")
        raise IndexForeign(f"the index was of another archive ({owner.store})")

    def adopt(self, known: ArchiveIdentity, store: str) -> None:
        """Tie the index to the archive: it serves no other from now on.

        Raises ``IndexForeign`` where it is another's.
        """
        self.require_fit(known, store)
        owner = self.noted_owner()

        def work(connection: Connection) -> None:
            connection.execute(delete(meta).where(meta.c.name.in_([OWNER, STORE])))
            insert_new(
                connection,
                meta,
                [{"name": OWNER, "value": known.name}, {"name": STORE, "value": store}],
            )

        if (owner.archive, owner.store) != (known.name, store):
            self.owner = None
            self.write(work)
        self.owner = known.name

    def newest_heads(self, count: int) -> list[str]:
        """Return the keys of the heads that were believed last."""
        query = select(versions.c.key).join(
            articles,
            (articles.c.article == versions.c.article) & (articles.c.head == versions.c.version),
        )
        with self.reading() as connection:
            return list(
                connection.execute(
                    query.order_by(versions.c.confirmed_at.desc()).limit(count)
                ).scalars()
            )

    def highest_attested(self, article: str) -> int:
        """Return the highest version number that check lines name, or 0."""
        query = select(func.max(checks.c.version)).where(checks.c.article == article)
        with self.reading() as connection:
            return connection.execute(query).scalar() or 0

    def numbers(self, article: str) -> list[int]:
        """Return the numbers of all known Versions, in order."""
        query = (
            select(versions.c.version)
            .where(versions.c.article == article)
            .order_by(versions.c.version)
        )
        with self.reading() as connection:
            return list(connection.execute(query).scalars())

    def never_held(self, article: str, record_sha256: str) -> set[int]:
        """Return the numbers that the record of this hash names as gaps, without those that a check
        line says were made in this archive.
        """
        with self.reading() as connection:
            found = connection.execute(
                _RECORD, {"article": article, "sha256": record_sha256}
            ).scalar()
            gaps = decode(Version, found).gaps if found else ()
        if not gaps:
            return set()
        absent = {number for first, last in gaps for number in range(first, last + 1)}
        return absent - self.made_here(article)

    def made_here(self, article: str) -> set[int]:
        """Return the numbers of the Versions that were made in this archive, by check lines."""
        with self.reading() as connection:
            return set(connection.execute(_MADE, {"article": article}).scalars())

    def forget(self, article: str) -> None:
        """Forget the Article's Versions: the store holds others.

        Its checks stay, for the store's check parts hold them.
        """
        with self.reading() as connection:
            records = list(
                connection.execute(
                    select(versions.c.record).where(versions.c.article == article)
                ).scalars()
            )
        texts = [text_of(decode(Version, record)) for record in records]
        lite = can_search(self.engine)

        def work(connection: Connection) -> None:
            if lite:
                remove_texts(connection, texts)
            remove_passages(connection, article)
            connection.execute(delete(kinds).where(kinds.c.article == article))
            connection.execute(delete(versions).where(versions.c.article == article))
            summarise(connection, {article})

        self.write(work)


_RECORD = select(versions.c.record).where(
    versions.c.article == bindparam("article"), versions.c.sha256 == bindparam("sha256")
)
_MADE = (
    select(checks.c.version)
    .where(checks.c.article == bindparam("article"), checks.c.version.is_not(None))
    .where(checks.c.outcome.in_([outcome.value for outcome in VERSIONED]))
    .distinct()
)
