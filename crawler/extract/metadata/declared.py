"""What a page declares besides headline, people, dates and outlet.

Language, canonical link, tags, image, access.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape

from crawler.extract.metadata.comparable import plain
from crawler.extract.metadata.metadata_page import MetadataPage
from crawler.extract.metadata.structured import kinds, listed, text_of

_LANGUAGE = re.compile(r"^\s*([a-z]{2,3})(?:[-_][a-z0-9]+)*\s*(?:[,;].*)?$", re.IGNORECASE)
_NO_TAG = re.compile(
    r"^(?:https?:|@|[\w-]+:[\w:-]+$|\d+$|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"</?(?:p|br|div|h[1-6]|li|ul|ol|blockquote|figure)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(?:[a-z/!?])[^>]*>", re.IGNORECASE)
_MAX_TAGS, _MAX_TAG_LENGTH = 50, 80
_TAGS = (
    "news_keywords",
    "keywords",
    "article:tag",
    "og:article:tag",
    "parsely-tags",
    "sailthru.tags",
)


def language(page: MetadataPage) -> str | None:
    """Return the page's language as a lower-case ISO 639 code without region.

    None where it declares none.
    """
    root = page.tree.getroottree().getroot()
    declared = (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
    )
    others = (
        page.meta("content-language", "language", "dc.language"),
        page.ld.text("inLanguage"),
        page.meta("og:locale"),
    )
    return next(
        (
            found.group(1).lower()
            for text in (*declared, *others)
            if text and (found := _LANGUAGE.match(text))
        ),
        None,
    )


def canonical(page: MetadataPage) -> str | None:
    """Return the canonical address that the page declares, absolute."""
    declared = [*page.links.get("canonical", ()), *page.metas.get("og:url", ())]
    return next((found for address in declared if (found := page.absolute(address))), None)


def tags(page: MetadataPage) -> tuple[str, ...]:
    """Keywords in the page's order, each once whatever its case."""
    found: dict[str, str] = {}
    for text in (part.strip(" \"'#") for entry in _keywords(page) for part in entry.split(",")):
        if plain(text) and len(text) <= _MAX_TAG_LENGTH and not _NO_TAG.search(text):
            found.setdefault(plain(text), text)
    return tuple(found.values())[:_MAX_TAGS]


def _keywords(page: MetadataPage) -> Iterator[str]:
    for value in page.ld.values("keywords"):
        text = text_of(value)
        if text:
            yield text
    for name in _TAGS:
        yield from page.metas.get(name, ())


def image(page: MetadataPage) -> str | None:
    """Return the lead image's absolute address."""
    return next((found for address in _images(page) if (found := page.absolute(address))), None)


def _images(page: MetadataPage) -> Iterator[str | None]:
    yield page.meta("og:image", "og:image:url", "og:image:secure_url")
    for value in (*page.ld.values("image"), *page.ld.values("thumbnailUrl")):
        yield (
            (value.get("url") or value.get("contentUrl"))
            if isinstance(value, Mapping)
            and isinstance(value.get("url") or value.get("contentUrl"), str)
            else value
            if isinstance(value, str)
            else None
        )
    yield page.meta(
        "twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full"
    )


def free(page: MetadataPage) -> bool | None:
    """Return ``isAccessibleForFree`` of the article and its parts.

    None where nothing is declared. One part behind a wall: not free.
    """
    declared = [
        *page.ld.values("isAccessibleForFree"),
        *(
            value
            for part in page.ld.values("hasPart")
            if isinstance(part, Mapping)
            for value in listed(part.get("isAccessibleForFree"))
        ),
    ]
    answers = [answer for value in declared if (answer := _truth(value)) is not None]
    tier = (page.meta("article:content_tier") or "").lower()
    return all(answers) if answers else {"free": True, "metered": False, "locked": False}.get(tier)


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = (text_of(value) or "").rsplit("/", 1)[-1].lower()
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(word)


def declared_type(page: MetadataPage) -> str | None:
    """Return what the page says it is: the JSON-LD type of its article, else ``og:type``."""
    return next(iter(kinds(page.ld.article)), None) or page.meta("og:type")


def article_body(page: MetadataPage) -> str | None:
    """Return the article's text in JSON-LD, None where there is none.

    Without markup and entities, its paragraphs on lines of their own.
    """
    texts = (value for value in page.ld.values("articleBody") if isinstance(value, str))
    return next((body for text in texts if (body := _unmarked(text))), None)


def _unmarked(text: str) -> str:
    """Return a text that may hold markup, as lines of plain text."""
    lines = _TAG.sub("", _BREAK.sub("\n", unescape(text))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
