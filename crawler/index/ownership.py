"""Whose the index is: the archive that it was fed from, and what of it a store no longer holds."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select

from crawler.errors import IndexForeign
from crawler.header import ArchiveIdentity
from crawler.index.database import OWNER, Database
from crawler.index.dialect import insert_new
from crawler.index.schema import meta, parts, versions

STORE = "store"

FILLING = "filling"
"""What an index says under this name in ``meta`` while it is filled in parts: by which call."""


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
                connection.execute(select(column).limit(1)).first()
                for column in (versions.c.article, parts.c.key)
            ]
        return Owner(archive=said.get(OWNER), store=said.get(STORE), empty=not any(known))

    def require_fit(self, known: ArchiveIdentity | None, store: str) -> None:
        """Raise ``IndexForeign`` unless the index was fed from this archive.

        ``known`` is what was found in the store, None where it holds no archive.
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

    def filled_by(self) -> str | None:
        """Return the name of the call whose workers fill the index; None where none do."""
        with self.reading() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.name == FILLING)).scalar()

    def note_filling(self, call: str | None) -> None:
        """Note by which call the index is being filled; None: by none any more."""

        def work(connection: Connection) -> None:
            connection.execute(delete(meta).where(meta.c.name == FILLING))
            if call is not None:
                insert_new(connection, meta, [{"name": FILLING, "value": call}])

        self.write(work)
