"""The order in which an article's versions stood, and the one that stood at a time."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from crawler.index.database import Database, in_chunks
from crawler.index.import_tables import imported_versions
from crawler.index.schema import versions
from crawler.index.values import head_of
from crawler.model import Head, State, VersionPlace, in_capture_order


class CaptureOrderQueries(Database):
    """The methods that go by the time of capture. All raise ``IndexUnusable``."""

    def capture_order(self, article: str) -> list[VersionPlace]:
        """Return the places of all known Versions, in the order in which they stood."""
        with self.reading() as connection:
            rows = connection.execute(_PLACES, {"article": article}).all()
        return in_capture_order(
            VersionPlace(
                number=row.version,
                captured_at=row.captured_at,
                state=State(row.state),
                fingerprint=row.fingerprint,
                is_imported=row.imported is not None,
            )
            for row in rows
        )

    def with_imports(self, names: Collection[str]) -> set[str]:
        """Return those of the Articles of which a Version was imported."""
        found: set[str] = set()
        with self.reading() as connection:
            for some in in_chunks(names):
                found.update(connection.execute(_IMPORTED, {"names": some}).scalars())
        return found

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


_PLACES = (
    select(
        versions.c.version,
        versions.c.captured_at,
        versions.c.state,
        versions.c.fingerprint,
        imported_versions.c.version.label("imported"),
    )
    .outerjoin(
        imported_versions,
        and_(
            imported_versions.c.article == versions.c.article,
            imported_versions.c.version == versions.c.version,
        ),
    )
    .where(versions.c.article == bindparam("article"))
)

_IMPORTED = (
    select(imported_versions.c.article)
    .where(imported_versions.c.article.in_(bindparam("names", expanding=True)))
    .distinct()
)

_RECORD = select(versions.c.record, versions.c.sha256).where(
    versions.c.article == bindparam("article"), versions.c.version == bindparam("number")
)
