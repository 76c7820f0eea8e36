"""A picture set by Typst, which wraps and shapes all scripts and draws SVG and PNG alike.

The only module that knows Typst. Its template takes every word as data, so nothing in a page is
ever read as code. Fonts are those of packages and Typst's own, so that a picture is the same on
every machine. Letters are drawn as outlines; one that no font has is drawn as an empty box.
"""

import json
import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from crawler.diff import Span, Spans
from crawler.errors import UsageError
from crawler.excerpt import excerpt
from crawler.model import ChangeKind, Silence
from crawler.picture.values import ChangePicture, PictureFormat
from crawler.visible import visible

if TYPE_CHECKING:
    from typst import Compiler

WIDTH, HEIGHT = 1200, 630
"""The size that services want of an ``og:image``."""

NOT_INSTALLED = "pictures need libraries that are not installed"
HOW_TO_INSTALL = "Install them: pip install 'palimpsest-archive[pictures]'"

_TEMPLATES = Path(__file__).parent / "templates"
_EXTRA = ("typst", "manimgx_fonts", "manimgx_fonts_cjk")
_HAN = {"ja": "JP", "ko": "KR", "zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK", "zh-mo": "HK"}
"""Languages whose Chinese characters look otherwise than in simplified Chinese."""

_PNG_DPI = 72
"""One pixel for each point of the template."""

_MAX_SITE, _MAX_ADDRESS = 60, 160
_MAX_HEADLINE, _MAX_HEADLINES, _MAX_WORDS, _MAX_WORDS_ALONE = 170, 130, 260, 420
"""Letters of one headline, of each of two, of the words below, and of words without a headline."""

_LONG = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]{28,}"
)
"""A long word of a script whose lines end between words."""

_HYPHENATED = frozenset(
    (  # noqa: SIM905  # a list is easier to read as words
        "af be bg ca cs da de el en es et fi fr hr hu is it ka la lt lv mn nb nl nn pl pt ru sk "
        "sl sq sr sv tk tr uk"
    ).split()
)
"""Languages whose compounds Typst can divide."""

_COMPOUND = re.compile(r"[^\W\d_]{20,}")
_MAX_COMPOUND = 90
_MIN_LETTERS = 8
"""Different letters in a true compound."""

_NEAR, _FAR = 4, 12
"""Letters after which a long word that is no compound may be divided: at a mark, anywhere."""

_NO_SERIF = re.compile(r"[^\W\d_\u0000-\u052f\u1e00-\u1fff]")
"""A letter that the serif font lacks."""

_SVG = "http://www.w3.org/2000/svg"
_END = b"</svg>"
_NAMESPACE = re.compile(r'\b(xmlns:\w+)="([^"]*)"')
ET.register_namespace("", _SVG)
_LOCK = threading.Lock()
"""One picture at a time: a compiler is not to be shared."""


def draw(picture: ChangePicture, form: PictureFormat) -> bytes:
    """Return the picture as a file. Raises ``UsageError`` where the extra is not installed."""
    told = json.dumps(_document(picture))
    with _LOCK:
        drawn = _compiler().compile(format=form, ppi=_PNG_DPI, sys_inputs={"told": told})
    if not isinstance(drawn, bytes):
        raise TypeError("the template made no picture or several")
    return _finished(drawn, picture) if form == "svg" else drawn


def can_draw() -> bool:
    """Return whether the extra that draws pictures is installed."""
    return all(find_spec(name) is not None for name in _EXTRA)


@cache
def _compiler() -> "Compiler":
    try:  # the extra is large, and most commands draw nothing
        import manimgx_fonts  # type: ignore[import-untyped]  # files alone
        import manimgx_fonts_cjk  # type: ignore[import-untyped]
        import typst
    except ImportError as error:
        raise UsageError(NOT_INSTALLED, hint=HOW_TO_INSTALL) from error
    packages = (manimgx_fonts, manimgx_fonts_cjk)
    folders = [str(Path(str(package.__file__)).parent) for package in packages]
    fonts = typst.Fonts(include_system_fonts=False, font_paths=folders)
    return typst.Compiler(
        _TEMPLATES / "change.typ", root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True
    )


def _document(picture: ChangePicture) -> dict[str, Any]:
    """Return what the template shows."""
    changed = any(span.mark != "same" for span in picture.headline)
    marked = picture.telling.spans if picture.telling is not None else ()
    room = _MAX_WORDS if picture.headline else _MAX_WORDS_ALONE
    gone = picture.telling is not None and picture.telling.kind is ChangeKind.GONE
    language, titles = _typst_language(picture.language), _headlines(picture, changed=changed)
    told = {
        "font": _han_font(picture.language),
        "language": language,
        "site": _line(picture.site, _MAX_SITE),
        "headlines": list(
            filter(None, (_marked(spans, limit, language) for spans, limit in titles))
        ),
        "words": None if gone else _marked(marked, room, language),
        "what": picture.what,
        "badge": picture.badge,
        "loud": gone or picture.silence is Silence.SILENT,
        "legend": changed or (bool(marked) and not gone),
        "when": picture.when,
        "address": _line(picture.address, _MAX_ADDRESS),
    }
    return told | {"compounds": any(map(_COMPOUND.search, _texts(told)))}


def _texts(told: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON value
    """Yield the texts in a document, those of marked words joined."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        yield "".join(span["text"] for span in told.get("spans", ()))
        for one in told.values():
            yield from _texts(one)
    elif isinstance(told, list):
        for one in told:
            yield from _texts(one)


def _headlines(picture: ChangePicture, *, changed: bool) -> list[tuple[Spans, int]]:
    if not changed:
        return [(picture.headline, _MAX_HEADLINE)]
    before = tuple(span for span in picture.headline if span.mark != "added")
    after = tuple(span for span in picture.headline if span.mark != "removed")
    return [(before, _MAX_HEADLINES), (after, _MAX_HEADLINES)]


def _marked(spans: Spans, room: int, language: str = "") -> dict[str, Any] | None:
    """Return spans as the template takes them, or None where they hold no letter."""
    shown = excerpt(tuple(Span(span.mark, visible(span.text)) for span in spans), room)
    text = "".join(span.text for span in shown)
    if not text.strip():
        return None
    parts = [{"mark": span.mark, "text": _divided(span.text, language)} for span in shown]
    serif = _NO_SERIF.search(text) is None
    return {"direction": _direction(text), "serif": serif, "spans": parts}


def _line(text: str, room: int) -> dict[str, Any]:
    return _marked((Span("same", text),), room) or {"direction": "ltr", "serif": True, "spans": []}


def _divided(text: str, language: str) -> str:
    """Return the text with places in long words where a line may end."""
    return _LONG.sub(lambda found: _breakable(found[0], language), text)


def _breakable(word: str, language: str) -> str:
    is_compound = word.isalpha() and len(word) <= _MAX_COMPOUND and language in _HYPHENATED
    if is_compound and len(set(word.lower())) >= _MIN_LETTERS:
        return word
    result, since = "", 0
    for letter in word:
        mark = bool(result) and not result[-1].isalnum() and since >= _NEAR
        if (mark or since >= _FAR) and unicodedata.category(letter)[0] != "M":
            result, since = f"{result}\u200b", 0
        result, since = result + letter, since + 1
    return result


def _direction(text: str) -> str:
    """Return where the text begins, by its first letter that says so."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in {"R", "AL"}:
            return "rtl"
        if direction == "L":
            return "ltr"
    return "ltr"


def _han_font(language: str | None) -> str:
    tag = (language or "").replace("_", "-").lower()
    fitting = (font for start, font in _HAN.items() if tag == start or tag.startswith(f"{start}-"))
    return f"Noto Sans CJK {next(fitting, 'SC')}"


def _typst_language(language: str | None) -> str:
    primary = (language or "en").replace("_", "-").split("-")[0].lower()
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) else "en"


def _finished(drawn: bytes, picture: ChangePicture) -> bytes:
    """Return the SVG with its size in pixels, and with its words for those who cannot see it.

    Only its first tag is read: the outlines behind it are long, and as they should be.
    """
    first, _, rest = drawn.partition(b">")
    root = ET.fromstring(first + b"/>")  # noqa: S314  # our own drawing
    for name, value in _NAMESPACE.findall(first.decode()):
        root.set(name, value)  # of what follows: alone, it would go
    root.set("width", str(WIDTH))
    root.set("height", str(HEIGHT))
    root.set("role", "img")
    title = ET.SubElement(root, f"{{{_SVG}}}title")
    title.text = " ".join(visible(picture.description).split())
    begin = bytes(ET.tostring(root, encoding="utf-8"))
    return begin.removesuffix(_END) + rest
