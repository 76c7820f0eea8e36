"""A person's word on which article a URL belongs to, recorded as a run without fetches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler import identity
from crawler.archive import Alias, AliasReason, open_for_writing
from crawler.codec import format_utc
from crawler.config import Config
from crawler.errors import UsageError
from crawler.index import Index
from crawler.ingest.same_article import same_article
from crawler.model import newest_text, storable
from crawler.plan import Trigger
from crawler.store.open_store import open_store
from jobs.naming import naming_run

MAX_REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class AliasDecided:
    """A decision that was recorded."""

    alias: Alias
    number: int

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "run": self.alias.run,
            "url": self.alias.url,
            "article": self.alias.article,
            "number": self.number,
            "accepted_at": format_utc(self.alias.accepted_at),
            "score": self.alias.score,
        }


class Aliasing:
    """Records decisions."""

    def __init__(self, config: Config, index: Index, *, clock: Callable[[], datetime]) -> None:
        self._config, self._index, self._clock = config, index, clock

    def join(self, url: str, article: str, reason: str) -> AliasDecided:
        """Record that a URL belongs to a kept article. Raises ``UsageError`` where it does."""
        article, own = self._index.belongs(article), identity.article_of(url)
        if (self._index.article_for(url) or own) == article:
            raise UsageError(
                f"the two belong to one article already, {article}",
                hint="`palimpsest alias list URL` shows since when and why",
            )
        ours, theirs = (newest_text(self._index.versions(name)) for name in (own, article))
        same = same_article(ours, theirs, None) if ours and theirs else None
        reasons = (AliasReason("hand", reason), *(same.reasons if same else ()))
        return self._decided(url, article, reasons, same.score if same else None)

    def split(self, url: str, reason: str) -> AliasDecided:
        """Record that a URL belongs to no article but its own. Raises ``UsageError`` if so."""
        own = identity.article_of(url)
        if self._index.decided(own) in {None, own}:
            raise UsageError(
                f"{url} belongs to no other article: there is nothing to split",
                hint="give the address that was joined; `palimpsest alias list` names all",
            )
        return self._decided(url, own, (AliasReason("hand", reason),), None)

    def _decided(
        self, url: str, article: str, reasons: tuple[AliasReason, ...], score: int | None
    ) -> AliasDecided:
        store = self._config.store
        at = self._clock()
        archive = open_for_writing(open_store(store), now=at, single_writer=store.single_writer)
        naming = naming_run(self._config, archive, self._index, Trigger.ALIAS, clock=self._clock)
        alias = Alias(
            url=url,
            article=article,
            accepted_at=at,
            run=naming.run,
            by_hand=True,
            score=score,
            reasons=reasons,
        )
        key = archive.decide(alias, self._index.count_decisions(identity.article_of(url)))
        naming.close()
        self._index.add_alias(key, identity.host_of(url), url, article)
        return AliasDecided(alias, self._index.count_decisions(identity.article_of(url)))


def reason_of(given: str | None, default: str) -> str:
    """Return a person's reason, or the default. Raises ``UsageError`` for one too long."""
    text = storable((given or "").strip()) or default
    if len(text) > MAX_REASON_LENGTH:
        raise UsageError(f"--reason is longer than {MAX_REASON_LENGTH} characters")
    return text
