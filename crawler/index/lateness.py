"""Changes that came late.

Another machine's run is learned of after newer ones, a killed run's version when somebody looks at
its article again. In a list by time such a change stands far below what was read last. Here it is
noted when it comes, so that a feed can show it to readers who are past its time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, tuple_

from crawler.index.dialect import insert_new
from crawler.index.schema import late_changes, meta, versions

MIN_NEWER = 50
"""Known versions that are newer, from which on a change is late: as many as a feed has entries."""


def note_late_changes(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note which of these rows of versions, which are about to be added, are late.

    While the whole store is read into an index, in no order of time, none is.
    """
    changes = [row for row in rows if row["version"] > 1]
    if not changes:
        return
    newer = (
        select(versions.c.confirmed_at)
        .where(versions.c.confirmed_at > min(row["confirmed_at"] for row in changes))
        .order_by(versions.c.confirmed_at.desc())
    )
    bound = connection.execute(newer.offset(MIN_NEWER - 1).limit(1)).scalar()
    late = [row for row in changes if bound is not None and row["confirmed_at"] < bound]
    if not late or not _is_complete(connection):
        return
    newest = connection.execute(newer.limit(1)).scalar_one()
    names = [(row["article"], row["version"]) for row in late]
    known = {
        (row.article, row.version)
        for row in connection.execute(
            select(versions.c.article, versions.c.version).where(
                tuple_(versions.c.article, versions.c.version).in_(names)
            )
        )
    }
    insert_new(
        connection,
        late_changes,
        [
            {"article": article, "version": version, "came_after": newest}
            for article, version in names
            if (article, version) not in known
        ],
    )


def _is_complete(connection: Connection) -> bool:
    query = select(meta.c.value).where(meta.c.name == "complete")
    return connection.execute(query).first() is not None
