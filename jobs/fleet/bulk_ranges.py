"""Which bulk work workers do: verification, and new derivations, by ranges of names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crawler.codec import from_json
from crawler.config import Config
from crawler.errors import BadKey
from crawler.reextract import Reextraction
from crawler.store.open_store import open_store
from crawler.verify import VerifiedRange, ranges_of
from jobs.fleet.bulk_jobs import BulkWatcher, call_of, done_by_workers

SHARES = 4
"""Jobs for each place of a worker, where each does no more than its share: so nobody waits long for
the last. A range to be verified needs all check parts read, so there is one for each place.
"""


def verified_by_workers(
    config: Config, trusted: Sequence[str], watcher: BulkWatcher
) -> Callable[[Sequence[str]], list[VerifiedRange]]:
    """Return what has ranges verified by workers. Raises as ``done_by_workers`` does."""

    def verified(articles: Sequence[str]) -> list[VerifiedRange]:
        def bodies(most: int) -> list[Mapping[str, Any]]:
            return [
                {"first": one.first, "beyond": one.beyond, "trusted": list(trusted)}
                for one in ranges_of(articles, most)
            ]

        # what was verified before somebody wrote is no answer for what stands there now
        what = {"trusted": list(trusted), "articles": list(articles), "parts": _parts(config)}
        call = call_of(config, "verify", what)
        answers = done_by_workers(config, "verify", bodies, call=call, a_place=1, watcher=watcher)
        return [
            from_json(VerifiedRange, one["verified"], what="the answer of a job") for one in answers
        ]

    return verified


def _parts(config: Config) -> list[str]:
    """Return the names of all check parts: a further one for whatever was written."""
    try:
        return list(open_store(config.store).list("checks/"))
    except BadKey as error:
        return [ascii(key) for key in error.keys]


def reextracted_by_workers(
    config: Config, articles: Sequence[str], watcher: BulkWatcher
) -> Reextraction:
    """Have workers derive these articles again. Raises as ``done_by_workers`` does."""
    ordered = sorted(articles)

    def bodies(most: int) -> list[Mapping[str, Any]]:
        step = max(1, -(-len(ordered) // most))
        return [{"articles": ordered[at : at + step]} for at in range(0, len(ordered), step)]

    call = call_of(config, "reextract", {"articles": ordered})
    total = Reextraction()
    for one in done_by_workers(
        config, "reextract", bodies, call=call, a_place=SHARES, watcher=watcher
    ):
        total += from_json(Reextraction, one["reextracted"], what="the answer of a job")
    return total
