"""Which articles are meant: by a URL or a part of one."""

import difflib
from collections.abc import Collection

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    bindparam,
    func,
    null,
    select,
    union_all,
)

from crawler.identity import alias_key_of, article_of
from crawler.index.alias_decisions import own_alias
from crawler.index.alias_tables import aliases
from crawler.index.column_types import holds_text
from crawler.index.database import Database, in_chunks
from crawler.index.ready_statements import ready
from crawler.index.schema import articles, versions

_COMPARED = 5000
"""Known URLs of one host that a mistyped one is compared with: some tenths of a second."""

_LIKENESS = 0.6
"""How alike two URLs or two hosts must be to be named to somebody who mistyped one, from 0 to 1."""


class SearchQueries(Database):
    """The methods that find articles. All raise ``IndexUnusable``."""

    def article_for(self, url: str) -> str | None:
        """Return the Article that this normalised URL belongs to for good.

        By an alias, or by a version. Raises ``BadUrl``.
        """
        with self.reading() as connection:
            own = article_of(url)
            names = {"url": url, "own": own, "alias": alias_key_of(own)}
            found: str | None = connection.execute(_BELONGS_TO, names).scalar()
        return found if found in {None, own} else self.belongs(found)

    def belongs(self, article: str) -> str:
        """Return the Article that this one's own URL belongs to by now: itself, as a rule."""
        return self.decided(article) or article

    def decided(self, article: str) -> str | None:
        """Return the same if there is an alias of that URL, or None."""
        with self.reading() as connection:
            found: str | None = connection.execute(
                _LED_ON, {"alias": alias_key_of(article)}
            ).scalar()
            return found

    def articles_for(self, urls: Collection[str]) -> dict[str, str]:
        """Return the Article of each of these normalised URLs that belongs to one for good.

        As ``article_for`` says, of many at once. Raises ``BadUrl``.
        """
        own = {url: article_of(url) for url in urls}
        by_alias: dict[str, str] = {}
        by_url: dict[str, str] = {}
        known: set[str] = set()
        with self.reading() as connection:
            for some in in_chunks(own, times=3):
                ids = [own[url] for url in some]
                names = {"urls": some, "own": ids, "keys": list(map(alias_key_of, ids))}
                for alias, url, article in connection.execute(_BELONG_TO, names):
                    if alias is not None:
                        by_alias[alias] = article
                    elif url is not None:
                        by_url[url] = article
                    else:
                        known.add(article)
        return {
            url: belongs
            for url in own
            if (
                belongs := by_alias.get(alias_key_of(own[url]))
                or (own[url] if own[url] in known else by_url.get(url))
            )
        }

    def count_aliases(self, article: str) -> int:
        """Return how many URLs belong to an Article by an alias."""
        with self.reading() as connection:
            count: int = connection.execute(_ALIASES_TO, {"article": article}).scalar_one()
        return count

    def containing(self, text: str, limit: int = 5) -> tuple[str, ...]:
        """Return URLs of kept articles that contain ``text``, upper or lower case, shortest first.

        For people who type a part of one.
        """
        with self.reading() as connection:
            return _containing(connection, text, limit)

    def nearest(self, url: str, limit: int = 5) -> tuple[str, ...]:
        """Return URLs of kept articles that come nearest to ``url``.

        Those like it on its host, or the hosts like it, then those that hold it.
        """
        rest = url.partition("://")[2] or url
        host = rest.partition("/")[0]
        with self.reading() as connection:
            hosts = connection.execute(select(articles.c.host).distinct()).scalars().all()
            near = difflib.get_close_matches(host, hosts, n=2, cutoff=_LIKENESS)
            known = {
                url: None for name in near for url in connection.execute(_of_host(name)).scalars()
            }
            like = difflib.get_close_matches(url, known, n=limit, cutoff=_LIKENESS)
            return tuple(dict.fromkeys([*like, *_containing(connection, rest.strip("/"), limit)]))[
                :limit
            ]


def _one(column: Column[str], condition: ColumnElement[bool]) -> ScalarSelect[str]:
    return select(column).where(condition).order_by(column).limit(1).scalar_subquery()


_BELONGS_TO = ready(
    select(
        func.coalesce(
            _one(aliases.c.article, aliases.c.key == bindparam("alias")),
            _one(versions.c.article, versions.c.article == bindparam("own")),
            _one(versions.c.article, versions.c.url == bindparam("url")),
        )
    )
)
"""Built once, as all that a crawl asks for every page: building a statement costs more than running
it.
"""


_LED_ON = ready(select(aliases.c.article).where(aliases.c.key == bindparam("alias")))

_ALIASES_TO = ready(
    select(func.count()).select_from(aliases).where(aliases.c.article == bindparam("article"))
)

_URLS: BindParameter[str] = bindparam("urls", expanding=True)
_OWNS: BindParameter[str] = bindparam("own", expanding=True)
_KEYS: BindParameter[str] = bindparam("keys", expanding=True)
_CARRIED = (
    select(versions.c.url, func.min(versions.c.article).label("article"))
    .where(versions.c.url.in_(_URLS))
    .group_by(versions.c.url)
    .subquery()
)
_BELONG_TO = union_all(
    select(aliases.c.key, null(), aliases.c.article).where(aliases.c.key.in_(_KEYS)),
    select(null(), null(), versions.c.article).where(versions.c.article.in_(_OWNS)).distinct(),
    select(null(), _CARRIED.c.url, func.coalesce(aliases.c.article, _CARRIED.c.article))
    .select_from(_CARRIED)
    .outerjoin(aliases, aliases.c.key == own_alias(_CARRIED.c.article)),
)
"""The same of many: by an alias, by its own versions, by those that carry it."""


def _containing(connection: Connection, text: str, limit: int) -> tuple[str, ...]:
    query = select(articles.c.url).where(
        articles.c.head.is_not(None), holds_text(articles.c.url, text)
    )
    return tuple(
        connection.execute(
            query.order_by(func.length(articles.c.url), articles.c.url).limit(limit)
        ).scalars()
    )


def _of_host(host: str) -> Select[str]:
    """Return the URLs of the host's kept articles, the ones checked last first.

    A list to compare with must end somewhere.
    """
    query = select(articles.c.url).where(articles.c.host == host, articles.c.head.is_not(None))
    return query.order_by(articles.c.last_checked.desc().nulls_last(), articles.c.article).limit(
        _COMPARED
    )
