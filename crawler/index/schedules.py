"""When sources were crawled last, from the plans that runs left behind."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crawler.index.database import Database
from crawler.index.schema import parts
from crawler.plan import Trigger

_CRAWLS = tuple(trigger for trigger in Trigger if trigger.crawls_sources)


class ScheduleQueries(Database):
    """The methods that a scheduler asks. All raise ``IndexUnusable``."""

    def last_crawls(self, sources: Collection[str], since: datetime) -> dict[str, datetime]:
        """When the newest run began that was to crawl each of these sources, of those since then.
        It may have been cut short.
        """
        query = (
            select(parts.c.plan, parts.c.started)
            .where(
                parts.c.plan.is_not(None),
                parts.c.trigger.in_(_CRAWLS),
                parts.c.started >= since,
                parts.c.started <= self.believed_until(),
            )
            .order_by(parts.c.started.desc())
        )
        found: dict[str, datetime] = {}
        with self.reading() as connection:
            for row in connection.execute(query):
                named = _sources_in(json.loads(row.plan))
                found |= dict.fromkeys(named & set(sources) - found.keys(), row.started)
                if len(found) == len(set(sources)):
                    break
        return found


def _sources_in(plan: dict[str, Any]) -> set[str]:
    """Return the sources that a plan names. A forged one may hold anything."""
    rules = plan.get("sources", ())
    names = (
        (one.get("name") for one in rules if isinstance(one, dict))
        if isinstance(rules, list)
        else ()
    )
    return {name for name in names if isinstance(name, str)}
