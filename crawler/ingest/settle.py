"""Settle identity: which article a page belongs to that was fetched and read."""

from dataclasses import dataclass, replace

from crawler import identity
from crawler.archive import Alias, Archive
from crawler.attest import AliasStanding
from crawler.capture import Fetched
from crawler.errors import BadRecord
from crawler.fingerprint import fingerprint_of
from crawler.index import Index
from crawler.ingest.article_lookup import ArticleContext, ArticleLookup
from crawler.model import Extraction


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledPage:
    """A fetch with all that is known of it before a decision."""

    context: ArticleContext
    fetched: Fetched
    extraction: Extraction | None
    moved: bool
    """The fetch showed that it belongs to another article than its URL."""

    @property
    def fingerprint(self) -> str | None:
        """Return the fingerprint of the text; None where the page could not be read."""
        if self.extraction is None or self.extraction.problem is not None:
            return None
        return fingerprint_of(self.extraction)


class IdentitySettler:
    """Settles the articles of one run's pages."""

    def __init__(self, archive: Archive, index: Index, lookup: ArticleLookup, *, run: str) -> None:
        self._archive, self._index, self._lookup, self._run = archive, index, lookup, run

    def settled(
        self, context: ArticleContext, fetched: Fetched, extraction: Extraction | None
    ) -> SettledPage:
        """Return the page with the article that it belongs to; an unreadable one stays."""
        found = context
        if extraction is not None and extraction.problem is None and fetched.capture is not None:
            found = self._settle(context, fetched, fetched.capture.url, extraction)
        return SettledPage(
            context=found,
            fetched=fetched,
            extraction=extraction,
            moved=found.article != context.article,
        )

    def _settle(
        self, context: ArticleContext, fetched: Fetched, final_url: str, extraction: Extraction
    ) -> ArticleContext:
        """Return the context of a readable page's article, and make the mapping stick.

        A URL that is settled stays where it is. Else the page that answered decides, or its
        canonical link where that is credible. The first accepted mapping wins, whoever made it.
        """
        if context.settled:
            return context
        final = identity.normalise(final_url)
        article = self._home_of(context.url, final, extraction.canonical)
        if article != identity.article_of(context.url):
            article = self._accepted(
                Alias(
                    url=context.url,
                    article=article,
                    accepted_at=fetched.fetched_at,
                    run=self._run,
                )
            )
        if article != identity.article_of(context.url):
            self._index.add_alias(
                identity.alias_key(context.url), identity.host_of(context.url), context.url, article
            )
        if article == context.article:
            return replace(context, settled=True)
        return self._lookup.with_head(replace(context, article=article, settled=True))

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

    def _home_of(self, asked: str, final: str, canonical: str | None) -> str:
        """Return the article that the answering URL belongs to.

        By an earlier acceptance, by its canonical link, or its own.

        ``asked`` was looked up before the fetch, and belonged to none.
        """
        target = identity.canonical_target(final, canonical)
        candidates = [final] if target is None else [final, target]
        for url in (url for url in candidates if url != asked):
            known = self._index.article_for(url) or self._lookup.aliased(url)
            if known is not None:
                return known
        return identity.article_of(candidates[-1])
