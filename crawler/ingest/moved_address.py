"""Recognise an article that the archive keeps under another address.

Its headline changed and the address with it, or one page answers at two addresses. What crawls
decide here they decide once: a URL for which there is an alias is left to people.
"""

import threading
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from crawler import identity
from crawler.archive import AliasReason
from crawler.index import Index
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.article_lookup import ArticleLookup
from crawler.ingest.same_article import SameArticle, article_numbers, same_article
from crawler.model import Extraction, newest_text
from crawler.passages import passage_fingerprints, shingles

MAX_FRESH = 256
"""New pages of a run that are remembered until the index has them."""
MAX_ALIASES = 20
"""Addresses of an article that redirects may add: some sites lead to another one each time."""


@dataclass(frozen=True, slots=True)
class AddressMove:
    """That a URL belongs to an article that the archive keeps."""

    url: str
    article: str
    same: SameArticle


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known of an article to which an address may belong."""

    article: str
    numbers: frozenset[str]
    text: Extraction | None


def numbers_of(index: Index, article: str) -> frozenset[str]:
    """Return the numbers of an article's addresses: of its versions, and of its aliases."""
    urls = set(index.urls_of(article))
    urls.update(url for _, url, _ in index.alias_keys(article, MAX_ALIASES))
    return frozenset[str]().union(*map(article_numbers, urls))


class MoveFinder:
    """Finds the moves that one run's pages show. Safe to use from several threads."""

    def __init__(self, index: Index, lookup: ArticleLookup) -> None:
        self._index, self._lookup = index, lookup
        self._fresh: deque[_Kept] = deque(maxlen=MAX_FRESH)
        self._finding = threading.Lock()

    def kept(self, url: str, page: Extraction) -> AddressMove | None:
        """Return the article of the same site that a page at an unknown address shows.

        By the number that both addresses have. Where it fits several, it is no article's number.
        """
        numbers = article_numbers(url)
        if not numbers:
            return None
        own = identity.article_of(url)
        with self._finding:
            found = self._numbered(url, numbers, page)
            if found is None:
                self._fresh.append(_Kept(own, numbers, page))
        return found

    def of_settled(
        self, context: ArticleContext, final: str, page: Extraction
    ) -> AddressMove | None:
        """Return what the page of a settled URL shows of addresses; None if nothing new."""
        return self._shown(context, final, page) or self._twin(context, final, page)

    def _twin(self, context: ArticleContext, final: str, page: Extraction) -> AddressMove | None:
        """Return that a young article is kept twice, which two runs at a time may have begun.

        The page must be the article's own still, and not one that its address leads to by now.
        """
        head, numbers = context.head, article_numbers(context.url)
        if (
            not numbers
            or head is None
            or head.record.version > 1
            or not identity.article_of(context.url) == identity.article_of(final) == context.article
            or self._index.decided(context.article) is not None
        ):
            return None
        own = newest_text((head.record,))
        is_same = own is not None and own.text == page.text
        known = self._index.passages_of_text(context.article, 1) if is_same else None
        found = self._numbered(context.url, numbers, page, known)
        if found is None or own is None or same_article(page, own, None) is None:
            return None
        return self._joined(context.article, found.article, (context.url,), found.same)

    def _numbered(
        self,
        url: str,
        numbers: frozenset[str],
        page: Extraction,
        fingerprints: Collection[int] | None = None,
    ) -> AddressMove | None:
        """Return the one article that has a number of these; ``fingerprints`` are the page's."""
        own, site = identity.article_of(url), identity.registrable(identity.host_of(url))
        if fingerprints is None:
            fingerprints = passage_fingerprints(shingles(page.text))
        stored = [
            kept
            for article in self._index.on_site(site, fingerprints)
            if article != own and (kept := self._kept(article, numbers)) is not None
        ]
        fresh = [
            one
            for one in self._fresh
            if one.article != own
            and numbers & one.numbers
            and identity.registrable(one.article.partition("/")[0]) == site
            and self._index.decided(one.article) is None
        ]
        found: dict[str, AddressMove] = {}
        for one in (*stored, *fresh):
            if one.text is None or self._stands_alone(one.article):
                continue
            common = numbers & one.numbers
            detail = f"both addresses have {' and '.join(sorted(common))}"
            same = same_article(page, one.text, AliasReason("number", detail))
            if same is not None:
                found.setdefault(one.article, AddressMove(url, one.article, same))
        return next(iter(found.values())) if len(found) == 1 else None

    def _shown(self, context: ArticleContext, final: str, page: Extraction) -> AddressMove | None:
        """Return what a page of a kept article shows of its addresses; None if nothing new.

        It was redirected, or its canonical link leads elsewhere on the site. Where another article
        is kept there, the younger of the two belongs to the elder.
        """
        target = identity.canonical_target(final, page.canonical)
        led = [(final, AliasReason("redirect", f"{context.url} leads to {final}"))]
        if target is not None:
            led.append((target, AliasReason("canonical", f"{final} names {target} as canonical")))
        for url, reason in led:
            move = self._led(context, url, reason, page)
            if move is not None:
                return move
        return None

    def _led(
        self, context: ArticleContext, url: str, reason: AliasReason, page: Extraction
    ) -> AddressMove | None:
        own = identity.article_of(url)
        if own in {context.article, identity.article_of(context.url)} or not identity.same_site(
            context.url, url
        ):
            return None
        other = self._index.article_for(url) or self._lookup.aliased(url)
        text = self._text(context.article)
        same = same_article(page, text, reason) if text and other != context.article else None
        if same is None or self._stands_alone(context.article):
            return None
        if other is None:
            # A canonical link alone says nothing of the text at an address that nobody looked at.
            bounded = self._index.count_aliases(context.article) < MAX_ALIASES
            is_new = bounded and reason.kind == "redirect"
            return AddressMove(url, context.article, same) if is_new else None
        theirs = self._text(other)
        if theirs is None or same_article(page, theirs, reason) is None:
            return None
        return self._joined(context.article, other, (context.url, url), same)

    def _joined(
        self, one: str, other: str, urls: Iterable[str], same: SameArticle
    ) -> AddressMove | None:
        """Return that the younger of two kept articles belongs to the elder."""
        elder, younger = sorted((one, other), key=self._age)
        records = self._index.versions(younger)
        known = (*urls, *(record.url for record in records))
        url = next((url for url in known if identity.article_of(url) == younger), None)
        if url is None or self._stands_alone(other) or self._index.decided(younger) is not None:
            return None
        return AddressMove(url, elder, same)

    def _age(self, article: str) -> tuple[str, str]:
        records = self._index.versions(article)
        return min((record.captured_at.isoformat() for record in records), default="~"), article

    def _stands_alone(self, article: str) -> bool:
        """Return whether somebody has decided that the article belongs to no other."""
        return self._index.decided(article) == article

    def _kept(self, article: str, wanted: frozenset[str]) -> _Kept | None:
        """Return the article, if one of its addresses has a number of these."""
        numbers = numbers_of(self._index, article)
        return _Kept(article, numbers, self._text(article)) if numbers & wanted else None

    def _text(self, article: str) -> Extraction | None:
        return newest_text(self._index.versions(article))
