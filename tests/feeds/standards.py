"""What RFC 4287 and JSON Feed 1.1 ask of a document, as checks that name what is wrong."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"
_GRAMMAR = Path(__file__).with_name("atom.rng")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

JSON_FEED_TYPES: dict[str, type] = {
    "version": str,
    "title": str,
    "home_page_url": str,
    "feed_url": str,
    "description": str,
    "user_comment": str,
    "next_url": str,
    "icon": str,
    "favicon": str,
    "authors": list,
    "language": str,
    "expired": bool,
    "hubs": list,
    "items": list,
}
ITEM_TYPES: dict[str, type] = {
    "id": str,
    "url": str,
    "external_url": str,
    "title": str,
    "content_html": str,
    "content_text": str,
    "summary": str,
    "image": str,
    "banner_image": str,
    "date_published": str,
    "date_modified": str,
    "authors": list,
    "tags": list,
    "language": str,
    "attachments": list,
}


def atom_faults(document: bytes) -> list[str]:
    """Return what is wrong with an Atom document; an empty list for a good one."""
    try:
        root = etree.fromstring(document)
    except etree.XMLSyntaxError as error:
        return [f"not well-formed: {error}"]
    grammar = _grammar()
    if not grammar.validate(root):
        return [str(error) for error in grammar.error_log]
    return list(_beyond_the_grammar(root))


@cache
def _grammar() -> Any:
    return etree.RelaxNG(etree.parse(str(_GRAMMAR)))


def _beyond_the_grammar(root: Any) -> Iterator[str]:
    entries = root.findall(f"{_ATOM}entry")
    if root.find(f"{_ATOM}author") is None and not all(
        one.find(f"{_ATOM}author") is not None for one in entries
    ):
        yield "neither the feed nor each entry names an author"
    ids = Counter(one.findtext(f"{_ATOM}id") for one in entries)
    yield from (f"two entries of id {name}" for name, count in ids.items() if count > 1)
    for one in (root, *entries):
        links = one.findall(f"{_ATOM}link")
        alternates = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in links
            if link.get("rel", "alternate") == "alternate"
        )
        yield from (f"two alternates of {kind}" for kind, n in alternates.items() if n > 1)
        yield from (
            f"{link.get('href')} is not absolute"
            for link in links
            if not urlsplit(link.get("href")).netloc
        )
        if one is not root and one.find(f"{_ATOM}content") is None and not alternates:
            yield "an entry with neither content nor alternate"
        if not urlsplit(one.findtext(f"{_ATOM}id")).scheme:
            yield "an id that is no IRI"
    if not any(link.get("rel") == "self" for link in root.findall(f"{_ATOM}link")):
        yield "no link to itself"


def json_feed_faults(document: bytes) -> list[str]:
    """Return what is wrong with a JSON Feed; an empty list for a good one."""
    feed = json.loads(document)
    faults = list(_member_faults(feed, JSON_FEED_TYPES))
    faults += [f"{name} is missing" for name in ("version", "title", "items") if name not in feed]
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        faults.append("it is of another version")
    seen: set[str] = set()
    for item in feed.get("items", []):
        faults += _member_faults(item, ITEM_TYPES)
        if not item.get("id") or item["id"] in seen:
            faults.append("an item without an id of its own")
        seen.add(item.get("id", ""))
        if "content_html" not in item and "content_text" not in item:
            faults.append("an item without content")
        faults += [
            f"{name} is no RFC 3339 time"
            for name in ("date_published", "date_modified")
            if name in item and not _MOMENT.fullmatch(item[name])
        ]
        faults += [
            "an author without a member"
            for author in item.get("authors", [])
            if not {"name", "url", "avatar"} & set(author)
        ]
        faults += ["a tag that is no text" for tag in item.get("tags", []) if type(tag) is not str]
    return faults


def _member_faults(members: dict[str, Any], types: dict[str, type]) -> Iterator[str]:
    for name, value in members.items():
        if name.startswith("_"):
            if type(value) is not dict or "." in name:
                yield f"{name} is no extension"
        elif name not in types:
            yield f"JSON Feed knows no member {name}"
        elif type(value) is not types[name]:
            yield f"{name} is of another type"
        elif isinstance(value, str) and name.endswith("url") and not urlsplit(value).netloc:
            yield f"{name} is not absolute"
        elif isinstance(value, str) and _FORBIDDEN.search(value):
            yield f"{name} holds a control character"
