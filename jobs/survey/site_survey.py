"""Which lists of a site are tried, round by round."""

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from crawler.capture import FetchFailure, ListFetched
from crawler.config.values import check_web_url
from crawler.discover import Link
from crawler.identity import host_of
from crawler.plan import ListKind, ListTarget
from jobs.survey.choice import Choice, chosen_lists
from jobs.survey.tried_list import ListOrigin, TriedList, domain_of, tried_list

SOURCE = "site"
"""The name of the plan's one source, before there is one in a configuration."""

MAX_FEEDS, MAX_SITEMAPS, MAX_CHILDREN, MAX_SECTIONS = 12, 8, 3, 8
"""How many of each are tried: those that the site names first. Of each index so many children."""

USUAL_FEEDS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds")
USUAL_NEWS_SITEMAPS = ("/sitemap-news.xml", "/news-sitemap.xml")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml")

UNREACHABLE = frozenset(
    (
        *(FetchFailure.NAME, FetchFailure.CONNECTION, FetchFailure.TLS, FetchFailure.TIMEOUT),
        *(FetchFailure.ADDRESS, FetchFailure.NOT_HTTP, FetchFailure.PROXY),
        *(FetchFailure.URL, FetchFailure.SCHEME, FetchFailure.HOST_SILENT),
        *(FetchFailure.HOST_RESTS, FetchFailure.ROBOTS_UNREACHABLE),
    )
)
"""Failures of the front page after which nothing else of the site is asked for."""

_NEWS = re.compile(r"news|nachricht|noticia|actu", re.IGNORECASE)
_SECTION_PATH = re.compile(r"/[^/\d.]{2,40}(?:/[^/\d.]{2,40})?/?")
_MAX_LABEL = 30
_NO_SECTIONS = re.compile(
    r"/(?:about|abo|account|advert|agb|app|archiv|author|career|contact|cookie|datenschutz|donat|"
    r"event|faq|feed|forum|help|hilfe|impressum|imprint|jobs|kontakt|legal|login|mentions|"
    r"newsletter|podcast|privac|register|rss|search|shop|sign|sitemap|subscri|suche|tag|team|"
    r"terms|ueber|user|video|wetter|weather)",
    re.IGNORECASE,
)
"""What sites' navigation leads to besides sections."""

Asking = Generator[Sequence[ListTarget], Sequence[ListFetched], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list to try, and what led to it."""

    url: str
    kind: ListKind
    origin: ListOrigin
    title: str | None = None
    parent: str | None = None


@dataclass(slots=True)
class SiteSurvey:
    """Tries what a site names and what sites usually have; knows what came of each."""

    site: str
    """The URL that a person named."""
    now: datetime
    base: str = ""
    """The front page's own address, where redirects led."""
    tried: list[TriedList] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.base = self.base or self.site

    @property
    def domain(self) -> str:
        """The registrable domain of the site."""
        return domain_of(self.base)

    @property
    def choice(self) -> Choice:
        """What is to be taken of all that was tried so far."""
        return chosen_lists(self.tried, self.domain, self.now)

    def rounds(self) -> Asking:
        """Yield the lists to try, and be sent what came of them, until there is nothing left."""
        yield from self._front()
        front = self._of_kind("front")
        if not front or (front[0].fetched.failure in UNREACHABLE):
            return
        if front[0].arrived and not front[0].found and not front[0].fetched.lists:
            yield from self._given_list()
        yield from self._ask([*self._declared(front[0]), *self._named_by_robots()])
        yield from self._indexes()
        if self._lacks_lists:
            yield from self._ask(self._usual("feed", USUAL_FEEDS))
        if not any(one.is_news for one in self.tried):
            yield from self._ask(self._usual("sitemap", USUAL_NEWS_SITEMAPS))
        if self._lacks_lists and not self._of_kind("sitemap", arrived=True):
            yield from self._ask(self._usual("sitemap", USUAL_SITEMAPS))
        yield from self._indexes()
        if self._lacks_lists:
            yield from self._ask(self._sections(front[0]))

    @property
    def _lacks_lists(self) -> bool:
        """Whether neither a feed nor a news sitemap is of use so far."""
        choice = self.choice
        return not any(one.kind == "feed" or one.is_news for one in choice.lists)

    def _front(self) -> Asking:
        """Ask for the front page and robots.txt, and for another robots.txt where it moved."""
        robots = Wanted(urljoin(self.site, "/robots.txt"), "robots", ListOrigin.USUAL)
        yield from self._ask([Wanted(self.site, "front", ListOrigin.GIVEN), robots])
        for front in self._of_kind("front"):
            self.base = front.fetched.final_url or self.site
        moved = urljoin(self.base, "/robots.txt")
        if host_of(moved) != host_of(robots.url):
            yield from self._ask([Wanted(moved, "robots", ListOrigin.USUAL)])

    def _given_list(self) -> Asking:
        """Ask for the given address again, as a list: a person may name a feed or a sitemap.

        What it is not is forgotten: a page without links is no feed that failed.
        """
        kinds: tuple[ListKind, ...] = ("feed", "sitemap")
        for kind in kinds:
            self._asked.discard(self.site)
            yield from self._ask([Wanted(self.site, kind, ListOrigin.GIVEN)])
            if self._of_kind(kind, arrived=True):
                return
            self.tried = [one for one in self.tried if one.kind != kind]

    def _ask(self, wanted: Iterable[Wanted]) -> Asking:
        fresh = [one for one in wanted if one.url not in self._asked and _is_usable(one.url)]
        new = {one.url: one for one in reversed(fresh)}
        asked = {url: new[url] for url in reversed(new)}
        self._asked.update(asked)
        if not asked:
            return
        arrived = yield tuple(
            ListTarget(source=SOURCE, url=one.url, kind=one.kind) for one in asked.values()
        )
        came = {fetched.list.url: fetched for fetched in arrived}
        self.tried += [
            self._judged(came[url], one) for url, one in asked.items() if url in came
        ]  # in the order in which they were wanted

    def _judged(self, fetched: ListFetched, one: Wanted) -> TriedList:
        return tried_list(
            fetched,
            origin=one.origin,
            now=self.now,
            title=one.title,
            parent=one.parent,
        )

    def _of_kind(self, *kinds: ListKind, arrived: bool = False) -> list[TriedList]:
        return [one for one in self.tried if one.kind in kinds and (one.arrived or not arrived)]

    def _declared(self, front: TriedList) -> Iterator[Wanted]:
        for link in front.fetched.lists[:MAX_FEEDS]:
            yield Wanted(link.url, "feed", ListOrigin.PAGE, link.title)

    def _named_by_robots(self) -> Iterator[Wanted]:
        named = [link for one in self._of_kind("robots") for link in one.fetched.lists]
        for link in _most_newsy(named)[:MAX_SITEMAPS]:
            yield Wanted(link.url, "sitemap", ListOrigin.ROBOTS)

    def _indexes(self) -> Asking:
        """Ask for some sitemaps of each index, twice: indexes name indexes, too."""
        for _ in "12":
            yield from self._ask(
                Wanted(link.url, "sitemap", ListOrigin.INDEX, parent=one.parent or one.url)
                for one in self._of_kind("sitemap")
                for link in _most_newsy(one.fetched.lists)[:MAX_CHILDREN]
            )

    def _usual(self, kind: ListKind, paths: Sequence[str]) -> Iterator[Wanted]:
        for path in paths:
            yield Wanted(urljoin(self.base, path), kind, ListOrigin.USUAL)

    def _sections(self, front: TriedList) -> Iterator[Wanted]:
        """Yield the pages that the front page's navigation leads to: short names, short paths."""
        labels: dict[str, str] = {}
        for link in front.fetched.links:
            path = urlsplit(link.url).path
            if (
                0 < len(link.title or "") <= _MAX_LABEL
                and _SECTION_PATH.fullmatch(path)
                and not _NO_SECTIONS.match(path)
                and host_of(link.url) == host_of(self.base)
                and not urlsplit(link.url).query
            ):
                labels.setdefault(link.url.rstrip("/"), link.url)
        for url in list(labels.values())[:MAX_SECTIONS]:
            yield Wanted(url, "section", ListOrigin.NAVIGATION)


def _most_newsy(links: Iterable[Link]) -> list[Link]:
    """Return sitemaps with those first that are called news, then the last modified.

    Of those that say neither, the last ones first: sites number them upwards.
    """
    ordered = list(links)[::-1]
    ordered.sort(
        key=lambda link: (
            _NEWS.search(_behind_host(link.url)) is None,
            -link.lastmod.timestamp() if link.lastmod else 0.0,
        )
    )
    return ordered


def _behind_host(url: str) -> str:
    return url.partition("//")[2].partition("/")[2]


def _is_usable(url: str) -> bool:
    """Return whether a configuration can hold the URL."""
    try:
        return url.isprintable() and bool(check_web_url(url))
    except ValueError:
        return False
