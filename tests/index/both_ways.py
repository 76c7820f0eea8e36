"""Every statement that is kept ready, asked of the driver and of SQLAlchemy."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.sql.dml import UpdateBase

from crawler.index import Index
from crawler.index.column_types import Moment
from crawler.index.ready_statements import ready_statements
from tests.index.making import ARTICLE, RUN, URL, after

VALUES: dict[str, Any] = {
    "after": "",
    "alias": f"aliases/{ARTICLE}.json",
    "article": ARTICLE,
    "fingerprints": [1, 2, 3],
    "kind": "article",
    "least": 1,
    "limit": 10,
    "mine": 3,
    "most": 5,
    "looked": 3,
    "names": [ARTICLE, "other.example/" + "0" * 32, "third.example/" + "0" * 32],
    "number": 1,
    "numbers": [1, 2],
    "object": "captures/a",
    "outcomes": ["unchanged", "new"],
    "own": ARTICLE,
    "places": json.dumps([[ARTICLE, 1]]),
    "run": RUN,
    "sha256": "2" * 64,
    "since": after(days=-9),
    "site": "site.example",
    "sources": ["harbour", "news"],
    "until": after(days=9),
    "upto": after(days=9),
    "url": URL,
    "url_id": ARTICLE,
    "version": 1,
    "words": '"ferry"',
}


def answers(index: Index) -> list[tuple[str, list[tuple[Any, ...]], list[tuple[Any, ...]]]]:
    """Return each statement with its rows by the driver, and by SQLAlchemy."""
    told = []
    for statement in ready_statements():
        text = str(statement)
        if isinstance(statement, UpdateBase):  # it would be carried out
            continue
        if index.engine.dialect.name != "sqlite" and ("MATCH" in text or "json_each" in text):
            continue
        asked: Any = statement
        values = {}
        binds: Any = statement.compile(dialect=index.engine.dialect)
        for name, bind in binds.binds.items():
            if bind.required:
                is_time = isinstance(bind.type, Moment)
                value = VALUES[name]
                values[name] = (
                    after(days=9) if is_time and not isinstance(value, datetime) else value
                )
        rows = []
        for heard in (False, True):
            if heard:
                event.listen(index.engine, "before_cursor_execute", _nothing)
            try:
                with index.reading() as connection:
                    rows.append([tuple(row) for row in connection.execute(asked, values)])
            finally:
                if heard:
                    event.remove(index.engine, "before_cursor_execute", _nothing)
        told.append((text, rows[0], rows[1]))
    return told


def _nothing(*_: Any) -> None:
    """Listen, so that SQLAlchemy asks."""
