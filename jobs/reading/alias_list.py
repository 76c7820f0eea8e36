"""Which addresses an article has, who decided so, when, and on what evidence."""

from dataclasses import asdict, dataclass
from typing import Any

from crawler.archive import Alias
from crawler.attest import Damage
from crawler.codec import decode_sealed, format_utc
from crawler.errors import BadRecord, BadUrl, ObjectMissing
from crawler.identity import AliasKey, article_of, parse_key
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import locate


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
    found: list[tuple[int, Alias]] = []
    for key, url, named in opened.index.alias_keys(article, limit):
        alias = _read(opened, key, url, named)
        number = parse_key(key)
        if alias is not None and isinstance(number, AliasKey):
            found.append((number.number, alias))
    last = {url_id: opened.index.count_decisions(url_id) for url_id in map(_own, found)}
    entries = (
        AliasEntry(alias, number, holds=last[_own((number, alias))] == number)
        for number, alias in found
    )
    return AliasList(article, tuple(entries))


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
