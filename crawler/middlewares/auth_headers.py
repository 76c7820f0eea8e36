"""Headers and cookies that a source sets from the environment, for its own site alone.

They are put on afresh at every hop, so a redirect to another site goes without them. Their values
are read when the run starts, and stand in no plan, log or capture.
"""

from collections.abc import Mapping
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errors import BadUrl
from crawler.identity import host_of, registrable
from crawler.middlewares.crawl_context import context_of
from crawler.middlewares.fetch_state import state_of
from crawler.plan import Plan, SourceRules
from crawler.secrets import Mask, of_proxies


class AuthHeaders:
    """Adds a source's own headers to requests for it that go to one of its ``sites``."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the component of a crawl."""
        return cls(crawler)

    def __init__(self, crawler: Crawler) -> None:
        context = context_of(crawler)
        plan, environ = context.plan, context.environ
        self._mask = mask_of(plan, environ)
        self._secrets = {rules.name: secrets_of(rules, environ) for rules in plan.sources}
        self._sites = {rules.name: frozenset(rules.sites) for rules in plan.sources}
        places = [(one.source, one.url) for one in plan.lists] + [
            (one.source or "", one.url) for one in plan.targets
        ]
        self._plain = frozenset(
            (source, _site(url)) for source, url in places if url.startswith("http:")
        )

    def process_request(self, request: Request) -> None:
        """Set what belongs to the request's source and site.

        What a redirect brought along is taken off first.
        """
        state = state_of(request)
        state.mask = self._mask
        for name, values in state.displaced.items():
            request.headers.setlist(name, values)
        source = (state.target.source if state.target else None) or ""
        secrets = self._secrets.get(source, {}) if self._is_own(source, request.url) else {}
        state.displaced = {name: request.headers.getlist(name) for name in secrets}
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
    """Return the mask of every source's secrets, and of the proxies' credentials.

    A redirect may carry them anywhere.
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
