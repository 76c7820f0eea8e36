"""What the archive holds of an article: looked up before its fetch, and again after a lost race."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from crawler import identity
from crawler.archive import Alias, Archive
from crawler.attest import AliasStanding, standing_of
from crawler.attest.chain import (
    ChainLink,
    known_link,
    link_of,
    problem_of,
    redacted_link,
    shortened_link,
)
from crawler.errors import BadRecord, HeadMissing
from crawler.index import ArticleSummary, Hashes, Index, RedactedVersion
from crawler.ingest.article_context import ArticleContext, DamagedHead
from crawler.ingest.indexed_article import IndexedArticle, Ranges, gaps_in, indexed_article
from crawler.model import Head

log = logging.getLogger("palimpsest")


class ArticleLookup:
    """Looks articles up: the index for speed, the store for truth."""

    def __init__(
        self, archive: Archive, index: Index, *, run: str, clock: Callable[[], datetime]
    ) -> None:
        self._archive, self._index, self._run, self._clock = archive, index, run, clock
        self.damage: dict[str, str] = {}
        """Key of each object that was met and could not be believed, with the reason."""

    def of(self, url: str, *, at: datetime | None = None) -> ArticleContext:
        """Return where the URL's article stands now; with ``at``, how it stood then.

        Asks the store for versions that the index has not seen.
        """
        url = identity.normalise(url)
        with self._index.one_state():
            known = self._index.article_for(url)
            told = indexed_article(self._index, known) if known is not None else None
        known = known or self.aliased(url)
        context = self.with_head(
            ArticleContext(
                url=url, article=known or identity.article_of(url), settled=known is not None, at=at
            ),
            told,
        )
        return replace(
            context,
            settled=context.settled or context.end is not None or context.damaged is not None,
        )

    def aliased(self, url: str) -> str | None:
        """Return the Article that an alias which is to be followed gives the URL."""
        try:
            alias = self._archive.alias(url)
        except BadRecord as error:
            self.note(identity.alias_key(url), error.message)
            return None
        return alias.article if alias is not None and self.follows(alias) else None

    def follows(self, alias: Alias) -> bool:
        """Return whether check lines, or this run itself, vouch for an alias."""
        standing = self.standing(alias)
        if standing is AliasStanding.INJECTED:
            self.note(
                identity.alias_key(alias.url),
                f"no check line says that {alias.url} belongs to {alias.article}: not followed",
            )
        return standing is AliasStanding.ATTESTED

    def standing(self, alias: Alias) -> AliasStanding:
        """Return who vouches for an alias; this run does for its own."""
        if alias.run == self._run:
            return AliasStanding.ATTESTED
        return standing_of(alias, self._index, self._archive.store, now=self._clock())

    def note(self, key: str, problem: str) -> None:
        """Take down an object that cannot be believed: the run ends with the status of damage."""
        if key not in self.damage:
            log.warning("damaged: %s: %s; run `palimpsest verify`", key, problem)
        self.damage[key] = problem

    def with_head(
        self, context: ArticleContext, told: IndexedArticle | None = None
    ) -> ArticleContext:
        """Return the same context with the head of this moment: another writer may be faster.

        The listing begins at the head that the index knows, or has just ``told``: the store has it.
        """
        article, damaged = context.article, None
        # Before the listing: a version is stored before a line names it.
        known = told or indexed_article(self._index, article)
        said, gone = known.said, known.redacted
        head, fresh = self._fresh(article, known.head)
        is_news = bool(fresh) or head is not known.head
        link = None if head is None else known_link(head, said)
        if head is not None and head.record.version in gone:
            link = redacted_link(gone[head.record.version], said)
        for number, data in fresh:
            link = self._judged(article, number, data, said, link)
            if link.record is not None and link.sha256 is not None and link.problem is None:
                self._index.add_version(
                    identity.version_key(article, number), link.record, link.sha256
                )
        if head is None:
            link = self._taken_out_above(article, link, gone, said)
        if link is not None and link.sha256 is not None:
            head = (
                Head(record=link.record, sha256=link.sha256)
                if link.record is not None and link.problem is None
                else None
            )
            if link.problem is None and link.number in gone:
                head, damaged = None, _redacted_head(link)
            elif head is None:
                damaged = self._damaged(article, link, said)
        highest = max(known.named, link.number if link else 0)
        known = indexed_article(self._index, article) if is_news else known
        standing = self._standing(context, head, known.summary)
        found = replace(
            context,
            head=standing,
            tip=head if head is not standing else None,
            damaged=damaged,
            summary=known.summary,
            next=highest + 1,
            gaps=self._gaps(article, known.numbers, highest),
            order_id=known.order_id,
        )
        if found.broken:
            self._note_deleted(found)
        return found

    def _taken_out_above(
        self,
        article: str,
        link: ChainLink | None,
        gone: Mapping[int, RedactedVersion],
        said: Hashes,
    ) -> ChainLink | None:
        """Return the newest link: this one, or a later one that was redacted or shortened.

        No listing of records shows these, and the index may have forgotten the Article.
        """
        cut = self._index.shortened_of([article])[article]
        top = max([*gone, *cut], default=0)
        if top <= (link.number if link else 0):
            return link
        if top in gone:
            return redacted_link(gone[top], said)
        prints = self._index.texts_said(article, top)
        return shortened_link(article, cut[top], self._archive.store.read, said, prints)

    def _standing(
        self, context: ArticleContext, tip: Head | None, summary: ArticleSummary | None
    ) -> Head | None:
        """Return the Version that pages are to be compared with.

        Where Versions were imported, that is not always the one of the highest number.
        """
        number = summary.version if summary else None
        if context.at is not None:
            places = self._index.standing_at(context.article, context.at)
            number = places[-1].number if places else None
        elif tip is None:
            return None
        if tip is not None and number == tip.record.version:
            return tip
        return self._index.recorded(context.article, number) if number is not None else None

    def _note_deleted(self, context: ArticleContext) -> None:
        """Take down what was made in this archive and is not there: that is no gap but damage."""
        for number in sorted(self._index.made_here(context.article)):
            if any(first <= number <= last for first, last in context.gaps):
                self.note(identity.version_key(context.article, number), "it is not there")

    def _judged(
        self, article: str, number: int, data: bytes, said: Hashes, before: ChainLink | None
    ) -> ChainLink:
        """Return the record as a link of the chain, with what is the matter with it.

        What looks damaged is read once more: a bad line must not make a crawl record a page anew.
        """
        key, known = (
            identity.version_key(article, number),
            {before.number: before} if before else {},
        )
        for last in (False, True):
            links = {number: link_of(key, number, data, said, {})} | known
            link = replace(links[number], problem=problem_of(number, links, said))
            if link.problem is None or last:
                break
            data = self._archive.store.read(key)
        return link

    def _fresh(
        self, article: str, head: Head | None
    ) -> tuple[Head | None, list[tuple[int, bytes]]]:
        """Return the head that the index knows, and number and bytes of all Versions above it.

        Where the store does not hold that head, the index was fed from another archive, or the
        store lost records: the index forgets the article's, and learns what the store has.
        """
        try:
            return head, self._archive.since(
                article, head.record.version
            ) if head else self._archive.above(article, 0)
        except HeadMissing as error:
            log.warning(
                "%s: %s, which the index knows; going on with what the store has",
                article,
                error.message,
            )
            self._index.forget(article)
            return None, self._archive.above(article, 0)

    def _gaps(self, article: str, numbers: tuple[int, ...], highest: int) -> Ranges:
        """Return the ranges that the store does not hold.

        It is asked only where the index knows of fewer numbers than there should be.
        """
        gaps = gaps_in(numbers, highest)
        return gaps_in(self._archive.numbers(article), highest) if gaps else ()

    def _damaged(self, article: str, link: ChainLink, said: Hashes) -> DamagedHead:
        self.note(identity.version_key(article, link.number), link.problem or "")
        attested = said.get(link.number) or frozenset()
        digest = next(iter(attested)) if len(attested) == 1 else link.sha256
        return DamagedHead(
            version=link.number,
            sha256=digest or "",
            stands=link.sha256 or "",
            problem=link.problem or "",
        )


def _redacted_head(link: ChainLink) -> DamagedHead:
    digest = link.sha256 or ""
    return DamagedHead(
        version=link.number,
        sha256=digest,
        stands=digest,
        problem="its text was taken out",
        word="redacted",
    )
