"""One list of a site that was tried: what it would yield, and whether that is of use."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from urllib.parse import urlsplit

from crawler.capture import FetchStatus, ListFetched
from crawler.discover import Link
from crawler.errors import BadUrl
from crawler.identity import article_of, host_of, registrable
from crawler.plan import ListKind

MAX_JUDGED = 5_000
"""Links of one list that are looked at: a whole sitemap holds up to ten times that."""

MAX_TITLES = 3
HEADLINE = 25
"""Columns from which the text of a link is a headline and no label."""

NEWS_AGE = timedelta(days=4)
"""A news sitemap holds the last two days; a quiet weekend is added."""

STALE_AGE = timedelta(days=90)
"""A list whose newest article is older is not kept up any more."""

_COMMENTS = ("comment", "kommentar", "comentario", "comentário", "commento", "reacties")
_WIDE = 0x2E7F
"""Characters behind this one take two columns, and say as much as two."""


class ListOrigin(StrEnum):
    """What led to a list."""

    PAGE = "page"
    """The front page declares it or links to it."""
    ROBOTS = "robots.txt"
    INDEX = "sitemap index"
    USUAL = "usual place"
    NAVIGATION = "navigation"
    GIVEN = "given"


class ListJudgement(StrEnum):
    """Why a list is of use, or of none."""

    TAKEN = "taken"
    FAILED = "failed"
    """It did not arrive, or is no list."""
    INDEX = "index"
    """It only names other lists, which are judged by themselves."""
    EMPTY = "empty"
    OTHER_SITE = "other_site"
    """Its links lie on other sites."""
    COMMENTS = "comments"
    """It lists what readers write."""
    STALE = "stale"
    """Its newest article is old."""
    SAME = "same"
    """Others that are taken have its articles already."""
    FEW_HEADLINES = "few_headlines"
    """A page with too few links that read like headlines."""
    NOT_NEEDED = "not_needed"
    """Feeds or news sitemaps do better."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TriedList:
    """What came of one list, as far as a choice among lists needs it."""

    url: str
    kind: ListKind
    origin: ListOrigin
    fetched: ListFetched
    title: str | None = None
    """What the page that named it calls it."""
    parent: str | None = None
    """The sitemap index that named it."""
    domains: Counter[str] = field(default_factory=Counter)
    """Registrable domain to number of links."""
    articles: tuple[tuple[str, str, str], ...] = ()
    """(domain, article, URL) of each article that it may name."""
    newest: datetime | None = None
    is_news: bool = False
    """A sitemap with the publication dates that only news sitemaps have, and recent ones."""
    samples: tuple[Link, ...] = ()
    """The first links that may be to articles."""

    def articles_of(self, domain: str) -> frozenset[str]:
        """Return the articles of this registrable domain that it may name."""
        return frozenset(article for found, article, _ in self.articles if found == domain)

    def urls_of(self, domain: str) -> list[str]:
        """Return the URLs of those articles."""
        return [url for found, _, url in self.articles if found == domain]

    @property
    def lasting_url(self) -> str:
        """The address for a configuration: the index's, where this is one of its numbered parts.

        A page's own, where redirects led: it is the one that the site calls itself by.
        """
        name = urlsplit(self.url).path.rpartition("/")[2]
        if self.parent and any(sign.isdigit() for sign in name):
            return self.parent
        return (self.fetched.final_url or self.url) if self.kind == "front" else self.url

    @property
    def arrived(self) -> bool:
        """Whether it was had and is a list."""
        return self.fetched.fetch_status is FetchStatus.ANSWERED

    @property
    def found(self) -> int:
        """How many links it gave."""
        return self.fetched.found

    @property
    def is_of_comments(self) -> bool:
        """Whether its name says that readers write it."""
        named = f"{urlsplit(self.url).path} {self.title or ''}".lower()
        return any(word in named for word in _COMMENTS)

    def is_stale(self, now: datetime) -> bool:
        """Return whether nothing was added for long. False where it gives no dates."""
        return self.newest is not None and now - self.newest > STALE_AGE


def tried_list(
    fetched: ListFetched,
    *,
    origin: ListOrigin,
    now: datetime,
    title: str | None = None,
    parent: str | None = None,
) -> TriedList:
    """Return what a fetched list would yield to a source."""
    links = list(islice(fetched.links, MAX_JUDGED))
    domains: Counter[str] = Counter()
    candidates: list[Link] = []
    articles: dict[str, tuple[str, str]] = {}
    for link in links:
        found = domain_of(link.url)
        domains[found] += 1
        if is_candidate(fetched.list.kind, link):
            candidates.append(link)
            articles.setdefault(article_of(link.url), (found, link.url))
    dates = [date for link in links if (date := link.published or link.lastmod) and date <= now]
    published = [link.published for link in links if link.published]
    return TriedList(
        url=fetched.list.url,
        kind=fetched.list.kind,
        origin=origin,
        fetched=fetched,
        title=title,
        parent=parent,
        domains=domains,
        articles=tuple((found, article, url) for article, (found, url) in articles.items()),
        newest=max(dates, default=None),
        is_news=fetched.list.kind == "sitemap"
        and len(published) * 2 > len(links)
        and any(now - date < NEWS_AGE for date in published),
        samples=tuple(candidates[:MAX_TITLES]),
    )


def is_candidate(kind: ListKind, link: Link) -> bool:
    """Return whether the link may be to an article.

    On a page for people only those that read like headlines; a feed lists nothing else.
    """
    return kind not in {"section", "front"} or is_headline(link.title)


def is_headline(text: str | None) -> bool:
    """Return whether the text of a link is as long as a headline."""
    return sum(2 if ord(sign) > _WIDE else 1 for sign in text or "") >= HEADLINE


def domain_of(url: str) -> str:
    """Return the registrable domain, or nothing for what is no URL."""
    try:
        return registrable(host_of(url))
    except BadUrl:
        return ""
