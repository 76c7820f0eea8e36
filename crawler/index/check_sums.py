"""What check lines come to, kept so that nobody adds them all up again.

Each line counts once: whoever calls passes lines of parts that the index did not hold. So the sums
are the same in whatever order the parts arrive.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, update

from crawler.index.dialect import insert_new
from crawler.index.schema import SUMMED, attested, cost_sums
from crawler.model import Check, Outcome, storable


def note_attested(connection: Connection, lines: Iterable[Check]) -> None:
    """Note what the lines say of records."""
    said = {
        (check.article, check.version, check.record_sha256 or "")
        for check in lines
        if check.article is not None and check.version is not None
    }
    names = ("article", "version", "record_sha256")
    insert_new(connection, attested, [dict(zip(names, one, strict=True)) for one in sorted(said)])


def add_costs(connection: Connection, lines: Sequence[Check]) -> None:
    """Add what the lines cost to the sums of their sources and articles."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for check in lines:
        key = storable(check.source or ""), storable(check.article or "")
        sums[key].update(_costs(check))
    if not sums:
        return
    zeros = dict.fromkeys(SUMMED, 0)
    keys = sorted(sums)
    insert_new(
        connection,
        cost_sums,
        [{"source": source, "article": article, **zeros} for source, article in keys],
    )
    more = [
        {"of_source": source, "of_article": article}
        | {f"more_{name}": sums[source, article][name] for name in SUMMED}
        for source, article in keys
    ]
    connection.execute(_ADD, more)


_ADD = (
    update(cost_sums)
    .where(
        cost_sums.c.source == bindparam("of_source"),
        cost_sums.c.article == bindparam("of_article"),
    )
    .values({name: cost_sums.c[name] + bindparam(f"more_{name}") for name in SUMMED})
)


def _costs(check: Check) -> dict[str, Any]:
    page, looked = check.kind == "article", check.outcome is not Outcome.SKIPPED
    return {
        "checks": int(page and looked),
        "lists": int(check.kind == "source"),
        "unmeasured": int(check.requests is None and looked),
        "requests": check.requests or 0,
        "received": check.received or 0,
        "puts": check.puts or 0,
        "objects": check.objects or 0,
        "stored": check.stored or 0,
        f"outcome_{check.outcome.value}": int(page),
    }
