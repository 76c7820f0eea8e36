"""The interface for programs: an application below ``/api/v1``, with its OpenAPI description."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from crawler.model import FORMAT
from jobs.web.api.activity_calls import activity
from jobs.web.api.article_calls import one_article
from jobs.web.api.calling import BASE, calls_of, json_bytes
from jobs.web.api.list_calls import lists
from jobs.web.api.problem_shape import READING, ProblemDocument, responses
from jobs.web.api.write_calls import writing
from jobs.web.page_calls import PageCalls
from jobs.web.page_request import PageAnswer
from jobs.web.problem_answers import WebProblem

MAX_BODY = 16_384
"""Bytes of a request's body: it holds one address."""

_DESCRIPTION = """\
Everything that the pages of an archive show, as JSON: what `--json` of the commands prints.

Lists come in pages: follow `next`. Every answer has `ETag` and `Last-Modified`; send the tag as
`If-None-Match`, and an unchanged answer is 304. What goes wrong is told by RFC 9457's documents.
A token, if the archive has one, goes into the header `Authorization: Bearer TOKEN`. The two calls
that write take it always.
"""


def interface(calls: PageCalls) -> ASGIApp:
    """Return the application that answers from these pages' archive."""
    app = _Described(
        title="Palimpsest",
        version=str(FORMAT),
        description=_DESCRIPTION,
        servers=[{"url": BASE}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        max_body_size=MAX_BODY,
    )
    app.state.calls = calls
    app.include_router(lists, responses=responses(*READING))
    app.include_router(activity, responses=responses(*READING))
    app.include_router(one_article, responses=responses(*READING))
    app.include_router(writing)
    app.add_route("/openapi.json", app.described, methods=["GET"], include_in_schema=False)

    async def refused(request: Request, error: Exception) -> Response:
        problem = _problem(error)
        if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = _methods_at(app, request)
            problem = replace(problem, headers={"Allow": ", ".join(allowed)})
        return calls.refusal(request, problem)

    for kind in (HTTPException, RequestValidationError):
        app.add_exception_handler(kind, refused)
    return _Door(app, calls)


class _Described(FastAPI):
    """FastAPI, whose description says what is answered: problems, and no 422 of its own shape."""

    def openapi(self) -> dict[str, Any]:
        """Return the description."""
        if self.openapi_schema is None:
            document = super().openapi()
            schemas = document["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            schemas["Problem"] = ProblemDocument.model_json_schema()
            schemes = {"bearerAuth": {"type": "http", "scheme": "bearer"}}
            document["components"]["securitySchemes"] = schemes
            for methods in document["paths"].values():
                for method, call in methods.items():
                    writes = method in {"post", "delete"}
                    call["security"] = [{"bearerAuth": []}] + ([] if writes else [{}])
            self.openapi_schema = document
        return self.openapi_schema

    async def described(self, request: Request) -> Response:
        """Answer with the description, whether there is an archive or not."""
        told = PageAnswer(body=json_bytes(self.openapi()), media_type="application/json")
        return calls_of(request).answered(request, told)


class _Door:
    """Answers HEAD as GET, and takes nothing that a form or a page of another site can send."""

    def __init__(self, inner: ASGIApp, calls: PageCalls) -> None:
        self._inner, self._calls = inner, calls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        request = Request(scope)
        problem = _unwanted(request) if request.method in {"POST", "DELETE"} else None
        if problem is not None:
            await self._calls.refusal(request, problem)(scope, receive, send)
            return
        # the server leaves the body of an answer to HEAD away
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        await self._inner({**scope, "method": method}, receive, send)


def _methods_at(app: FastAPI, request: Request) -> list[str]:
    """Return the methods of all calls at this address: the framework names one call's only."""
    found = [
        method
        for method in ("DELETE", "GET", "POST")
        for route in app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    ]
    return sorted({*found, *(["HEAD"] if "GET" in found else [])})


def _unwanted(request: Request) -> WebProblem | None:
    """Return why a request that would write is refused, or None."""
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        return WebProblem(status=403, detail="A page of another site sent this.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    takes_body = request.method == "POST" and request.scope["path"] == f"{BASE}/articles"
    if takes_body and kind != "application/json":
        return WebProblem(
            status=415,
            detail="The body must be of the media type application/json.",
            hint="Send the header `Content-Type: application/json`.",
        )
    return _length_problem(request.headers.get("content-length")) if takes_body else None


def _length_problem(told: str | None) -> WebProblem | None:
    """Return why a body is not read, by the length that is told of it, or None."""
    if told is None or not told.isdecimal():
        return WebProblem(status=411, detail="The body's length must be told before it.")
    if int(told) > MAX_BODY:
        return WebProblem(status=413, detail=f"The body may have {MAX_BODY:,} bytes.")
    return None


def _problem(error: Exception) -> WebProblem:
    if isinstance(error, RequestValidationError):
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in one['loc'][1:]) or one['loc'][0]}: {one['msg']}"
            for one in error.errors()[:5]
        )
        return WebProblem(status=422, detail=wrong, hint=f"{BASE}/openapi.json says what is taken.")
    if not isinstance(error, HTTPException):
        return WebProblem(status=500, detail="This could not be answered.")
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.NOT_FOUND:
        return WebProblem(
            status=404,
            detail="There is no call at this address.",
            hint=f"{BASE}/openapi.json lists all calls.",
        )
    return WebProblem(status=error.status_code, detail=str(error.detail), headers=headers)
