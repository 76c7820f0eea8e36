"""Settle identity: which article a page belongs to that was fetched and read."""

from dataclasses import dataclass, replace
from datetime import datetime

from crawler import identity
from crawler.archive import Alias, Archive
from crawler.attest import AliasStanding
from crawler.capture import Fetched
from crawler.errors import BadRecord
from crawler.fingerprint import fingerprint_of
from crawler.identity.landing import is_another
from crawler.index import Index
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.article_lookup import ArticleLookup
from crawler.ingest.moved_address import MoveFinder
from crawler.ingest.same_article import SameArticle
from crawler.model import Extraction


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledPage:
    """A fetch with all that is known of it before a decision."""

    context: ArticleContext
    fetched: Fetched
    extraction: Extraction | None
    moved: bool
    """The fetch showed that it belongs to another article than its URL."""

    fingerprint: str | None
    """Of the text; None where the page could not be read."""


class IdentitySettler:
    """Settles the articles of one run's pages."""

    def __init__(self, archive: Archive, index: Index, lookup: ArticleLookup, *, run: str) -> None:
        self._archive, self._index, self._lookup, self._run = archive, index, lookup, run
        self._moves = MoveFinder(index, lookup)

    def settled(
        self,
        context: ArticleContext,
        fetched: Fetched,
        extraction: Extraction | None,
        fingerprint: str | None = None,
    ) -> SettledPage:
        """Return the page with the article that it belongs to; an unreadable one stays.

        ``fingerprint`` is that of the extraction, where it is known.
        """
        found = context
        if extraction is not None and extraction.problem is None and fetched.capture is not None:
            found = self._settle(context, fetched, fetched.capture.url, extraction)
        return SettledPage(
            context=found,
            fetched=fetched,
            extraction=extraction,
            moved=found.article != context.article,
            fingerprint=fingerprint or _fingerprint(extraction),
        )

    def _settle(
        self, context: ArticleContext, fetched: Fetched, final_url: str, extraction: Extraction
    ) -> ArticleContext:
        """Return the context of a readable page's article, and make the mapping stick.

        A URL that is settled stays where it is, unless its article turns out to be kept twice.
        Else the page that answered decides, or its canonical link where that is credible. The first
        accepted mapping wins, whoever made it. An address that leads to another article, by its
        number or day, is none of that article's: what stands there is kept as that one, and the
        address is asked again.
        """
        final = identity.normalise(final_url)
        with self._index.one_state():
            known = self._index.article_for(context.url)
            there = replace(context, article=known or context.article)
            is_settled = context.settled or known is not None
            move = self._moves.of_settled(there, final, extraction) if is_settled else None
        article = there.article
        if move is not None:
            self._made(move.url, move.article, fetched.fetched_at, move.same)
            article = self._index.belongs(article)
        elif not is_settled:
            article = self._found(context.url, fetched, final, extraction)
            own = identity.article_of(context.url)
            shown = identity.canonical_target(final, extraction.canonical) or final
            stays = is_another(context.url, shown) or self._index.decided(own) is not None
            if article != own and not stays:
                article = self._made(context.url, article, fetched.fetched_at)
        if article == context.article:
            return replace(context, settled=True)
        return self._lookup.with_head(replace(context, article=article, settled=True))

    def _made(self, url: str, article: str, at: datetime, same: SameArticle | None = None) -> str:
        """Make an alias, and return the Article that the URL belongs to."""
        alias = Alias(
            url=url,
            article=article,
            accepted_at=at,
            run=self._run,
            score=same.score if same else None,
            reasons=same.reasons if same else (),
        )
        accepted = self._accepted(alias)
        if accepted != identity.article_of(url):
            key, host = identity.alias_key(url), identity.host_of(url)
            self._index.add_alias(key, host, url, accepted)
        return accepted

    def _found(self, asked: str, fetched: Fetched, final: str, page: Extraction) -> str:
        """Return the article of a page at an address that belongs to none so far.

        A page that shows an article which is kept under another address has an alias made for its
        own.
        """
        article, url = self._home_of(asked, final, page.canonical)
        move = self._moves.kept(url, page) if url is not None else None
        if move is None:
            return article
        return self._made(move.url, move.article, fetched.fetched_at, move.same)

    def _accepted(self, alias: Alias) -> str:
        """Make the alias, and return the Article that the URL belongs to.

        Another's, where that one stands and check lines vouch for it. Of one that may be a run's
        beside this one, or a stranger's, nothing is taken: the URL stays its own article's.
        """
        try:
            stands = self._archive.accept(alias)
        except BadRecord as error:
            self._lookup.note(identity.alias_key(alias.url), error.message)
            return alias.article
        if stands.article == alias.article or self._lookup.follows(stands):
            return stands.article
        injected = self._lookup.standing(stands) is AliasStanding.INJECTED
        return alias.article if injected else identity.article_of(alias.url)

    def _home_of(self, asked: str, final: str, canonical: str | None) -> tuple[str, str | None]:
        """Return the article that the answering URL belongs to, and the URL where it is a new one.

        By an earlier acceptance, by its canonical link, or its own.

        ``asked`` was looked up before the fetch, and belonged to none.
        """
        target = identity.canonical_target(final, canonical)
        candidates = [final] if target is None else [final, target]
        for url in (url for url in candidates if url != asked):
            known = self._index.article_for(url) or self._lookup.aliased(url)
            if known is not None:
                return known, None
        return identity.article_of(candidates[-1]), candidates[-1]


def _fingerprint(extraction: Extraction | None) -> str | None:
    if extraction is None or extraction.problem is not None:
        return None
    return fingerprint_of(extraction)
