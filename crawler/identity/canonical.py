"""Which declared canonical link may say what article a page is.

Pages declare a canonical address for good reasons (an AMP, mobile or print page names the article
it shows) and for bad ones (a template names the home page on every page). Believing a bad one
merges many articles into one; refusing a good one keeps an article twice. The first harm is the
greater, so in doubt a link is refused.
"""

import re
from urllib.parse import parse_qsl, urljoin

from crawler.errors import BadUrl
from crawler.identity.language_codes import ISO_639_1
from crawler.identity.sites import registrable
from crawler.identity.urls import Url, parse

_VARIANTS = {
    "amp",
    "print",
    "printable",
    "mobile",
    "m",
    "all",
    "full",
    "single",
    "singlepage",
    "1",
    "0",
    "index.html",
    "index.amp",
}
_PAGE_PARAMETERS = {"page", "pg", "paged", "pagenum", "p", "seite", "pagina", "start", "offset"}
_ID_PARAMETER = re.compile(
    r"(?:.*id|p|story|article|art|news|newsno|doc|item|no|idx|num|nr|key|slug|title|name|a|n)",
    re.IGNORECASE,
)
_LANGUAGE_PARAMETERS = {"lang", "language", "hl", "locale"}
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_][a-z]{2,4})?", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d(?:[-_.]?\d\d?){0,2}")
_LONG_SLUG = 24


def canonical_target(page_url: str, declared: str | None) -> str | None:
    """Return the normalised URL that the page may be filed under, None if it may not be believed.

    None too where the page declares none. Only what one page and its URL can show is judged here;
    that dozens of pages share a canonical link shows later, in the archive's aliases. The shape of
    a page's URL alone (``/amp``, ``m.``) never leads to another article. ``declared`` is the link
    as it stands on the page, resolved here against ``page_url``. A link to the page's own article
    is accepted. Otherwise it is refused when

    1. it is no ``http`` or ``https`` URL with a host, or carries user info;
    2. it leads to another registrable domain or another port (a fact about the page, recorded
       elsewhere);
    3. it leads to the home page: no path, or an index page at the top;
    4. it leads to another language edition: the language codes in hosts, paths and parameters
       differ, be it that only one has any;
    5. it leads from a later page of an article to the first, or to another page number;
    6. on the same path, it drops a parameter that names the article (``id``, ``p``, ``story``),
       and the path names none;
    7. it leads to a section: its path does not look like an article's, while the page's path does
       or is deeper. An article's path ends in three words or more, a long word, an id, or a file
       name with an extension; a date alone is an archive page. Exempt is the page's own path
       without a closing variant mark such as ``amp`` or ``print``.

    Raises ``BadUrl`` when ``page_url`` is none.
    """
    page = parse(page_url)
    target = _resolved(page_url, declared)
    if target is None:
        return None
    if (page.host, page.resource) != (target.host, target.resource) and _misleads(page, target):
        return None
    return str(target)


def _resolved(page_url: str, declared: str | None) -> Url | None:
    if declared is None or not declared.strip():
        return None
    try:
        return parse(urljoin(page_url.strip(), declared.strip()))
    except (BadUrl, ValueError):
        return None


def _misleads(page: Url, target: Url) -> bool:
    return (
        registrable(page.host) != registrable(target.host)
        or _is_home(target)
        or _languages(page) != _languages(target)
        or _page_number(page) != _page_number(target)
        or _drops_id(page, target)
        or _is_section(page, target)
    )


def _segments(url: Url) -> list[str]:
    return [segment for segment in url.path.lower().split("/") if segment]


def _parameters(url: Url) -> dict[str, str]:
    return {name.lower(): value for name, value in parse_qsl(url.query)}


def _is_home(url: Url) -> bool:
    segments = _segments(url)
    at_top = not segments or (
        len(segments) == 1
        and re.fullmatch(r"(?:index|home|default|main)(?:\.\w+)?", segments[0]) is not None
    )
    return at_top and not url.query and not url.fragment


def _languages(url: Url) -> list[str]:
    """Return the language codes in the host's subdomains, the path and the parameters.

    In that order.
    """
    domain = registrable(url.host)
    words = url.host.removesuffix(domain).strip(".").split(".")
    words += _segments(url)
    words += [value for name, value in _parameters(url).items() if name in _LANGUAGE_PARAMETERS]
    found = [match[1].lower() for match in map(_LANGUAGE.fullmatch, words) if match]
    return [code for code in found if code in ISO_639_1]


def _page_number(url: Url) -> int:
    """Return the page of an article's text that the URL asks for: 1 unless it says otherwise."""
    segments = _segments(url)
    for name, value in _parameters(url).items():
        # A bare ?p= is an article's id on one system and a page number on another.
        if (
            name in _PAGE_PARAMETERS
            and value.isdecimal()
            and (name != "p" or _names_article(segments))
        ):
            return max(int(value[:9]), 1)
    if (
        len(segments) > 1
        and re.fullmatch(r"[1-9][0-9]?", segments[-1])
        and (segments[-2] == "page" or _names_article(segments[:-1]))
    ):
        return int(segments[-1])
    return 1


def _drops_id(page: Url, target: Url) -> bool:
    if page.path != target.path or _names_article(_segments(target)):
        return False
    kept = _parameters(target)
    return any(
        _ID_PARAMETER.fullmatch(name) and kept.get(name) != value
        for name, value in _parameters(page).items()
    )


def _is_section(page: Url, target: Url) -> bool:
    if _article_like(target):
        return False
    before, after = _segments(page), _segments(target)
    if before[: len(after)] == after and len(before) == len(after) + 1 and before[-1] in _VARIANTS:
        return False
    return _article_like(page) or len(after) < len(before)


def _article_like(url: Url) -> bool:
    by_query = any(
        _ID_PARAMETER.fullmatch(name) and value for name, value in _parameters(url).items()
    )
    return by_query or bool(url.fragment) or _names_article(_segments(url))


def _names_article(segments: list[str]) -> bool:
    """Return whether the path ends in words or an id such as articles have."""
    last = segments[-1] if segments else ""
    stem, dot, extension = last.rpartition(".")
    if dot and extension.isalnum() and stem:
        return not re.fullmatch(
            r"index|default|home|main|section|page|article|story|news|view|read", stem
        )
    if _DATE.fullmatch(last):
        return False
    words = [word for word in re.split(r"[-_+,]|%20", last) if word]
    return (
        len(words) > 2  # noqa: PLR2004
        or len(last) >= _LONG_SLUG
        or bool(re.search(r"[0-9]{4}|[0-9][a-z]+[0-9]", last))
    )  # see rule 7
