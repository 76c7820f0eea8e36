"""A run's plan: which URLs of which hosts, with which limits.

A value that travels as JSON through ``crawler.codec``.

The command line, the scheduler and workers on other machines make plans and hand them over; one
function carries a plan out. Durations are whole seconds or milliseconds, because stored JSON holds
no floats. No secret is in a plan: headers and cookies of subscriptions are named by their
environment variables.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

ListKind = Literal["feed", "sitemap", "section", "robots", "front"]


class Trigger(StrEnum):
    """What makes runs. The strings are stored; plans that others make may have others."""

    CRAWL = "crawl"
    SCHEDULE = "schedule"
    REVISIT = "revisit"
    """Looks again at known articles: the budget of revisits counts its checks."""
    SOURCES = "sources"
    INIT = "init"
    EXTRACT = "extract"
    UNWATCH = "unwatch"
    REEXTRACT = "reextract"
    LEARN = "learn"
    ALIAS = "alias"
    """Says which article a URL belongs to, and looks at nothing."""
    REDACT = "redact"
    RETENTION = "retention"

    @property
    def crawls_sources(self) -> bool:
        """Whether such a run reads the lists of the sources that it names.

        A revisit names its sources too, and looks at none of their lists.
        """
        return self in {Trigger.CRAWL, Trigger.SCHEDULE}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTarget:
    """One page to look at."""

    url: str
    source: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    rescue: str | None = None
    """Full text that a feed carried for this page, for extraction to fall back on."""
    title: str | None = None
    """The title that the list gave, if it gave one."""
    published: str | None = None
    """ISO 8601 in UTC: the date that the list gave, if it gave one."""
    modified: str | None = None
    """ISO 8601 in UTC: when the page was last modified, as the list says."""
    found_in: str | None = None
    """URL of the feed, sitemap or section page that named this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTarget:
    """One list of article links.

    A feed, a sitemap, a section page, a robots.txt that names sitemaps, or a site's front page,
    which names feeds.
    """

    source: str
    url: str
    kind: ListKind
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRules:
    """What of a Source's links is taken, and what is sent along with requests to it."""

    name: str
    include: tuple[str, ...] = ()
    """Regular expressions searched for in the URL; with none, every link is taken."""
    exclude: tuple[str, ...] = ()
    same_site: bool = True
    """Take only links to the registrable domain of the list that gave them."""
    max_age: int | None = None
    """Seconds: leave out links that their list dates further back than this. Undated links are
    taken.
    """
    max_links: int | None = None
    """Take at most this many links in one run, the first ones as the lists arrive."""
    headers_env: tuple[tuple[str, str], ...] = ()
    """(header name, name of the environment variable that holds its value)."""
    cookies_env: str | None = None
    """Name of the environment variable that holds a ``Cookie`` header's value."""
    sites: tuple[str, ...] = ()
    """Registrable domains, as ``crawler.identity.registrable`` gives them, that this source's
    headers and cookies may be sent to.
    """
    render: bool = False
    """Have a browser run the scripts of its pages, and read what that makes of them."""
    screenshot: bool = False
    """Keep a picture of each rendered page, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How hard and how far a run may fetch."""

    user_agent: str
    concurrency: int = 32
    per_host_delay_ms: int = 1000
    timeout: int = 30
    """Seconds for one request, from sending it to the last byte of its answer."""
    max_page_bytes: int = 10_000_000
    """For the body as received and again for the body decoded."""
    retries: int = 2
    obey_robots: bool = True
    allow_private_networks: bool = False
    proxy_resolves: bool = False
    """Ask a proxy for hosts that have no address here, too: it judges addresses itself."""
    grace: int = 3
    """Seconds that running downloads are given when the run is told to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that one run is told.

    ``targets`` are checked as they are; ``lists`` give more of them.
    """

    run: str
    trigger: str
    """A ``Trigger``, where this project made the plan."""
    limits: Limits
    targets: tuple[PageTarget, ...] = ()
    lists: tuple[ListTarget, ...] = ()
    sources: tuple[SourceRules, ...] = ()
    watch: bool = False
    """Look again at the pages that no source led to, as often as the configuration says, from now
    on.
    """
    unwatch: bool = False
    """No longer look again at the articles that this run's check lines name. Nothing is fetched."""
    since_last: int | None = None
    """Seconds: skip articles that were checked more recently than this."""
    leave_known: bool = False
    """Of what lists give, look only at what was never looked at, or was modified since as a list
    says. Revisits see to the rest.
    """
    lists_only: bool = False
    """Read the lists and stop there: what each source would yield right now."""
    follow_lists: bool = True
    """Read the further lists that a list names, too."""
