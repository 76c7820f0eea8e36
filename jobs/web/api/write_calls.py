"""The calls that write: archive a page and watch it, end the watching. They take the token."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from crawler.errors import BadUrl, PalimpsestError, UnknownName
from jobs.reading.opened import OpenedArchive
from jobs.reading.run_details import RunDetails, run_details
from jobs.web.api import parameters as given
from jobs.web.api.calling import BASE, Ask, CallAnswer, calls_of, json_bytes
from jobs.web.api.list_shapes import AnswerShape, Shape
from jobs.web.api.problem_shape import READING, WRITING, responses
from jobs.web.orders import NoOrders, Order, Orders, TooManyOrders
from jobs.web.page_calls import PageCalls
from jobs.web.page_request import PageRequest
from jobs.web.problem_answers import WebProblem, problem_of

writing = APIRouter()

Asking = Annotated[Ask, Depends()]


class PageOrder(Shape):
    """A page to archive."""

    url: given.Url = Field(description="Its address, `http` or `https`.")


class OrderDocument(AnswerShape):
    """What becomes of a page that was to be archived."""

    run: str
    url: str
    article: str | None
    state: Literal["waiting", "running", "finished", "interrupted"]
    outcome: str | None = Field(description="What the look came to; null until it is known.")
    version: int | None
    reason: str | None
    address: str = Field(description="Where to ask again.")


class Unwatched(Shape):
    """One article, and whether it was watched before."""

    article: str
    url: str
    was_watched: bool


class UnwatchDocument(AnswerShape):
    """What `palimpsest unwatch --json` prints."""

    run: str | None = Field(description="null where it was not watched: then nothing was recorded.")
    articles: list[Unwatched]


@writing.post(
    "/articles",
    status_code=202,
    response_model=OrderDocument,
    responses=responses(*WRITING),
    summary="Archive a page now, and watch it",
)
async def archive(request: Request, wanted: PageOrder) -> Response:
    """Order what `palimpsest crawl --watch URL` does, with the same guard and limits.

    The answer says where to ask what came of it. The same page again within a minute is the same
    order.
    """
    calls = calls_of(request)
    try:
        order = await _orders(calls).archive(wanted.url)
    except BadUrl as error:
        return calls.refusal(
            request, WebProblem(status=422, detail=error.message, hint=error.hint or "")
        )
    except PalimpsestError as error:
        return calls.refusal(request, _problem(error))
    document = _document(order)
    headers = {"Location": document["address"], "Cache-Control": "no-store"}
    return Response(json_bytes(document), 202, headers, media_type="application/json")


@writing.delete(
    "/articles/{host}/{key}",
    response_model=UnwatchDocument,
    responses=responses(*WRITING),
    summary="End the watching of an article",
)
async def unwatch(request: Request, host: given.Host, key: given.ArticleKey) -> Response:
    """Do what `palimpsest unwatch --json` does. Nothing archived is lost."""
    calls = calls_of(request)
    try:
        document = await _orders(calls).unwatch(f"{host}/{key}")
    except PalimpsestError as error:
        return calls.refusal(request, _problem(error))
    return Response(
        json_bytes(document), headers={"Cache-Control": "no-store"}, media_type="application/json"
    )


@writing.get(
    "/orders/{run}",
    response_model=OrderDocument,
    responses=responses(*READING),
    summary="What became of a page that was to be archived",
)
async def order(request: Request, ask: Asking, run: given.RunName) -> Response:
    """Tell whether the page waits, is being looked at, or was, and what came of it."""
    calls = calls_of(request)
    known = calls.orders.known(run) if calls.orders is not None else None

    def question(opened: OpenedArchive, _: PageRequest) -> CallAnswer:
        try:
            return CallAnswer(_seen(run_details(opened, run)))
        except UnknownName:
            if known is None:
                raise
        return CallAnswer(_document(known))

    return await ask(question)


def _orders(calls: PageCalls) -> Orders:
    if calls.orders is None:
        raise NoOrders(
            "these pages are answered by several processes, which take no orders",
            hint="The service takes them, and so does `palimpsest web` with web.processes: 1.",
        )
    return calls.orders


def _problem(error: PalimpsestError) -> WebProblem:
    if isinstance(error, TooManyOrders):
        told = {"Retry-After": str(error.seconds)}
        return WebProblem(status=429, detail=error.message, headers=told)
    if isinstance(error, NoOrders):
        return WebProblem(status=403, detail=error.message, hint=error.hint or "")
    return problem_of(error)


def _document(order: Order) -> dict[str, Any]:
    return asdict(order) | {
        "state": "waiting",
        "outcome": None,
        "version": None,
        "reason": None,
        "address": f"{BASE}/orders/{order.run}",
    }


def _seen(details: RunDetails) -> dict[str, Any]:
    run = details.run.summary.run
    planned = (details.run.plan or {}).get("targets") or [{}]
    looks = details.checks
    if len(looks) > 1 or len(planned) > 1 or "url" not in planned[0]:
        raise UnknownName(f"the run {run} was not ordered here", hint=f"See {BASE}/runs/{run}.")
    look = looks[0] if looks else None
    return {
        "run": run,
        "url": planned[0]["url"],
        "article": look.article if look else None,
        "state": details.run.state.value,
        "outcome": look.outcome.value if look else None,
        "version": look.version if look else None,
        "reason": look.reason if look else details.run.reason,
        "address": f"{BASE}/orders/{run}",
    }
