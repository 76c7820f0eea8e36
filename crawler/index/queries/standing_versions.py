"""The order in which an article's versions stood, and the one that stood at a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select

from crawler.index.database import Database, in_chunks
from crawler.index.import_tables import imported_versions
from crawler.index.ready_statements import ready
from crawler.index.schema import versions
from crawler.index.values import head_of
from crawler.model import Head, State, VersionPlace, in_capture_order


@dataclass(frozen=True, slots=True, kw_only=True)
class FedOf:
    """An Article's records as they were when the index read them."""

    hashes: Mapping[int, str]
    """By number."""
    stood: tuple[int, ...] = ()
    """The numbers in the order in which the Versions stood, where one of them was imported. Of all
    others that is the order of the numbers.
    """


class CaptureOrderQueries(Database):
    """The methods that go by the time of capture. All raise ``IndexUnusable``."""

    def fed_of(self, names: Collection[str]) -> dict[str, FedOf]:
        """Return the records of each of these Articles as the index read them."""
        hashes: dict[str, dict[int, str]] = {name: {} for name in names}
        orders: dict[str, list[VersionPlace]] = {}
        with self.reading() as connection:
            for some in in_chunks(names):
                imported = set[str]()
                for row in connection.execute(FED_OF, {"names": some}):
                    hashes[row.article][row.version] = row.sha256
                    if row.imported is not None:
                        imported.add(row.article)
                if imported:
                    orders |= _orders(connection, sorted(imported))
        return {
            name: FedOf(hashes=fed, stood=tuple(place.number for place in orders.get(name, ())))
            for name, fed in hashes.items()
        }

    def count_versions(self, names: Collection[str]) -> dict[str, int]:
        """Return how many Versions of each of these Articles are known, where there is any."""
        found: dict[str, int] = {}
        with self.reading() as connection:
            for some in in_chunks(names):
                found |= {row[0]: row[1] for row in connection.execute(_COUNTS, {"names": some})}
        return found

    def capture_order(self, article: str) -> list[VersionPlace]:
        """Return the places of all known Versions, in the order in which they stood."""
        with self.reading() as connection:
            return _orders(connection, [article])[article]

    def recorded(self, article: str, number: int) -> Head | None:
        """Return a Version as the index read it, or None where it knows none of that number."""
        with self.reading() as connection:
            row = connection.execute(_RECORD, {"article": article, "number": number}).first()
        return head_of(row) if row else None

    def standing_at(self, article: str, at: datetime) -> list[VersionPlace]:
        """Return the places of the Versions up to the one that stood at a time, in order."""
        stood: list[VersionPlace] = []
        for place in self.capture_order(article):
            if place.captured_at > at:
                break
            stood.append(place)
        return stood


def orders_of_imported(connection: Connection, names: list[str]) -> dict[str, list[int]]:
    """Return the numbers of those of the Articles that have imported versions, in order.

    They must fit into one statement.
    """
    imported = list(connection.execute(_IMPORTED, {"names": names}).scalars())
    orders = _orders(connection, imported) if imported else {}
    return {name: [place.number for place in places] for name, places in orders.items()}


def _orders(connection: Connection, names: list[str]) -> dict[str, list[VersionPlace]]:
    """Return the places of the Versions of Articles that fit into one statement, in order."""
    places: dict[str, list[VersionPlace]] = {name: [] for name in names}
    for row in connection.execute(_PLACES, {"names": names}):
        places[row.article].append(
            VersionPlace(
                number=row.version,
                captured_at=row.captured_at,
                state=State(row.state),
                fingerprint=row.fingerprint,
                is_imported=row.imported is not None,
            )
        )
    return {name: in_capture_order(some) for name, some in places.items()}


_COUNTS = ready(
    select(versions.c.article, func.count())
    .where(versions.c.article.in_(bindparam("names", expanding=True)))
    .group_by(versions.c.article)
)

_IMPORTED = ready(
    select(imported_versions.c.article)
    .where(imported_versions.c.article.in_(bindparam("names", expanding=True)))
    .distinct()
)

FED_OF = ready(
    select(
        versions.c.article,
        versions.c.version,
        versions.c.sha256,
        imported_versions.c.version.label("imported"),
    )
    .outerjoin(
        imported_versions,
        and_(
            imported_versions.c.article == versions.c.article,
            imported_versions.c.version == versions.c.version,
        ),
    )
    .where(versions.c.article.in_(bindparam("names", expanding=True)))
)
_PLACES = ready(
    FED_OF.add_columns(versions.c.captured_at, versions.c.state, versions.c.fingerprint)
)

_RECORD = ready(
    select(versions.c.record, versions.c.sha256).where(
        versions.c.article == bindparam("article"), versions.c.version == bindparam("number")
    )
)
