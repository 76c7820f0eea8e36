"""A plan for several sites as plans for one site each."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from crawler import identity
from crawler.codec import as_json
from crawler.handing_on import NOTHING, Begun
from crawler.plan import ListTarget, PageTarget, Plan
from jobs.job_queue.job_values import QueuedJob

URGENT = 10
"""Priority of what a person or a program asked for and waits for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """A plan that names one site."""

    site: str
    plan: Plan


def by_site(
    plan: Plan,
    *,
    now: datetime,
    randomness: Callable[[], bytes] = lambda: secrets.token_bytes(4),
    begun: Begun = NOTHING,
) -> tuple[SitePlan, ...]:
    """Return the plans of one site each that come to the same.

    The first keeps the run's id, the others get their own. What no one can fetch, being no URL, is
    with the first: it is recorded as refused. What is ``begun`` belongs to where it goes on.
    """
    pages: dict[str, list[PageTarget]] = {}
    lists: dict[str, list[ListTarget]] = {}
    for target in plan.targets:
        pages.setdefault(begun.next_site(target) or "", []).append(target)
    for one in plan.lists:
        lists.setdefault(begun.next_site(one) or "", []).append(one)
    sites = list(dict.fromkeys([*lists, *pages]))
    if "" in sites and len(sites) > 1:
        sites.remove("")
        pages.setdefault(sites[0], []).extend(pages.pop("", []))
        lists.setdefault(sites[0], []).extend(lists.pop("", []))
    return tuple(
        _part(
            plan,
            site,
            tuple(pages.get(site, ())),
            tuple(lists.get(site, ())),
            plan.run if number == 0 else identity.new_run_id(now, randomness()),
        )
        for number, site in enumerate(sites)
    )


def _part(
    plan: Plan, site: str, pages: tuple[PageTarget, ...], lists: tuple[ListTarget, ...], run: str
) -> SitePlan:
    named = {target.source for target in pages} | {target.source for target in lists}
    rules = tuple(  # a source may own a site of which it names no target
        rules
        for rules in plan.sources
        if rules.name in named or site in map(identity.without_port, rules.sites)
    )
    return SitePlan(
        site=site, plan=replace(plan, run=run, targets=pages, lists=lists, sources=rules)
    )


def crawl_jobs(plan: Plan, entry: str, *, once: str | None, priority: int = 0) -> list[QueuedJob]:
    """Return the jobs of a plan, one for each site."""
    return [
        QueuedJob(
            kind="crawl",
            entry=entry,
            site=one.site,
            once=f"{once} {one.site}" if once is not None else None,
            body={"plan": as_json(one.plan)},
            priority=priority,
        )
        for one in by_site(plan, now=datetime.now(UTC))
    ]
