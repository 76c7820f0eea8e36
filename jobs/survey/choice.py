"""Which of the tried lists a source should have, and with which settings."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from jobs.survey.tried_list import ListJudgement, TriedList, domain_of

MIN_HEADLINES = 5
"""Links that read like headlines, from which a page is a section."""
MIN_NEW_HEADLINES = 3
ONE_DOMAIN_SHARE = 0.8
MAJORITY = 0.6
FRESH = timedelta(days=1)

_ARTICLE_PATHS = (r"/20\d\d/", r"\d{5,}", r"[^/]*(?:-[^/-]+){3,}")
"""What tells an article's address from a section's: a year, a long number, a name of four words."""

_NO_TEXT = ("video", "videos", "podcast", "podcasts", "audio", "gallery", "galleries", "live")
"""Folders of pages that are no articles to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The lists that are taken, the settings that they need, and what was thought of each list."""

    lists: tuple[TriedList, ...] = ()
    judgements: tuple[tuple[TriedList, ListJudgement], ...] = ()
    domain: str = ""
    """The registrable domain of the articles."""
    are_sections: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    excluded: int = 0
    """How many of the links that were seen ``exclude`` leaves out."""
    off_site: tuple[str, ...] = ()
    """Hosts of lists that are on another site than the articles that they name."""
    max_age: timedelta | None = None
    max_links: int | None = None
    every: timedelta = timedelta(hours=1)


def chosen_lists(tried: Sequence[TriedList], site: str, now: datetime) -> Choice:
    """Return what to take: news sitemaps and feeds, sections if there are neither.

    A whole sitemap only where there is nothing else: most of its pages are old, or no articles.
    """
    domain = site
    if not any(one.articles_of(site) for one in tried if one.kind in {"feed", "sitemap"}):
        domain = _other_home(tried) or site
    judged = {one: _judgement(one, domain, now) for one in tried}
    usable = [one for one, judgement in judged.items() if judgement is ListJudgement.TAKEN]
    news = [one for one in usable if one.is_news]
    feeds = [one for one in usable if one.kind == "feed"]
    pages = [one for one in usable if one.kind in {"front", "section"}]
    maps = [one for one in usable if one.kind == "sitemap" and not one.is_news]
    taken = _covering([*news, *feeds], domain, 1)
    taken = taken or _covering(pages, domain, MIN_NEW_HEADLINES) or _covering(maps[:1], domain, 1)
    are_lists = not any(one in pages for one in taken)
    for one in usable:
        if one not in taken:
            unneeded = one in maps or (one in pages and are_lists)
            judged[one] = ListJudgement.NOT_NEEDED if unneeded else ListJudgement.SAME
    return _with_settings(taken, tuple(judged.items()), domain, now)


def _judgement(one: TriedList, domain: str, now: datetime) -> ListJudgement:
    """Return what is to be said of a list by itself."""
    is_page = one.kind in {"front", "section"}
    is_index = one.kind in {"robots", "sitemap"} and bool(one.fetched.lists) and not one.found
    reasons = {
        ListJudgement.FAILED: not one.arrived,
        ListJudgement.INDEX: is_index,
        ListJudgement.FEW_HEADLINES: is_page and len(one.articles_of(domain)) < MIN_HEADLINES,
        ListJudgement.TAKEN: is_page,
        ListJudgement.EMPTY: not one.found,
        ListJudgement.COMMENTS: one.is_of_comments,
        ListJudgement.OTHER_SITE: one.domains[domain] * 2 < one.domains.total(),
        ListJudgement.STALE: one.is_stale(now),
    }
    return next((why for why, holds in reasons.items() if holds), ListJudgement.TAKEN)


def _other_home(tried: Iterable[TriedList]) -> str | None:
    """Return the one other domain that the site's own lists lead to, if there is one.

    A site may keep its articles under another name. A list of many domains is a collection of
    others' articles.
    """
    domains: Counter[str] = sum(
        (one.domains for one in tried if one.kind in {"feed", "sitemap"}), Counter()
    )
    for domain, number in domains.most_common(1):
        if domain and number >= ONE_DOMAIN_SHARE * domains.total():
            return domain
    return None


def _covering(lists: Iterable[TriedList], domain: str, least: int) -> list[TriedList]:
    """Return the lists without those that name fewer new articles than ``least``."""
    taken: list[TriedList] = []
    seen: set[str] = set()
    for one in lists:
        new = one.articles_of(domain) - seen
        if len(new) >= least:
            taken.append(one)
            seen |= new
    return taken


def _with_settings(
    taken: Sequence[TriedList],
    judgements: tuple[tuple[TriedList, ListJudgement], ...],
    domain: str,
    now: datetime,
) -> Choice:
    """Return the choice with what such lists need."""
    sections = any(one.kind in {"front", "section"} for one in taken)
    off_site = tuple(
        dict.fromkeys(
            urlsplit(one.url).netloc
            for one in taken
            if domain not in {domain_of(one.url), domain_of(one.fetched.final_url or one.url)}
        )
    )
    links = [url for one in taken for url in one.urls_of(domain)]
    include = _include(links) if sections else ()
    if off_site:
        include = (rf"^https?://([^/]*\.)?{re.escape(domain)}/",)
    exclude, excluded = _exclude(links)
    newest = max((one.newest for one in taken if one.newest), default=None)
    whole = any(one.kind == "sitemap" and not one.is_news for one in taken)
    rotating = any(one.lasting_url == one.parent for one in taken)
    return Choice(
        lists=tuple(taken),
        judgements=judgements,
        domain=domain,
        are_sections=sections,
        include=include,
        exclude=exclude,
        excluded=excluded,
        off_site=off_site,
        max_age=timedelta(days=7) if (whole or rotating) and newest else None,
        max_links=200 if whole and not newest else None,
        every=timedelta(minutes=15)
        if sections or (newest and now - newest < FRESH)
        else timedelta(hours=1),
    )


def _include(links: Sequence[str]) -> tuple[str, ...]:
    """Return a pattern that most of the headlines' addresses have and sections' have not."""
    for pattern in _ARTICLE_PATHS:
        fitting = sum(re.search(pattern, urlsplit(url).path) is not None for url in links)
        if fitting >= MAJORITY * len(links):
            return (pattern,)
    return ()


def _exclude(links: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """Return patterns for folders that hold no articles, and how many links they leave out.

    A folder that holds most of what a site lists is what the site is about.
    """
    found: Counter[str] = Counter(
        word for url in links for word in set(urlsplit(url).path.lower().split("/")[:-1])
    )
    words = [word for word in _NO_TEXT if 0 < found[word] * 2 < len(links)]
    return tuple(f"/{word}/" for word in words), sum(found[word] for word in words)
