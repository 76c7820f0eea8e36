"""The calls for one article: its versions, what they changed, where its sentences come from."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from crawler.model import VersionRange
from jobs.reading.article_history import HISTORY_ASKS, article_history
from jobs.reading.blame_view import blame_view
from jobs.reading.comparison import comparison
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import find
from jobs.reading.revisit_view import revisit_view
from jobs.reading.story_view import story_view
from jobs.reading.version_view import version_view
from jobs.web.api import parameters as given
from jobs.web.api.article_shapes import (
    ComparisonDocument,
    HistoryDocument,
    VersionDocument,
    WithheldComparisonShape,
    WithheldVersion,
)
from jobs.web.api.blame_shapes import BlameDocument, WithheldBlameShape
from jobs.web.api.calling import Ask, CallAnswer
from jobs.web.api.story_shapes import NextDocument, StoryDocument
from jobs.web.page_request import PageRequest

one_article = APIRouter(prefix="/articles/{host}/{key}")

Asking = Annotated[Ask, Depends()]


@one_article.get("", response_model=HistoryDocument, summary="An article's versions")
async def history(ask: Asking, host: given.Host, key: given.ArticleKey) -> Response:
    """Tell of an article and its versions, as `palimpsest history --json` does."""

    def told(opened: OpenedArchive, _: PageRequest) -> CallAnswer:
        opened.index.ask_of_article(f"{host}/{key}", HISTORY_ASKS)
        return CallAnswer(article_history(opened, find(opened, f"{host}/{key}")).document())

    return await ask(told)


@one_article.get(
    "/versions/{number}",
    response_model=VersionDocument | WithheldVersion,
    summary="One version's text and metadata",
)
async def version(
    ask: Asking, host: given.Host, key: given.ArticleKey, number: given.Number
) -> Response:
    """Show a version, as `palimpsest show --json` does."""
    return await ask(
        lambda opened, _: CallAnswer(
            version_view(find(opened, f"{host}/{key}"), VersionRange(new=number)).document()
        )
    )


@one_article.get(
    "/compare/{older}/{newer}",
    response_model=ComparisonDocument | WithheldComparisonShape,
    summary="What differs between two versions",
)
async def compare(
    ask: Asking,
    host: given.Host,
    key: given.ArticleKey,
    older: given.Number,
    newer: given.Number,
) -> Response:
    """Compare two versions, as `palimpsest diff --json` does."""
    return await ask(
        lambda opened, _: CallAnswer(
            comparison(
                opened, find(opened, f"{host}/{key}"), VersionRange(old=older, new=newer)
            ).document()
        )
    )


@one_article.get(
    "/blame",
    response_model=BlameDocument | WithheldBlameShape,
    summary="Which version brought each sentence",
)
async def blame(
    ask: Asking, host: given.Host, key: given.ArticleKey, version: given.OfVersion = None
) -> Response:
    """Tell where each sentence comes from, as `palimpsest blame --json` does."""
    return await ask(
        lambda opened, _: CallAnswer(
            blame_view(opened, find(opened, f"{host}/{key}"), VersionRange(new=version)).document()
        )
    )


@one_article.get("/story", response_model=StoryDocument, summary="Copies on other sites")
async def story(ask: Asking, host: given.Host, key: given.ArticleKey) -> Response:
    """Tell of the copies of an article's text, as `palimpsest story --json` does."""
    return await ask(
        lambda opened, _: CallAnswer(story_view(opened, find(opened, f"{host}/{key}")).document())
    )


@one_article.get("/next", response_model=NextDocument, summary="When it is looked at next")
async def next_look(ask: Asking, host: given.Host, key: given.ArticleKey) -> Response:
    """Tell when an article is looked at next and why, as `palimpsest why --json` does."""
    return await ask(lambda opened, _: CallAnswer(revisit_view(opened, f"{host}/{key}").document()))
