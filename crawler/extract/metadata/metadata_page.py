"""The parts of a page that metadata is read from, gathered once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from crawler.extract.faults import Faults, ReaderGuard
from crawler.extract.metadata.comparable import squeeze
from crawler.extract.metadata.heading_text import heading_text, is_logo
from crawler.extract.metadata.structured import Structured, structured


def elements(path: str) -> Callable[[HtmlElement], list[HtmlElement]]:
    """Return a function that gives the elements at an XPath, in document order."""
    return cast("Callable[[HtmlElement], list[HtmlElement]]", XPath(path))


def texts(path: str) -> Callable[[HtmlElement], list[str]]:
    """Return a function that gives the texts at an XPath, in document order."""
    return cast("Callable[[HtmlElement], list[str]]", XPath(path, smart_strings=False))


Strings = Mapping[str, tuple[str, ...]]

_STRING = cast("Callable[[HtmlElement], str]", XPath("string()", smart_strings=False))
"""All text inside, gathered in C."""
_WORDS = texts(".//text()[not(parent::style or parent::script)]")
"""The pieces of it that are no style or script."""

_METAS = elements("//meta[@content]")
_SCRIPTS = elements("//script[contains(@type, 'ld+json')]")
_TITLES = elements("/html/head/title | /html/body/title | /html/title")
_HEADLINES = elements("//h1")
_NAMED_HEADLINES = elements(
    "//*[self::h2 or self::h3][@itemprop='headline' or contains(@class, 'entry-title') "
    "or contains(@class, 'post-title') or contains(@class, 'article-title') "
    "or contains(@class, 'page-title')]"
)
_LINKS = elements("//link[@rel and @href]")
_MICRODATA = elements("//*[@itemprop]")
_MAX_HEADLINE_LENGTH = 400
_PARTED = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb-]\s+|\s*[|\uff5c]\s*")


@dataclass(frozen=True, slots=True)
class MetadataPage:
    """A parsed page with its declarations at hand."""

    tree: HtmlElement
    url: str | None
    metas: Strings
    """Contents of the meta elements by their ``name`` or ``property`` in lower case, in document
    order.
    """
    links: Strings
    """Addresses of the link elements by their relation, in document order."""
    title: str | None
    headlines: tuple[str, ...]
    """The texts of the level-one headings, in document order, without the outlet's logo."""
    ld: Structured
    microdata: Mapping[str, tuple[HtmlElement, ...]]
    """Elements by their ``itemprop`` in lower case."""
    logos: tuple[str, ...] = ()
    """The texts of headings that are nothing but a link to the site's front page."""

    def meta(self, *names: str) -> str | None:
        """Return the first content among these names, the names in order of trust."""
        return next((content for name in names for content in self.metas.get(name, ())), None)

    def absolute(self, address: str | None) -> str | None:
        """Return an address made absolute against the page's own.

        None unless it is ``http`` or ``https``.
        """
        try:
            found = urljoin(self.url or "", (address or "").strip())
            return (
                found
                if address
                and urlsplit(found).scheme in ("http", "https")
                and urlsplit(found).hostname
                else None
            )
        except ValueError:
            return None

    @property
    def titles(self) -> tuple[str, ...]:
        """What the article may be called, to know its headline from those of others."""
        declared = (*self.metas.get("og:title", ()), self.ld.text("headline") or "")
        return (*self.headlines, *declared, *_PARTED.split(self.title or ""))

    @property
    def host(self) -> str:
        """The host of the page's address in lower case; empty where the address is unknown."""
        return host_of(self.url)


def host_of(url: str | None) -> str:
    """Return the host of an address in lower case, without its port and a leading ``www.``.

    Empty where there is none.
    """
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def read(tree: HtmlElement, url: str | None, guard: ReaderGuard | None = None) -> MetadataPage:
    """Return the page's declarations. The tree is only read."""
    guard = guard or Faults().guard
    metas: Strings = guard("meta elements", lambda: _metas(tree), {})
    links: Strings = guard("link elements", lambda: _links(tree), {})
    microdata: Mapping[str, tuple[HtmlElement, ...]] = guard(
        "microdata", lambda: _microdata(tree), {}
    )
    title = guard("title element", lambda: _title(tree), None)
    logos: tuple[str, ...] = guard("logos", lambda: _logos(tree, host_of(url)), ())
    headlines: tuple[str, ...] = guard("headings", lambda: _headlines(tree, host_of(url)), ())
    known = [*headlines, *metas.get("og:title", ()), *([title] if title else [])]
    scripts = [script.text or "" for script in _SCRIPTS(tree)]
    ld = guard("JSON-LD", lambda: structured(scripts, url, known), Structured({}, {}, {}))
    return MetadataPage(tree, url, metas, links, title, headlines, ld, microdata, logos)


def _title(tree: HtmlElement) -> str | None:
    return next((text for element in _TITLES(tree) if (text := text_of(element))), None)


def _headlines(tree: HtmlElement, host: str) -> tuple[str, ...]:
    """Return the level-one headings; where there is but a logo, the heading named as the title."""
    first = _HEADLINES(tree)
    found = [element for element in first if not is_logo(element, host)]
    named = [] if found else _NAMED_HEADLINES(tree)
    return _short_texts(found or (named if len(named) == 1 else first))


def _logos(tree: HtmlElement, host: str) -> tuple[str, ...]:
    return _short_texts([element for element in _HEADLINES(tree) if is_logo(element, host)])


def _short_texts(headings: Sequence[HtmlElement]) -> tuple[str, ...]:
    return tuple(
        text
        for element in headings
        if (text := heading_text(element)) and len(text) <= _MAX_HEADLINE_LENGTH
    )


def text_of(element: HtmlElement) -> str:
    """Return the element's text on one line.

    Without the styles and scripts that some pages write between a headline's words.
    """
    text = squeeze(_STRING(element))
    return squeeze("".join(_WORDS(element))) if "{" in text else text


def _metas(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for element in _METAS(tree):
        content = squeeze(element.get("content", ""))
        names = {
            element.get(key, "").strip().lower() for key in ("name", "property", "http-equiv")
        } - {""}
        for name in names if content else ():
            found[name] = (*found.get(name, ()), content)
    return found


def _links(tree: HtmlElement) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for element in _LINKS(tree):
        for relation in element.get("rel", "").lower().split():
            found[relation] = (*found.get(relation, ()), element.get("href", ""))
    return found


def _microdata(tree: HtmlElement) -> dict[str, tuple[HtmlElement, ...]]:
    found: dict[str, tuple[HtmlElement, ...]] = {}
    for element in _MICRODATA(tree):
        for name in element.get("itemprop", "").lower().split():
            found[name] = (*found.get(name, ()), element)
    return found
