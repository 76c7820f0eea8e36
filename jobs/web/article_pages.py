"""What the pages of one article have in common: its address, its versions' numbers, their links."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from crawler.errors import UnknownArticle
from crawler.index import NO_MORE, AskedAhead
from crawler.model import Version
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found, find
from jobs.web.page_request import PageMissing, PageRequest

MAX_HEADING = 240
"""Signs of a headline that stand above a page: a longer one is cut there, and whole below."""

_ID = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class ArticleLinks:
    """The addresses of an article's pages."""

    article: str

    @cached_property
    def home(self) -> str:
        """Return the address of the article itself."""
        return f"/articles/{quote(self.article, safe='/:')}"

    @property
    def blame(self) -> str:
        """Return where its sentences are."""
        return f"{self.home}/blame"

    @property
    def story(self) -> str:
        """Return where its copies are."""
        return f"{self.home}/story"

    @property
    def choose(self) -> str:
        """Return where two versions are asked for."""
        return f"{self.home}/compare"

    def version(self, number: int) -> str:
        """Return the address of a version."""
        return f"{self.home}/versions/{number}"

    def compare(self, older: int, newer: int) -> str:
        """Return the address of two versions."""
        return f"{self.home}/compare/{older}/{newer}"


def article_at(opened: OpenedArchive, request: PageRequest, also: AskedAhead = NO_MORE) -> Found:
    """Return the article that the address names by its host and id.

    ``also``: what the page is going to ask of it then. Raises ``UnknownArticle``: an address is no
    search, it names an article or none.
    """
    host, name = request.path_values["host"], request.path_values["id"]
    if not _ID.fullmatch(name):
        raise UnknownArticle(
            "There is no article at this address.",
            hint="The box above finds an article by its address on its own site.",
        )
    article = f"{host}/{name}"
    opened.index.ask_of_article(article, also)
    return find(opened, article)


def number_at(request: PageRequest, name: str) -> int:
    """Return the number of a version that the address names. Raises ``PageMissing``."""
    text = request.path_values[name]
    if not _NUMBER.fullmatch(text):
        raise PageMissing(f"{text!r} is no number of a version")
    return int(text)


def require_version(found: Found, number: int) -> int:
    """Return the number where the archive holds this version. Raises ``PageMissing``."""
    if number not in found.numbers:
        first, last = min(found.numbers), max(found.numbers)
        there = f"only version {first}" if first == last else f"versions {first} to {last}"
        raise PageMissing(f"This article has {there}, no version {number}.")
    return number


def after(found: Found, number: int) -> int | None:
    """Return the number of the version after this one, or None where there is none."""
    return found.after(number)


def seen_before(version: Version, before: Version | None) -> datetime | None:
    """Return when the version before one was captured, for one that says nothing of that itself.

    It is the first that was fetched; an older one may have been imported since.
    """
    if before is None or before.article != version.article:
        return None
    return before.captured_at if before.captured_at < version.captured_at else None


def stamps(opened: OpenedArchive, found: Found, number: int) -> tuple[str, ...]:
    """Return hashes over what is known of the versions up to a number, and of all joined ones."""
    return (
        opened.reader.stamp(found.article, number),
        *(opened.reader.stamp(one.article, one.highest) for one in found.joined),
    )


def permanent_address(
    opened: OpenedArchive, request: PageRequest, found: Found, older: int, newer: int
) -> str:
    """Return the address that names two versions for ever: the configured one, or the reader's."""
    configured = opened.config.web.comparison(found.article, older, newer)
    return configured or request.absolute(ArticleLinks(found.article).compare(older, newer))


def heading(title: str | None, found: Found) -> str:
    """Return what an article is called above its page."""
    return cut(title or found.url, MAX_HEADING)


def cut(text: str, most: int) -> str:
    """Return the text, or its beginning where it is longer."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def article_values(found: Found) -> dict[str, Any]:
    """Return what the frame of an article's pages shows."""
    return {
        "found": found,
        "links": ArticleLinks(found.article),
        "host": found.article.partition("/")[0],
    }
