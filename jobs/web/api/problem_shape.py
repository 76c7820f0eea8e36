"""Problems as RFC 9457 has them, and which statuses calls may answer with."""

from typing import Any

from pydantic import Field

from jobs.web.api.list_shapes import Shape

PROBLEM_TYPE = "application/problem+json"


class ProblemDocument(Shape):
    """What went wrong, and how to go on."""

    type: str = Field(description="Always `about:blank`: the status says which kind it is.")
    title: str
    status: int
    detail: str = Field(description="One sentence for people.")
    hint: str = Field(default="", description="How to go on, for people.")
    candidates: list[str] = Field(default=[], description="URLs of articles that may be meant.")


_MEANINGS = {
    400: "A parameter has the right form and makes no sense here.",
    401: "The archive asks who calls.",
    403: "This archive takes no articles, or not from here.",
    404: "There is no such article, version, source or run.",
    405: "The address does not know this method.",
    411: "The length of the body is not told in `Content-Length`.",
    413: "The body is too long.",
    414: "What stands behind the question mark is too long.",
    415: "The body is not of the media type `application/json`.",
    421: "The archive is not served under this name.",
    422: "A parameter or the body has not the right form.",
    429: "Too much was asked for lately. `Retry-After` says when to try again.",
    500: "A stored record is damaged, or this is a defect of ours.",
    503: "The archive cannot be used now. `Retry-After` may say when to try again.",
}

READING = (400, 401, 404, 405, 414, 421, 422, 500, 503)
WRITING = (400, 401, 403, 404, 405, 411, 413, 415, 421, 422, 429, 500, 503)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of these problems. None of them is HTML."""
    described: dict[int | str, dict[str, Any]] = {
        status: {
            "description": _MEANINGS[status],
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }
    return described
