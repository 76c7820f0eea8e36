"""Requests for pages, by the spider and again by the pipeline."""

import asyncio
from collections.abc import Callable
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.capture import Fetched
from crawler.handing_on import BegunFetch, handed_to
from crawler.middlewares.begun_requests import meta_of
from crawler.middlewares.crawl_context import context_of
from crawler.middlewares.fetch_results import answered, unanswered
from crawler.middlewares.fetch_state import state_of
from crawler.middlewares.fetch_stats import count_failure
from crawler.plan import PageTarget


def page_request(
    target: PageTarget,
    callback: Callable[..., Any] | None = None,
    errback: Callable[..., Any] | None = None,
    *,
    begun: BegunFetch | None = None,
) -> Request:
    """Return a request for one page, or for where its redirects have led so far.

    Raises ``ValueError`` where the URL is none that can be sent.
    """
    return Request(
        target.url if begun is None else begun.next_url,
        callback=callback,
        errback=errback,
        meta=meta_of(target, begun),
        dont_filter=True,
    )


async def refetch(crawler: Crawler, fetched: Fetched) -> Fetched | None:
    """Fetch a page again, unconditionally, through the same middlewares.

    None where the run was stopped before an answer.

    For a writer that lost a race: a body that was fetched before the head was known is never
    appended.
    """
    begun = handed_to(context_of(crawler).lease).fetch_of(fetched.target)
    request = page_request(fetched.target, begun=begun)
    state = state_of(request)
    state.unconditional = True
    state.costs.append(fetched.cost)
    try:
        response = await crawler.engine.download_async(request)
    except Exception as error:  # noqa: BLE001  # every way to fail is a fetch status
        return unanswered(fetched.target, request, error)
    again = await asyncio.to_thread(
        answered, fetched.target, response, crawler.settings.getint("DOWNLOAD_MAXSIZE")
    )
    if again.failure is not None:
        count_failure(crawler.stats, again.fetch_status, again.failure)
    return again
