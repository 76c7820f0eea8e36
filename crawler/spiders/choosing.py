"""Which links of one run's lists are followed: chosen by a worker process, counted here."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

from scrapy.http import Response

from crawler.capture import Links
from crawler.middlewares.fetch_state import state_of
from crawler.model import DropRule
from crawler.plan import ListTarget, Plan, SourceRules
from crawler.processes import TooMuch
from crawler.spiders.lists import ListWork, Sifted, sifted
from crawler.turns import Crowded
from crawler.workers import Workers


class Chooser:
    """Reads the lists of one run, and knows how many links each source may still take."""

    def __init__(self, plan: Plan, workers: Workers) -> None:
        self._rules = {rules.name: rules for rules in plan.sources}
        self._taken: Counter[str] = Counter()
        self._workers = workers

    async def sifted(self, target: ListTarget, response: Response, *, answered: bool) -> Sifted:
        """Return what of the list is to be followed. Raises ``Stopped``."""
        state = state_of(response.request)
        known = state.admission
        rules = self._rules.get(target.source) or SourceRules(name=target.source)
        work = ListWork(
            target=target,
            exchange=state.exchange,
            rules=rules,
            now=datetime.now(UTC),
            left=None
            if rules.max_links is None
            else max(0, rules.max_links - self._taken[target.source]),
            answered=answered,
            known=((), ()) if answered or known is None else (known.links, known.lists),
        )
        host = response.url.split("/")[2]
        try:
            return await asyncio.wrap_future(
                self._workers.do(sifted, work, host=host, size=len(work.exchange.body), shed=True)
            )
        except TooMuch as error:
            return Sifted(problem=f"reading the list {error.reason}")
        except Crowded:
            return Sifted(problem="too much of this host waits to be read")

    def within(self, target: ListTarget, found: Sifted) -> tuple[Links, dict[DropRule, int]]:
        """Return the links that ``max_links`` leaves.

        Other lists of the source may have come in between.
        """
        most = self._rules[target.source].max_links if target.source in self._rules else None
        links = (
            found.links
            if most is None
            else found.links.first(max(0, most - self._taken[target.source]))
        )
        self._taken[target.source] += len(links)
        over = len(found.links) - len(links)
        return links, {
            DropRule.MAX_LINKS: found.dropped.get(DropRule.MAX_LINKS, 0) + over
        } if over else {}
