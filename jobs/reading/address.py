"""From what a person typed to the one address that is meant, whichever article it belongs to."""

from crawler.errors import AmbiguousArticle, BadUrl, UsageError
from crawler.identity import article_of, normalise
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import ARTICLE_ID, MAX_READINGS, find
from jobs.reading.unknown_article import readings, unknown


def address(opened: OpenedArchive, text: str) -> str:
    """Return the normalised URL that a text names.

    That is any URL with its scheme, also one that the archive does not know; one of its own without
    the scheme, or a part of it; or ``<host>/<article id>``. Raises ``UsageError``.
    """
    try:
        return normalise(text)
    except BadUrl as error:
        found = _known(opened, text)
        if found is None:
            raise UsageError(
                f"{text!r} is neither a whole URL nor a part of one that the archive knows",
                hint=f"write a new address with its scheme; {error.message}",
            ) from error
        return found


def known_address(opened: OpenedArchive, text: str) -> str:
    """Return the same, but only what the archive knows or was told of.

    Raises ``UnknownArticle`` with the nearest URLs for another.
    """
    try:
        url = normalise(text)
    except BadUrl:
        found = _known(opened, text)
        if found is None:
            raise unknown(opened, text) from None
        return found
    if not _is_known(opened, url):
        raise unknown(opened, text)
    return url


def _is_known(opened: OpenedArchive, url: str) -> bool:
    own = article_of(url)
    return opened.index.decided(own) is not None or bool(opened.reader.numbers(own))


def _known(opened: OpenedArchive, text: str) -> str | None:
    """Return the address that is no whole URL. Raises ``AmbiguousArticle`` where several fit."""
    text = text.encode(errors="replace").decode().strip()  # as for ``find``
    if not text:
        return None
    if ARTICLE_ID.fullmatch(text):
        return normalise(find(opened, text).url)
    for url in readings(text):
        if _is_known(opened, url):
            return url
    decided = opened.index.decided_containing(text, MAX_READINGS)
    fitting = list(dict.fromkeys([*opened.index.containing(text, MAX_READINGS), *decided]))
    if len(fitting) > 1:
        message = f"{text!r} fits several addresses:\n" + "\n".join(fitting)
        raise AmbiguousArticle(message, fitting, hint="give the whole URL of one of them")
    return normalise(fitting[0]) if fitting else None
