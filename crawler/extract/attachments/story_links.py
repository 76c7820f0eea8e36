"""The links within a story's paragraphs."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler import identity
from crawler.errors import BadUrl
from crawler.extract.metadata.comparable import plain
from crawler.extract.metadata.metadata_page import text_of
from crawler.extract.rules.block_decisions import BlockDecision
from crawler.model import StoryLink, storable

_AUTOMATIC = re.compile(
    r"/(?:tags?|topics?|thema|themen?|dossiers?|all-about|people|persons?|personen|personnes?|sujets?|temas?|etiquetas?|"
    r"argomenti|keywords?|hashtags?|stocks?|quotes?|symbols?|tickers?|boerse|company|companies|"
    r"organi[sz]ations?|unternehmen|emne|amne|onderwerp|search|suche|recherche|buscar)(?:/|\?|$)",
    re.IGNORECASE,
)
"""A page of everything on one subject or person, or of a search: sites link names to them by
machine.
"""
_SHALLOW = 3
"""Pieces of a path up to which a page that is called what the linked words say is one of these."""
_MACHINE = re.compile(
    r"auto-?link|topic-?link|tag-?link|internal-?tag|keyword-?link", re.IGNORECASE
)
AFFILIATE = frozenset(
    """
    subid sub_id subid1 subid2 clickref click_ref u1 ascsubtag xcust xs sharedid afftrack
    aff_sub aff_sub2 epi affiliate_ref pubref sid_ref
    """.split()  # noqa: SIM905  # a table of words
)
"""Parameters by which a shop's partner counts clicks: they differ at every look."""
_TARGETS = frozenset(
    "url u to target dest destination redirect redirect_url link href murl goto out".split()  # noqa: SIM905
)
"""Parameters in which a redirector that counts clicks is told where to lead."""
_MAX_REDIRECTOR = 2
"""Pieces of a redirector's path, at the most."""


def story_links(
    decisions: Sequence[BlockDecision],
    places: dict[int, int],
    base: str | None,
    posts: frozenset[HtmlElement],
) -> Iterator[StoryLink]:
    """Yield the links of the kept blocks.

    ``places`` is the paragraph that each kept block is, ``posts`` are quoted posts, whose links are
    theirs. Links within the page, to no web page, and to the site's own pages of a subject are
    left out.
    """
    here = _normal(base, None) if base else None
    site = _host(here) if here else ""
    for decision in decisions:
        paragraph = places.get(decision.at) if decision.kept else None
        if paragraph is None:
            continue
        for anchor in decision.block.anchors:
            address = anchor.get("href")
            text = text_of(anchor) if address and not address.startswith("#") else ""
            url = _normal(address, base) if text else None
            if (
                url is None
                or url == here
                or _is_automatic(anchor, text, url, site)
                or (posts and not posts.isdisjoint(anchor.iterancestors()))
            ):
                continue
            yield StoryLink(text=storable(text), url=storable(url), paragraph=paragraph)


def _is_automatic(anchor: HtmlElement, text: str, url: str, site: str) -> bool:
    if anchor.get("rel") == "tag" or _MACHINE.search(anchor.get("class", "")):
        return True
    if _host(url) != site:
        return False
    path = urlsplit(url).path
    if _AUTOMATIC.search(f"{path}?"):
        return True
    pieces = [piece for piece in path.split("/") if piece]
    return 0 < len(pieces) <= _SHALLOW and plain(unquote(pieces[-1])) == plain(text)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _normal(address: str | None, base: str | None) -> str | None:
    """Return the address in its one form, without what only counts clicks. None for no web page."""
    try:
        url = identity.normalise(urljoin(base or "", (address or "").strip()))
    except (BadUrl, ValueError):
        return None
    path, mark, query = url.partition("?")
    if not mark:
        return url
    target = _target(path, query)
    if target is not None:
        return _normal(target, None)
    kept = [part for part in query.split("&") if part.partition("=")[0].lower() not in AFFILIATE]
    return f"{path}?{'&'.join(kept)}" if kept else path


def _target(path: str, query: str) -> str | None:
    """Return where a redirector that counts clicks leads to, None for any other address."""
    if sum(map(bool, urlsplit(path).path.split("/"))) > _MAX_REDIRECTOR:
        return None
    return next(
        (
            value
            for name, value in parse_qsl(query)
            if name.lower() in _TARGETS and value.startswith(("https://", "http://"))
        ),
        None,
    )
