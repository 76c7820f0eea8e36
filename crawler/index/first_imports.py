"""Imported versions that are no change, because nothing stood before them."""

from sqlalchemy import ColumnElement, Connection, Table, select

from crawler.index.import_tables import imported_versions
from crawler.index.schema import versions


def without_first_imports(connection: Connection, ordered: Table) -> list[ColumnElement[bool]]:
    """Return what leaves them out of a list of changes.

    Nothing where there are none: most indexes count their changes without looking at each. A list
    that goes by the kinds of changes has none of them anyway.
    """
    if ordered is not versions or connection.execute(_ANY).first() is None:
        return []
    return [~_IS_FIRST]


_ANY = select(imported_versions.c.version).where(imported_versions.c.is_first).limit(1)

_IS_FIRST = (
    select(imported_versions.c.version)
    .where(
        imported_versions.c.article == versions.c.article,
        imported_versions.c.version == versions.c.version,
        imported_versions.c.is_first,
    )
    .correlate(versions)
    .exists()
)
