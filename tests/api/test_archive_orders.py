"""Orders that come together: the same page is one order, and the bounds hold."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from crawler.config import Config
from jobs.schedule import archive_orders
from jobs.schedule.archive_orders import ArchiveOrders, Workshop
from jobs.web.orders import Order, TooManyOrders

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


class Jobs:
    """Carries nothing out before it is told to."""

    def __init__(self) -> None:
        self.go, self.runs = asyncio.Event(), list[str]()

    async def carry_out(self, _: str, plan: Any) -> None:
        """Note the run, and wait."""
        self.runs.append(plan.run)
        await self.go.wait()


async def _ordered(*urls: str) -> tuple[list[Order | BaseException], Jobs]:
    """Order all of these pages at the same time."""
    jobs = Jobs()
    handle = SimpleNamespace(refresh=lambda: True, trouble=None)
    workshop = cast("Workshop", SimpleNamespace(config=Config(), jobs=jobs, archive_handle=handle))
    orders = ArchiveOrders(lambda: workshop, clock=lambda: AT)
    told = await asyncio.gather(*map(orders.archive, urls), return_exceptions=True)
    await asyncio.sleep(0)
    jobs.go.set()
    return told, jobs


def test_the_same_page_at_the_same_time_is_one_order() -> None:
    """However many ask for it before the archive is open, it is looked at once."""
    told, jobs = asyncio.run(_ordered(*["https://a.example/1"] * 8, "https://a.example/2"))
    runs = [cast("Order", one).run for one in told]
    assert len(set(runs[:8])) == 1
    assert jobs.runs == [runs[0], runs[8]]


def test_more_at_the_same_time_than_may_wait() -> None:
    """Those that find no room are told so, also where all come at once."""
    most = archive_orders.MAX_WAITING
    told, jobs = asyncio.run(_ordered(*(f"https://a.example/{n}" for n in range(most + 3))))
    assert len(jobs.runs) == most
    assert sum(isinstance(one, TooManyOrders) for one in told) == 3
