"""Which of a list's links a source takes. Pure: the time comes in as an argument."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from crawler.discover import Link
from crawler.errors import BadUrl
from crawler.identity import article_of, host_of, same_site
from crawler.identity.urls import scheme_refusal
from crawler.model import DropRule
from crawler.plan import SourceRules

MAX_SHOWN = 300
"""Characters of an unusable URL that are shown: a ``data:`` URL can be a whole page."""


class LinkFilter:
    """One source's rules, ready to use, and how many links it may still take."""

    def __init__(self, rules: SourceRules, *, left: int | None = None) -> None:
        self.rules = rules
        self._include = [re.compile(pattern) for pattern in rules.include]
        self._exclude = [re.compile(pattern) for pattern in rules.exclude]
        self._left = rules.max_links if left is None else left
        self.other_hosts: Counter[str] = Counter()
        """Host to number of links that ``same_site`` left out."""

    def apply(
        self, links: Iterable[Link], list_urls: tuple[str, ...], now: datetime
    ) -> tuple[tuple[Link, ...], Counter[DropRule], dict[str, str]]:
        """Return the links taken, each article once; how many were dropped and why.

        And the unusable ones with the reason for each.

        ``list_urls`` are the list's own: where it was asked for, and where it answered.
        """
        taken: dict[str, Link] = {}
        dropped: Counter[DropRule] = Counter()
        unusable: dict[str, str] = {}
        for link in links:
            refusal = url_refusal(link.url)
            if refusal:
                unusable[link.url[:MAX_SHOWN]] = refusal
                continue
            article = article_of(link.url)
            why = DropRule.DUPLICATE if article in taken else self._why_not(link, list_urls, now)
            if why:
                dropped[why] += 1
                if why is DropRule.SAME_SITE:
                    self.other_hosts[host_of(link.url)] += 1
            else:
                taken[article] = link
        return tuple(taken.values()), dropped, unusable

    def _why_not(self, link: Link, list_urls: tuple[str, ...], now: datetime) -> DropRule | None:
        if self.rules.same_site and not any(same_site(link.url, url) for url in list_urls):
            return DropRule.SAME_SITE
        if self._include and not any(pattern.search(link.url) for pattern in self._include):
            return DropRule.INCLUDE
        if any(pattern.search(link.url) for pattern in self._exclude):
            return DropRule.EXCLUDE
        if self.is_old(link, now):
            return DropRule.MAX_AGE
        return self._over_number()

    def is_old(self, link: Link, now: datetime) -> bool:
        """Return whether the list dates the link further back than ``max_age``.

        A date without a time lasts to the end of its day.
        """
        dates = [moment for moment in (link.published, link.lastmod) if moment]
        if self.rules.max_age is None or not dates:
            return False
        newest = max(dates)
        slack = timedelta(days=1) if newest.time() == time(0) else timedelta()
        return now - newest > timedelta(seconds=self.rules.max_age) + slack

    def _over_number(self) -> DropRule | None:
        if self._left is None:
            return None
        self._left -= 1
        return DropRule.MAX_LINKS if self._left < 0 else None


def url_refusal(url: str) -> str | None:
    """Return why the URL cannot be an article (as a check-line reason), or None."""
    refusal = scheme_refusal(url)
    if refusal:
        return refusal
    try:
        article_of(url)
    except BadUrl as error:
        return f"URL: {error.message}"
    return None


def key_of(url: str) -> str:
    """Return the article that the URL names, or the URL itself where it can be none's."""
    return url if url_refusal(url) else article_of(url)
