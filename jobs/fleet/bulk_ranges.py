"""Which bulk work workers do: verification, and new derivations, by ranges of names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from crawler.codec import decode, encode
from crawler.config import Config
from crawler.reextract import Reextraction
from crawler.verify import VerifiedRange, ranges_of
from jobs.fleet.bulk_jobs import done_by_workers

SHARES = 4
"""Jobs for each place of a worker, where each does no more than its share: so nobody waits long for
the last. A range to be verified needs all check parts read, so there is one for each place.
"""


def verified_by_workers(
    config: Config, trusted: Sequence[str], nobody: Callable[[], None]
) -> Callable[[Sequence[str]], list[VerifiedRange]]:
    """Return what has ranges verified by workers. Raises as ``done_by_workers`` does."""

    def verified(articles: Sequence[str]) -> list[VerifiedRange]:
        def bodies(most: int) -> list[Mapping[str, Any]]:
            return [
                {"first": one.first, "beyond": one.beyond, "trusted": list(trusted)}
                for one in ranges_of(articles, most)
            ]

        answers = done_by_workers(config, "verify", bodies, a_place=1, nobody=nobody)
        return [
            decode(VerifiedRange, encode(one["verified"]), what="the answer of a job")
            for one in answers
        ]

    return verified


def reextracted_by_workers(
    config: Config,
    articles: Sequence[str],
    nobody: Callable[[], None],
    progress: Callable[[int], None],
) -> Reextraction:
    """Have workers derive these articles again. Raises as ``done_by_workers`` does."""
    ordered = sorted(articles)
    total, sizes, told = Reextraction(), list[int](), 0

    def bodies(most: int) -> list[Mapping[str, Any]]:
        step = max(1, -(-len(ordered) // most))
        parts = [ordered[at : at + step] for at in range(0, len(ordered), step)]
        sizes[:] = map(len, parts)
        return [{"articles": part} for part in parts]

    def saw(done: int) -> None:
        nonlocal told
        progress(sum(sizes[:done]) - told)
        told = sum(sizes[:done])

    answers = done_by_workers(
        config, "reextract", bodies, a_place=SHARES, nobody=nobody, progress=saw
    )
    for one in answers:
        total += decode(Reextraction, encode(one["reextracted"]), what="the answer of a job")
    return total
