"""The calls for lists: changes, articles, what is found, costs."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from jobs.reading.arguments import beginning
from jobs.reading.article_list import article_list
from jobs.reading.busy_days import busy_days
from jobs.reading.change_cursor import cursor_text
from jobs.reading.change_list import change_list, check_source
from jobs.reading.cost_report import cost_report
from jobs.reading.opened import OpenedArchive
from jobs.reading.pending import pending_list
from jobs.reading.resolve_article import find
from jobs.reading.search_results import search_results
from jobs.web.api import parameters as given
from jobs.web.api.article_shapes import ChangePage
from jobs.web.api.calling import BASE, Ask, CallAnswer, listed
from jobs.web.api.cost_shapes import CostDocument
from jobs.web.api.list_shapes import (
    ArticleRows,
    CalendarDocument,
    FoundArticle,
    PendingPage,
    SearchPage,
)
from jobs.web.change_query import change_filter_of, given_filters
from jobs.web.page_request import PageRequest

lists = APIRouter()

Asking = Annotated[Ask, Depends()]


@lists.get(
    "/changes",
    response_model=ChangePage,
    summary="What changed, newest first",
    dependencies=[Depends(given.which_times), Depends(given.which_changes)],
)
async def changes(
    ask: Asking,
    *,
    cursor: given.Cursor = None,
    limit: given.Limit = 50,
) -> Response:
    """List changes, as `palimpsest changes --json` does. New changes move no page's place."""

    def question(opened: OpenedArchive, asked: PageRequest) -> CallAnswer:
        wanted = replace(
            change_filter_of(opened, asked, given_filters(asked), at=opened.at), limit=limit
        )
        found = change_list(opened, wanted, count=cursor is None)
        return listed(found.document(), asked, cursor_text(found.next) if found.next else None)

    return await ask(question)


@lists.get(
    "/calendar",
    response_model=CalendarDocument,
    summary="How many changes each day had",
    dependencies=[Depends(given.which_changes)],
)
async def calendar(
    ask: Asking,
    *,
    month: given.Month = None,
    months: given.Months = 6,
) -> Response:
    """Count the changes that fit by day, in the month and those before it."""

    def question(opened: OpenedArchive, asked: PageRequest) -> CallAnswer:
        wanted = change_filter_of(opened, asked, given_filters(asked), at=opened.at)
        last = date.fromisoformat(f"{month}-01") if month else opened.at.date()
        return CallAnswer(busy_days(opened, wanted, last, months).document())

    return await ask(question)


@lists.get("/articles", response_model=ArticleRows, summary="The kept articles")
async def articles(
    ask: Asking,
    *,
    since: given.Since = None,
    source: given.Source = None,
    host: given.OnHost = None,
    state: given.State = None,
    cursor: given.Cursor = None,
    limit: given.Limit = 100,
) -> Response:
    """List articles by their ids, as `palimpsest articles --json` does.

    `since` takes only those first seen then or later.
    """

    def question(opened: OpenedArchive, asked: PageRequest) -> CallAnswer:
        if source:
            check_source(opened, source)
        found = article_list(
            opened,
            host=host.lower() if host else None,
            source=source or None,
            state=state,
            since=beginning(since, "since", at=opened.at) if since else None,
            limit=limit,
            after=cursor or None,
        )
        return listed(found.document(), asked, found.next)

    return await ask(question)


@lists.get("/pending", response_model=PendingPage, summary="What is not believed yet")
async def pending(
    ask: Asking,
    *,
    source: given.Source = None,
    host: given.OnHost = None,
    limit: given.Limit = 50,
) -> Response:
    """List what addresses show now and no version says yet: `palimpsest changes --pending`."""
    return await ask(
        lambda opened, _: CallAnswer(
            pending_list(
                opened,
                host=host.lower() if host else None,
                source=source or None,
                limit=limit,
            ).document()
        )
    )


@lists.get("/search", response_model=SearchPage, summary="Which articles have these words")
async def search(ask: Asking, q: given.Sought, limit: given.Limit = 20) -> Response:
    """Search all versions, as `palimpsest search --json` does."""
    return await ask(
        lambda opened, _: CallAnswer(search_results(opened, q, limit=limit).document())
    )


@lists.get("/find", response_model=FoundArticle, summary="Which article an address names")
async def find_article(ask: Asking, url: given.OfUrl) -> Response:
    """Find an article by its address on its own site. Else the nearest are `candidates`."""

    def question(opened: OpenedArchive, _: PageRequest) -> CallAnswer:
        found = find(opened, url)
        return CallAnswer(
            {
                "article": found.article,
                "url": found.url,
                "address": f"{BASE}/articles/{found.article}",
            }
        )

    return await ask(question)


@lists.get("/report", response_model=CostDocument, summary="What sources cost and yield")
async def report(
    ask: Asking,
    *,
    since: given.Since = None,
    source: given.Source = None,
    limit: given.Limit = 10,
) -> Response:
    """Tell of costs, as `palimpsest report --json` does."""
    return await ask(
        lambda opened, _: CallAnswer(
            cost_report(
                opened,
                since=beginning(since, "since", at=opened.at) if since else None,
                source=source or None,
                limit=limit,
            ).document()
        )
    )
