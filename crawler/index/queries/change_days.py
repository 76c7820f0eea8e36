"""How many changes each day had."""

from datetime import date, timedelta

from sqlalchemy import BigInteger, func, select, type_coerce

from crawler.index.column_types import EPOCH
from crawler.index.database import Database
from crawler.index.queries.changes import fitting
from crawler.index.schema import versions
from crawler.model import ChangeFilter

_DAY = timedelta(days=1) // timedelta(microseconds=1)


class ChangeDayQueries(Database):
    """The methods that count changes by day. All raise ``IndexUnusable``."""

    def change_days(self, wanted: ChangeFilter) -> dict[date, int]:
        """Return how many changes that fit were confirmed on each day, UTC; no day without one.

        Bound it by ``since`` and ``until``: it reads all that lies between them.
        """
        day = (type_coerce(versions.c.confirmed_at, BigInteger) // _DAY).label("day")
        query = select(day, func.count().label("changes")).where(*fitting(wanted))
        with self.reading() as connection:
            return {
                (EPOCH + timedelta(days=row.day)).date(): row.changes
                for row in connection.execute(query.group_by(day).order_by(day))
            }
