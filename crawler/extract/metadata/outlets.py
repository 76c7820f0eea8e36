"""The outlet that a page belongs to, and the names that it goes by."""

import re
from collections.abc import Iterator, Mapping

from crawler.extract.metadata.comparable import plain, squeezed
from crawler.extract.metadata.metadata_page import MetadataPage
from crawler.extract.metadata.structured import text_of

_TAIL = re.compile(r"\s+[|\u2013\u2014\u00b7»-]\s+|\s*[|\uff5c]\s*")
_MIN_NAME_LENGTH = 3

_SUFFIX_LABELS = frozenset(
    (
        "com",
        "co",
        "org",
        "net",
        "gov",
        "ac",
        "edu",
        "or",
        "ne",
        "go",
        "www",
        "news",
        "m",
        "mobile",
        "amp",
        "edition",
        "en",
        "de",
        "fr",
        "es",
    )
)


def publisher(page: MetadataPage) -> str | None:
    """Return the name of the page's outlet.

    The first declared one that its host confirms, else the first, else the title's end, if
    confirmed.
    """
    declared = [name for name in _declared(page) if not _is_headline(name, page)]
    tail = _TAIL.split(page.title or "")[-1] if _TAIL.search(page.title or "") else ""
    confirmed = (name for name in declared if _confirmed(name, page.host))
    return (
        next(confirmed, None)
        or next(iter(declared), None)
        or (tail if _named_after(tail, page.host) else None)
    )


def _declared(page: MetadataPage) -> Iterator[str]:
    for value in page.ld.values("publisher"):
        name = text_of(value.get("name")) if isinstance(value, Mapping) else text_of(value)
        if name and "://" not in name:
            yield name
    for key in ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher"):
        yield from page.metas.get(key, ())


def _is_headline(name: str, page: MetadataPage) -> bool:
    """Return whether a page gives its own headline as the outlet's name."""
    return plain(name) in {
        plain(text) for text in (*page.headlines, *page.metas.get("og:title", ()))
    }


def _confirmed(name: str, host: str) -> bool:
    """Return whether a label of the host is in the name, or the name in a label."""
    found = squeezed(name)
    return _named_after(name, host) or any(
        len(found) >= _MIN_NAME_LENGTH and found in label.replace("-", "")
        for label in _telling(host)
    )


def _named_after(name: str, host: str) -> bool:
    """Return whether a label of the host is in the name."""
    return any(label.replace("-", "") in squeezed(name) for label in _telling(host))


def outlet_names(page: MetadataPage) -> tuple[str, ...]:
    """Return every name the outlet may be called by.

    Declared ones, its host, the host's telling labels, its account names.
    """
    declared = [
        publisher(page),
        *page.metas.get("og:site_name", ()),
        *page.metas.get("application-name", ()),
        *page.metas.get("apple-mobile-web-app-title", ()),
        *page.logos,
    ]
    accounts = [name.lstrip("@") for name in page.metas.get("twitter:site", ())]
    return tuple(
        name for name in dict.fromkeys([*declared, *accounts, *_host_names(page.host)]) if name
    )


def _host_names(host: str) -> list[str]:
    labels, telling = host.split("."), _telling(host)
    return (
        [
            host,
            ".".join(labels[-2:]),
            ".".join(labels[-3:]),
            *telling,
            *(label.replace("-", " ") for label in telling),
        ]
        if host
        else []
    )


def _telling(host: str) -> list[str]:
    """Return the labels of a host that say whose it is."""
    return [
        label for label in host.split(".")[:-1] if label not in _SUFFIX_LABELS and len(label) > 1
    ]
