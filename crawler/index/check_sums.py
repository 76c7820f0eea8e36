"""What check lines come to, kept so that nobody adds them all up again.

Each line counts once: whoever calls passes lines of parts that the index did not hold. So the sums
are the same in whatever order the parts arrive.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, update

from crawler.index.dialect import insert_new
from crawler.index.schema import SUMMED, cost_sums
from crawler.model import Check, Outcome, storable


def attested_rows(lines: Iterable[Check]) -> list[dict[str, Any]]:
    """Return what the lines say of records, each word once."""
    said = {
        (check.article, check.version, check.record_sha256 or "")
        for check in lines
        if check.article is not None and check.version is not None
    }
    names = ("article", "version", "record_sha256")
    return [dict(zip(names, one, strict=True)) for one in sorted(said)]


def costs_of(lines: Iterable[Check]) -> dict[tuple[str, str], Counter[str]]:
    """Return what the lines cost, by source and article."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for check in lines:
        key = storable(check.source or ""), storable(check.article or "")
        sums[key].update(_costs(check))
    return dict(sums)


def add_costs(
    connection: Connection, costs: Iterable[Mapping[tuple[str, str], Counter[str]]]
) -> None:
    """Add what lines cost to the sums of their sources and articles."""
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for some in costs:
        for key, spent in some.items():
            sums[key].update(spent)
    if not sums:
        return
    keys = sorted(sums)
    zeros = dict.fromkeys(SUMMED, 0)
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
