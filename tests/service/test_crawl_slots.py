"""Which crawls run at once."""

import asyncio

from crawler.plan import Limits, PageTarget, Plan
from jobs.schedule.crawl_slots import CrawlSlots, sites_of


async def _crawl(
    slots: CrawlSlots, name: str, sites: list[str], go: asyncio.Event, seen: list[str]
) -> None:
    async with slots.turn(sites) as granted:
        seen.append(name if granted else f"no {name}")
        await go.wait()
    seen.append(f"end {name}")


async def _settled() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_two_crawls_never_meet_at_one_site() -> None:
    """The second waits for the first, though there is a free place.

    A third elsewhere does not wait for either.
    """

    async def scene() -> list[str]:
        slots, seen, go = CrawlSlots(3), list[str](), asyncio.Event()
        crawls = [
            ("a", ["one.example"]),
            ("b", ["two.example", "one.example"]),
            ("c", ["three.example"]),
        ]
        tasks = [
            asyncio.create_task(_crawl(slots, name, sites, go, seen)) for name, sites in crawls
        ]
        await _settled()
        assert (sorted(seen), slots.waiting, set(slots.busy)) == (
            ["a", "c"],
            1,
            {"one.example", "three.example"},
        )
        go.set()
        await asyncio.gather(*tasks)
        return seen

    assert asyncio.run(scene()).index("end a") < asyncio.run(scene()).index("b")


def test_there_are_only_so_many_places() -> None:
    """With one place crawls follow each other, whatever their sites."""

    async def scene() -> None:
        slots, seen, go = CrawlSlots(1), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(_crawl(slots, name, [name], go, seen)) for name in "abc"]
        await _settled()
        assert (seen, slots.waiting) == (["a"], 2)
        go.set()
        await asyncio.gather(*tasks)
        await slots.idle()
        assert seen == ["a", "end a", "b", "end b", "c", "end c"]

    asyncio.run(scene())


def test_whoever_waits_is_sent_away_at_the_end() -> None:
    """A service that is being stopped starts nothing more, and its end waits for those at work."""

    async def scene() -> None:
        slots, seen, go = CrawlSlots(1), list[str](), asyncio.Event()
        tasks = [asyncio.create_task(_crawl(slots, name, [name], go, seen)) for name in "ab"]
        await _settled()
        await slots.close()
        idle = asyncio.create_task(slots.idle())
        await _settled()
        assert ("no b" in seen, idle.done()) == (True, False)
        go.set()
        await asyncio.gather(*tasks, idle)

    asyncio.run(scene())


def test_a_plan_names_its_sites() -> None:
    """A plan's sites are the registrable domains of its lists and pages.

    A URL that none can fetch has none.
    """
    urls = (
        "https://www.news.example.co.uk/1",
        "https://blog.news.example.co.uk/2",
        "http://127.0.0.1:80/3",
        "mailto:nobody",
    )
    plan = Plan(
        run="r",
        trigger="test",
        limits=Limits(user_agent="x"),
        targets=tuple(PageTarget(url=url) for url in urls),
    )
    assert sites_of(plan) == {"example.co.uk", "127.0.0.1"}
