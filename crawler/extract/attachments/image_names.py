"""The address of a picture, and what it calls the picture.

One picture has many addresses: for each width, crop, format and host, behind a proxy, with a
signature that changes with every answer. Its file's name is what they share.
"""

# ruff: noqa: RUF001  # sizes are also written with the multiplication sign

import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-image", "data-full-src",
    "data-hi-res-src", "data-srcset", "data-lazy-srcset", "src", "srcset", "poster",
)  # fmt: skip
"""Attributes that give a picture's address, those of pictures that are loaded late first."""
_SETS = frozenset(("data-srcset", "data-lazy-srcset", "srcset"))
_HOLDER = re.compile(
    r"(?:^|[/_.-])(?:placeholder|blank|spacer|transparent|pixel|lazy(?:load)?|loading|1x1|grey|"
    r"gray|empty|dummy|fallback)(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
"""An address that stands in until the picture is loaded."""
_ABSOLUTE = re.compile(r"(?<=.)https?:/{1,2}", re.IGNORECASE)
_ENDING = re.compile(
    r"(?:\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic|jfif|img|image))+$", re.IGNORECASE
)
_RENDERED = re.compile(
    r"""
    (?:~_|[-_.@=+,])?(?:
        (?<=[-_.@=+,])\d{2,4}\s*[x×]\s*\d{2,4}(?:[-_]?(?:crop|c))?
      | @[1-4]x | (?<=[-_.])[1-4]x
      | (?<=[-_.=])[wh]\d{2,4} | (?<=[-_.=])s\d{2,4}(?:-[a-z]{1,2})?
      | (?<=[-_.])r\d\.\d+ | (?<=[-_.])fp[xy]\d+ | (?<=[-_.])q\d{1,3}
      | (?<=[-_.])(?:scaled|rotated|cropped|crop|resized|small|medium|large|xlarge|thumb|thumbnail|
            square|square\d+|wide|full|hd|mobile|desktop|tablet|retina|superjumbo|jumbo|articlelarge|
            medium(?:three|square)?(?:by(?:two|three)?)?\w{0,10}|mediumthreebytwo\d+|
            master\d+|videolarge|landscape|portrait|hero|teaser|og|social|web|lead|main)
      | (?<=\d{6}_)\d{2,4} | (?<=[-_])v\d{1,2}_\d{1,2} | (?<=~_)v-\w+
      | (?<=[-_])(?:320|360|375|400|414|480|500|512|600|620|640|650|700|720|750|768|780|800|828|860|
            900|940|960|976|1000|1024|1080|1100|1140|1200|1280|1366|1400|1440|1500|1536|1600|1680|
            1800|1920|2000|2048|2400|2560|2880|3000|3200|3840)
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""An ending of a file's name that says how it was rendered."""
_SIZED = re.compile(r"^\d{2,4}[x×]\d{2,4}[-_](?=.)")
_FORM = re.compile(
    r"""
    \d{1,4} | [\d.]+[x×:@]\d+(?:[:x×]\d+)* | \d{1,5}(?:_\d{1,5}){1,5} | [\d.]{1,6}
    | [a-z]{1,3}_[\w.:-]+(?:,[a-z]{1,3}_[\w.:-]+)*
    | (?:width|height|w|h|q|quality|format|fit|auto|dpr|crop|resize)[=_:][^/]*(?:,[^/]*)*
    | filters:.* | smart | fit-in | trim | unsafe | top | left | right | center | middle
    | master | original | originals | default | image | images | img | imgs | photo | photos
    | picture | pictures | media | file | files | large | medium | small | full | thumb | thumbs
    | thumbnail | landscape | portrait | square | wide | standard | index | main | upload | uploads
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A piece of a path that says how a picture is rendered, or nothing of it."""
_OF_A_PICTURE = frozenset(("url", "src", "image", "img", "u", "file", "path", "href"))
_PLAIN = 2
"""Letters that a name must have, or be joined with the piece of the path before."""
_MAX_ADDRESS = 2_048


def image_address(element: HtmlElement, base: str | None) -> str | None:
    """Return the address of a picture, or of a film's picture. None where the page gives none.

    ``element`` is an ``img``, ``picture``, ``video`` or a ``figure`` around one.
    """
    for one in (element, *element.iter("img", "amp-img", "source", "video", "a")):
        if one.tag == "a" and not _is_picture(one.get("href")):
            continue
        for address in (one.get("href"),) if one.tag == "a" else _addresses(one):
            found = _absolute(address, base)
            if found:
                return found
    return None


def _addresses(element: HtmlElement) -> Iterator[str]:
    for name in _LAZY:
        value = (element.get(name) or "").strip()
        if value and name in _SETS:
            value = value.split(",", 1)[0].split()[0] if value.strip(", ") else ""
        if value and not value.startswith("data:") and not _HOLDER.search(value):
            yield value


def _is_picture(address: str | None) -> bool:
    return bool(address) and _ENDING.search((address or "").partition("?")[0]) is not None


def _absolute(address: str | None, base: str | None) -> str | None:
    try:
        found = urljoin(base or "", (address or "").strip())
        parts = urlsplit(found)
        whole = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return found if whole and len(found) <= _MAX_ADDRESS else None


def image_name(address: str) -> str:
    """Return what an address calls its picture: the same for all sizes, crops, formats and hosts.

    Never empty.
    """
    inner = _inner(address)
    path, _, query = inner.partition("?")
    path = re.sub(r"^[a-z]+://[^/]*", "", path, flags=re.IGNORECASE)
    kept = [piece for piece in map(_bare, unquote(path).split("/")) if piece]
    telling = [piece for piece in kept if not _FORM.fullmatch(piece)]
    named = _numbered(query)
    if telling:
        name = telling[-1]
        return "/".join(
            filter(None, (*(telling[-2:-1] if len(name) < _PLAIN else ()), name, named))
        )
    return "/".join((*kept[-3:], *([named] if named else []))) or address


def _inner(address: str) -> str:
    """Return the address that a proxy or a resizer names, else the address itself."""
    for _ in range(3):
        path, _, query = address.partition("?")
        within = next(
            (
                unquote(value)
                for name, _, value in (part.partition("=") for part in query.split("&"))
                if name.lower() in _OF_A_PICTURE and ("/" in unquote(value))
            ),
            None,
        )
        if within is None:
            plain = unquote(path)
            found = [*_ABSOLUTE.finditer(plain)]
            within = plain[found[-1].start() :] if found else None
        if within is None or within == address:
            return address
        address = within
    return address


def _bare(piece: str) -> str:
    """Return a piece of a path without endings that say how the picture was rendered."""
    bare = _SIZED.sub("", _ENDING.sub("", piece.strip().lower()))
    while (shorter := _ENDING.sub("", _RENDERED.sub("", bare))) != bare and shorter:
        bare = shorter
    return bare


def _numbered(query: str) -> str:
    """Return what of a query may name the picture: ``id=123``."""
    kept = (
        part
        for part in query.lower().split("&")
        if part.partition("=")[0] in {"id", "image_id", "imageid", "mediaid", "pid", "guid", "uuid"}
    )
    return "&".join(sorted(kept))
