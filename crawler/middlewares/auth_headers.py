"""Headers and cookies that a source sets from the environment.

Sent to the source's own site, and nowhere else.

They are put on afresh at every hop, so a redirect to another site goes without them. Their values
are read when the run starts, and stand in no plan, log or capture.
"""

from collections.abc import Mapping
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errors import BadUrl
from crawler.identity import host_of, registrable
from crawler.plan import Plan, SourceRules
from crawler.secrets import Mask, of_proxies


class AuthHeaders:
    """Adds a source's own headers to requests made for it, where they go to one of its
    ``sites``.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        spider: Any = crawler.spider
        plan: Plan = spider.plan
        self._mask = mask_of(plan, spider.environ)
        self._secrets = {rules.name: secrets_of(rules, spider.environ) for rules in plan.sources}
        self._sites = {rules.name: frozenset(rules.sites) for rules in plan.sources}
        places = [(one.source, one.url) for one in plan.lists] + [
            (one.source or "", one.url) for one in plan.targets
        ]
        self._plain = frozenset(
            (source, _site(url)) for source, url in places if url.startswith("http:")
        )

    def process_request(self, request: Request) -> None:
        """Set what belongs to the request's source and site, and take off what a redirect brought
        along.
        """
        request.meta["mask"] = self._mask
        displaced: dict[str, list[bytes]] = request.meta.pop("displaced", {})
        for name, values in displaced.items():
            request.headers.setlist(name, values)
        source = getattr(request.meta.get("target"), "source", None) or ""
        secrets = self._secrets.get(source, {}) if self._is_own(source, request.url) else {}
        request.meta["displaced"] = {name: request.headers.getlist(name) for name in secrets}
        request.headers.update(secrets)

    def _is_own(self, source: str, url: str) -> bool:
        """Return whether the source may send its headers there.

        To its sites, and in the clear only where its own URLs are plain ``http``.
        """
        site = _site(url)
        return site in self._sites.get(source, ()) and (
            url.startswith("https:") or (source, site) in self._plain
        )


def mask_of(plan: Plan, environ: Mapping[str, str]) -> Mask:
    """Return the mask of all that any source of the plan sends along, and of the proxies'
    credentials: a redirect may carry it anywhere.
    """
    headers = [pair for rules in plan.sources for pair in secrets_of(rules, environ).items()]
    return Mask.of_headers(headers, of_proxies(environ))


def secrets_of(rules: SourceRules, environ: Mapping[str, str]) -> dict[str, str]:
    """Return lower-case header name to value, of those variables that are set."""
    named = [*rules.headers_env, *([("cookie", rules.cookies_env)] if rules.cookies_env else [])]
    values = {header.lower(): environ.get(variable, "").strip() for header, variable in named}
    return {header: value for header, value in values.items() if value}


def _site(url: str) -> str:
    """Return the registrable domain; nothing for what is no URL, which is nobody's site."""
    try:
        return registrable(host_of(url))
    except BadUrl:
        return ""
