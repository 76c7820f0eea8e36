"""Which addresses an article has, who decided so, when, and on what evidence."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from crawler.archive import Alias
from crawler.attest import Damage
from crawler.codec import decode_sealed, format_utc
from crawler.errors import BadRecord, BadUrl, ObjectMissing
from crawler.identity import AliasKey, article_of, parse_key
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import locate
from jobs.wording import moment


@dataclass(frozen=True, slots=True)
class AliasEntry:
    """One alias."""

    alias: Alias
    number: int
    """Counts the decisions on its URL."""
    holds: bool
    """Whether no later one replaces it."""

    @property
    def stands_alone(self) -> bool:
        """Whether it says that its URL belongs to no other article."""
        return article_of(self.alias.url) == self.alias.article

    @property
    def said(self) -> str:
        """Return who decided when, and how sure it was."""
        alias = self.alias
        who = "a person" if alias.by_hand else "a crawl"
        sure = f", score {alias.score} of 100" if alias.score is not None else ""
        later = "" if self.holds else "; a later decision replaces this"
        return f"{who} decided {moment(alias.accepted_at)}{sure}{later}"

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        alias = self.alias
        return {
            "url": alias.url,
            "article": alias.article,
            "number": self.number,
            "holds": self.holds,
            "accepted_at": format_utc(alias.accepted_at),
            "run": alias.run,
            "by_hand": alias.by_hand,
            "score": alias.score,
            "reasons": [asdict(reason) for reason in alias.reasons],
        }


@dataclass(frozen=True, slots=True)
class AliasList:
    """Aliases in the order of their URLs, each URL's in the order of the decisions."""

    article: str | None
    """The article that was asked for."""
    entries: tuple[AliasEntry, ...]

    def document(self) -> dict[str, Any]:
        """Return the list as JSON has it."""
        return {"article": self.article, "aliases": [one.document() for one in self.entries]}


def alias_list(opened: OpenedArchive, text: str | None, *, limit: int) -> AliasList:
    """Return the aliases of the article that a text names, or all. Raises as ``find`` does."""
    article = None if text is None else _asked(opened, text)
    return AliasList(article, tuple(aliases_of(opened, article, limit=limit)))


def aliases_of(opened: OpenedArchive, article: str | None, *, limit: int) -> Iterator[AliasEntry]:
    """Yield the aliases of an article, or all, in the order of ``AliasList``."""
    found: list[tuple[int, Alias]] = []
    for key, url, belongs in opened.index.alias_keys(article, limit):
        alias = _read(opened, key, url, belongs)
        named = parse_key(key)
        if alias is not None and isinstance(named, AliasKey):
            found.append((named.number, alias))
    last = {url_id: opened.index.count_decisions(url_id) for url_id in map(_own, found)}
    for number, alias in found:
        yield AliasEntry(alias, number, holds=last[_own((number, alias))] == number)


def _own(found: tuple[int, Alias]) -> str:
    return article_of(found[1].url)


def _asked(opened: OpenedArchive, text: str) -> str:
    """Return the article, also of a URL that was decided on and never archived."""
    try:
        own = article_of(text)
    except BadUrl:
        return locate(opened, text)
    return opened.index.decided(own) or locate(opened, text)


def _read(opened: OpenedArchive, key: str, url: str, article: str) -> Alias | None:
    """Return the alias that the index knows, or None and a word on the damage."""
    try:
        alias = decode_sealed(Alias, opened.archive.store.read(key), what=key)
    except (BadRecord, ObjectMissing) as error:
        problem = error.message.removeprefix(f"{key} ")
    else:
        if (alias.url, alias.article) == (url, article):
            return alias
        problem = f"it gives {alias.url} to {alias.article}, and was read as {url} of {article}"
    opened.reader.note(Damage(article=article, version=None, key=key, problem=problem))
    return None
