"""Lists that are fetched round by round, in one run: what to ask for next hangs on what came."""

from collections.abc import Callable, Generator, Sequence

from crawler.capture import ListFetched
from crawler.capture_reader import workers_for
from crawler.config import Config
from crawler.plan import ListTarget, Plan
from jobs.run import CollectingRecorder
from jobs.scrapy_crawl import Crawl

Rounds = Generator[Sequence[ListTarget], Sequence[ListFetched], None]
"""Yields the lists to fetch next, and is sent what came of them."""


def fetch_rounds(
    plan: Plan, config: Config, rounds: Rounds, watcher: Callable[[ListFetched], None]
) -> None:
    """Fetch the lists of a plan, and then round by round those that ``rounds`` asks for.

    It is sent what came of a round and yields the next one's lists, until it ends. All rounds are
    one run: one process of Scrapy, which keeps its pace at each host and what robots.txt said.

    Raises ``KeyboardInterrupt`` when it was stopped.
    """
    gate = CollectingRecorder(watcher)
    crawl = Crawl(plan)
    bugs: list[Exception] = []

    def further() -> Sequence[ListTarget]:
        arrived = [item for item in gate.items if isinstance(item, ListFetched)]
        gate.items.clear()
        try:
            return rounds.send(arrived)
        except StopIteration:
            return ()
        # Scrapy would log it and go on, and a survey cut short looks like a site without lists
        except Exception as error:  # noqa: BLE001
            bugs.append(error)
            return ()

    with workers_for(config) as workers:
        crawl.run(gate, workers, further=further)
    for bug in bugs:
        raise bug
    if crawl.interrupted:
        raise KeyboardInterrupt
