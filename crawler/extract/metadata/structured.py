"""What a page says of itself in JSON-LD: the node of its article, with references resolved.

Pages break JSON-LD in every way: HTML comments and CDATA around it, raw line breaks in strings,
trailing commas, several documents in one script, entities in values. What can be mended is mended;
of the rest the plain fields are read one by one.

Source: JSON-LD 1.1 (W3C), schema.org ``Article`` and its kinds.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from crawler.extract.metadata.comparable import plain, squeeze
from crawler.model import storable_all

Node = Mapping[str, Any]
"""A JSON object."""

_MAX_SCRIPT_LENGTH = 2_000_000
"""Characters of one script that are read. Longer ones are state dumps of an application."""

_MAX_DEPTH = 12
_ARTICLE = re.compile(
    r"(article|reportage|blogposting|blogpost|report|review|opinion|analysis)$", re.IGNORECASE
)
_VIDEO = frozenset({"videoobject", "audioobject", "podcastepisode", "imagegallery"})
_PAGE = re.compile(r"(web)?page$", re.IGNORECASE)
_ELSEWHERE = frozenset(
    (
        "liveblogupdate",
        "comment",
        "itemlistelement",
        "haspart",
        "ispartof",
        "relatedlink",
        "mentions",
        "citation",
        "review",
        "isbasedon",
        "subjectof",
    )
)
"""Properties whose values are other works than this page's."""

_FLAT = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|inLanguage|isAccessibleForFree|url)"\s*:\s*("(?:[^"\\\n]|\\.)*"|true|false)'
)
_FLAT_AUTHOR = re.compile(
    r'"author"\s*:\s*(?:[\[{][^\]}]{0,300}?"name"\s*:\s*)?("(?:[^"\\\n]|\\.)*")'
)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|"
    r"<!\[CDATA\[)+|(?:(?://\s*)?-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)+\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


@dataclass(frozen=True, slots=True)
class Structured:
    """The JSON-LD of one page.

    ``article`` is its article's node, ``page`` its web page's; both empty where there is none.
    """

    article: Node
    page: Node
    by_id: Mapping[str, Node]
    nodes: tuple[Node, ...] = ()
    """All objects that may describe the page."""

    def values(self, key: str) -> list[Any]:
        """Return the values of the article's property, as a list, with references resolved."""
        return [self.resolve(value) for value in listed(self.article.get(key))]

    def resolve(self, value: object) -> object:
        """Return the node that a reference stands for, or the value itself.

        A reference is an object with ``@id``.
        """
        if isinstance(value, Mapping) and isinstance(value.get("@id"), str) and "name" not in value:
            return self.by_id.get(value["@id"], value)
        return value

    def text(self, *keys: str) -> str | None:
        """Return the first of the article's properties that holds a text."""
        return next(
            (
                found
                for key in keys
                for value in listed(self.article.get(key))
                if (found := text_of(value))
            ),
            None,
        )


def listed(value: object) -> list[Any]:
    """Return the value as a list: JSON-LD lets any property hold one value or several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_of(value: object) -> str | None:
    """Return the text of a JSON-LD value.

    A string with its entities resolved, or the ``@value`` or ``name`` of an object.
    """
    if isinstance(value, Mapping):
        value = next(
            (
                value[key]
                for key in ("@value", "name", "url", "@id")
                if isinstance(value.get(key), str)
            ),
            None,
        )
    return (squeeze(unescape(unescape(value))) or None) if isinstance(value, str) else None


def kinds(node: Node) -> list[str]:
    """Return the names of the node's types, without their vocabulary's address."""
    return [kind.rsplit("/", 1)[-1] for kind in listed(node.get("@type")) if isinstance(kind, str)]


def structured(scripts: Iterable[str], url: str | None, headlines: Iterable[str]) -> Structured:
    """Return the JSON-LD in these scripts, seen from the page at ``url`` with these headlines."""
    found = [
        entry
        for script in scripts
        for document in _documents(script)
        for entry in _nodes(document, 0)
    ]
    titles = {plain(headline) for headline in headlines}
    address = _address(url)
    ranked = [(_rank(node, depth, address, titles), node) for depth, node in found]
    best, article = max(ranked, key=lambda entry: entry[0], default=((0, 0, 0, 0), {}))
    page = next((node for _, node in found if any(_PAGE.search(kind) for kind in kinds(node))), {})
    by_id = {
        node["@id"]: node
        for _, node in reversed(found)
        if isinstance(node.get("@id"), str) and len(node) > 1
    }
    return Structured(
        article=article if best[0] > 0 else {},
        page=page,
        by_id=by_id,
        nodes=tuple(node for _, node in found),
    )


def _documents(script: str) -> Iterator[object]:
    """Yield the JSON documents of one script element, mended where that is possible."""
    text = _WRAPPING.sub("", script[:_MAX_SCRIPT_LENGTH]).strip()
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while at < len(text):
        try:
            document, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield from _mended(text[at:])
            return
        yield _whole(document, text)
        at = _next_start(text, at)


def _whole(document: object, text: str) -> object:
    """Return the document with U+FFFD for NUL and halves of surrogate pairs.

    Escapes can bring these into it.
    """
    return storable_all(document) if "\\u" in text else document


def _next_start(text: str, at: int) -> int:
    """Return where the next document may start: behind white space, commas and semicolons."""
    while at < len(text) and (text[at].isspace() or text[at] in ",;"):
        at += 1
    return at


def _mended(text: str) -> Iterator[object]:
    """Yield the document without trailing commas; failing that, its flat fields one by one."""
    try:
        yield _whole(json.loads(_TRAILING_COMMA.sub(r"\1", text), strict=False), text)
    except (ValueError, RecursionError):
        yield _flat(text)


def _flat(text: str) -> Node:
    """Return the plain fields of a text that is no JSON, the first of each name."""
    fields: dict[str, Any] = {}
    for key, value in _FLAT.findall(text):
        fields.setdefault(key, _literal(value))
    author = _FLAT_AUTHOR.search(text)
    if author:
        fields["author"] = _literal(author.group(1))
    return (
        {"@type": "Article", **fields} if "headline" in fields or "datePublished" in fields else {}
    )


def _literal(token: str) -> object:
    try:
        return storable_all(json.loads(token, strict=False))
    except ValueError:
        return token.strip('"')


def _nodes(value: object, depth: int) -> Iterator[tuple[int, Node]]:
    """Yield every object in a document that may describe this page, with its depth."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth)
    elif isinstance(value, Mapping):
        yield depth, value
        for key, inner in value.items():
            if isinstance(inner, (list, Mapping)) and key.lower() not in _ELSEWHERE:
                yield from _nodes(inner, depth if key == "@graph" else depth + 1)


def _rank(
    node: Node, depth: int, address: str | None, titles: set[str]
) -> tuple[int, int, int, int]:
    """Return how surely a node is this page's article.

    Its kind first, then its headline and address, its dates, its depth.
    """
    names = kinds(node)
    kind = (
        2
        if any(_ARTICLE.search(name) for name in names)
        else int(any(name.lower() in _VIDEO for name in names) or _undated_kind(node))
    )
    headline = text_of(node.get("headline")) or text_of(node.get("name"))
    same = int(headline is not None and plain(headline) in titles) + int(
        address is not None and address in _addresses(node)
    )
    return kind, same, int("datePublished" in node) + int("author" in node), -depth


def _undated_kind(node: Node) -> bool:
    """Return whether a node of another kind still has an article's fields."""
    return "headline" in node and "datePublished" in node


def _addresses(node: Node) -> set[str | None]:
    values = [
        value for key in ("url", "mainEntityOfPage", "@id") for value in listed(node.get(key))
    ]
    texts = [
        value.get("@id") or value.get("url") if isinstance(value, Mapping) else value
        for value in values
    ]
    return {_address(text) for text in texts if isinstance(text, str)}


def _address(url: str | None) -> str | None:
    """Return a URL without scheme, query and fragment, for comparison."""
    return (
        re.sub(r"^https?://(www\.)?|[?#].*$", "", url).rstrip("/").lower() or None if url else None
    )
