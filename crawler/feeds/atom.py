"""A feed as Atom: RFC 4287, with the links between pages of RFC 5005, section 3."""

from xml.etree import ElementTree as ET

from crawler import __version__
from crawler.codec import format_utc
from crawler.feeds.feed_values import FeedEntry, FeedOfChanges
from crawler.visible import visible

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml"
KIND_SCHEME = "urn:palimpsest:kind"
"""The scheme of the categories."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def as_atom(feed: FeedOfChanges) -> bytes:
    """Return the document, in UTF-8. Signs that XML forbids are shown as their numbers."""
    root = ET.Element("feed", {"xmlns": ATOM, _LANGUAGE: "en"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", format_utc(feed.updated))
    _link(root, "self", feed.self_url, ATOM_TYPE)
    _link(root, "alternate", feed.home_url, "text/html")
    if feed.next_url is not None:
        _link(root, "next", feed.next_url, ATOM_TYPE)
    if feed.first_url is not None:
        _link(root, "first", feed.first_url, ATOM_TYPE)
    ET.SubElement(root, "generator", {"version": __version__}).text = "Palimpsest"
    if not feed.entries:
        # a feed without entries names an author itself
        _text(ET.SubElement(root, "author"), "name", "Palimpsest")
    for entry in feed.entries:
        _entry(ET.SubElement(root, "entry"), entry)
    ET.indent(root, space="")
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _entry(element: ET.Element, entry: FeedEntry) -> None:
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", format_utc(entry.updated))
    _text(element, "published", format_utc(entry.updated))
    _text(ET.SubElement(element, "author"), "name", entry.author)
    _link(element, "alternate", entry.page, "text/html")
    if entry.article_url is not None:
        _link(element, "via", entry.article_url, "text/html")
    for term in entry.categories:
        ET.SubElement(element, "category", {"term": visible(term), "scheme": KIND_SCHEME})
    _text(element, "content", entry.content).set("type", "html")


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = visible(text)
    return element


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "type": media_type, "href": visible(address)})
