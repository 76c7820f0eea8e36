"""From what a person typed to the article that is meant."""

import re
from dataclasses import dataclass

from crawler import identity
from crawler.errors import AmbiguousArticle, BadUrl, UnknownArticle, UsageError
from crawler.model import Version
from jobs.commands.context import Context

_ARTICLE = re.compile(r"[^/\s]+/[0-9a-f]{32}")
NEAREST, MOST = 5, 20


@dataclass(frozen=True, slots=True)
class Found:
    """An article of the archive with all its versions, oldest first. ``versions`` is never empty."""

    article: str
    versions: tuple[Version, ...]

    @property
    def url(self) -> str:
        """Return the URL that the article's records carry."""
        return self.versions[-1].url

    def version(self, number: int | None) -> Version:
        """Return the version of this number, or the newest. Raises ``UsageError`` for a number that is not there."""
        number = len(self.versions) if number is None else number
        if not 1 <= number <= len(self.versions):
            raise UsageError(f"{self.url} has versions 1 to {len(self.versions)}, no version {number}")
        return self.versions[number - 1]


def find(context: Context, text: str) -> Found:
    """Return the article that a URL, a URL without its scheme, a part of one, or ``<host>/<article id>`` names.

    Raises ``UnknownArticle`` with the nearest URLs of the archive, or ``AmbiguousArticle`` with all that fit.
    """
    article = text if _ARTICLE.fullmatch(text) else _by_url(context, text)
    versions = tuple(context.index.versions(article))
    if not versions:
        raise _unknown(context, text)
    return Found(article, versions)


def _by_url(context: Context, text: str) -> str:
    for candidate in (text, f"https://{text}"):
        try:
            url = identity.normalise(candidate)
        except BadUrl:
            continue
        article = context.index.article_for(url)
        if article is not None:
            return article
    return _by_part(context, text)


def _by_part(context: Context, text: str) -> str:
    fitting = context.index.containing(text, MOST)
    if len(fitting) > 1:
        raise AmbiguousArticle(
            f"{text!r} fits several articles:\n" + "\n".join(fitting), fitting, hint="Give the whole URL of one of them."
        )
    article = context.index.article_for(fitting[0]) if fitting else None
    if article is None:
        raise _unknown(context, text)
    return article


def _unknown(context: Context, text: str) -> UnknownArticle:
    nearest = context.index.nearest(text, NEAREST)
    hint = "Nearest in the archive:\n" + "\n".join(nearest) if nearest else "`palimpsest articles` lists what it keeps."
    return UnknownArticle(f"the archive keeps no version of {text}", nearest, hint=hint)
