"""A picture of a change as a file.

Both forms are of one drawing. Letters are drawn as outlines; one that no font has is an empty box.
"""

import re

from crawler.diff import Span, Spans
from crawler.errors import UsageError
from crawler.excerpt import excerpt
from crawler.languages import primary_language
from crawler.model import ChangeKind, Silence
from crawler.picture.directions import direction
from crawler.picture.fonts import HOW_TO_INSTALL, NOT_INSTALLED, can_draw
from crawler.picture.long_words import divided
from crawler.picture.picture_layout import HEIGHT, WIDTH, PictureLayout, PictureTexts, SetWords
from crawler.picture.png_drawing import as_png
from crawler.picture.svg_drawing import as_svg
from crawler.picture.values import ChangePicture, PictureFormat
from crawler.visible import visible

_HAN = {"ja": "JP", "ko": "KR", "zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK", "zh-mo": "HK"}
"""Languages whose Chinese characters look otherwise than in simplified Chinese."""

_MAX_SITE, _MAX_ADDRESS = 60, 160
_MAX_HEADLINE, _MAX_HEADLINES, _MAX_WORDS, _MAX_WORDS_ALONE = 170, 130, 260, 420
"""Letters of one headline, of each of two, of the words below, and of words without a headline."""

_NO_SERIF = re.compile(r"[^\W\d_\u0000-\u052f\u1e00-\u1fff]")
"""A letter that the serif font lacks."""


def draw(picture: ChangePicture, form: PictureFormat) -> bytes:
    """Return the picture as a file. Raises ``UsageError`` where the extra is not installed."""
    if not can_draw():
        raise UsageError(NOT_INSTALLED, hint=HOW_TO_INSTALL)
    described = " ".join(visible(picture.description).split())
    drawing = PictureLayout(_texts(picture)).drawing()
    if form == "png":
        return as_png(drawing, WIDTH, HEIGHT)
    return as_svg(drawing, WIDTH, HEIGHT, described)


def _texts(picture: ChangePicture) -> PictureTexts:
    """Return what the picture shows, cut to its room."""
    changed = any(span.mark != "same" for span in picture.headline)
    marked = picture.telling.spans if picture.telling is not None else ()
    room = _MAX_WORDS if picture.headline else _MAX_WORDS_ALONE
    gone = picture.telling is not None and picture.telling.kind is ChangeKind.GONE
    language, titles = _primary(picture.language), _headlines(picture, changed=changed)
    return PictureTexts(
        han=_han(picture.language),
        language=language,
        site=_line(picture.site, _MAX_SITE),
        headlines=list(filter(None, (_marked(spans, limit, language) for spans, limit in titles))),
        words=None if gone else _marked(marked, room, language),
        what=picture.what,
        badge=picture.badge,
        loud=gone or picture.silence is Silence.SILENT,
        legend=changed or (bool(marked) and not gone),
        when=picture.when,
        address=_line(picture.address, _MAX_ADDRESS),
    )


def _headlines(picture: ChangePicture, *, changed: bool) -> list[tuple[Spans, int]]:
    if not changed:
        return [(picture.headline, _MAX_HEADLINE)]
    before = tuple(span for span in picture.headline if span.mark != "added")
    after = tuple(span for span in picture.headline if span.mark != "removed")
    return [(before, _MAX_HEADLINES), (after, _MAX_HEADLINES)]


def _marked(spans: Spans, room: int, language: str = "") -> SetWords | None:
    """Return spans as they are set, or None where they hold no letter."""
    shown = excerpt(tuple(Span(span.mark, visible(span.text)) for span in spans), room)
    text = "".join(span.text for span in shown)
    if not text.strip():
        return None
    return SetWords(
        spans=tuple(Span(span.mark, divided(span.text, language)) for span in shown),
        leftwards=direction(text) == "rtl",
        serif=_NO_SERIF.search(text) is None,
    )


def _line(text: str, room: int) -> SetWords:
    return _marked((Span("same", text),), room) or SetWords(spans=())


def _han(language: str | None) -> str:
    tag = (language or "").replace("_", "-").lower()
    fitting = (font for start, font in _HAN.items() if tag == start or tag.startswith(f"{start}-"))
    return next(fitting, "SC")


def _primary(language: str | None) -> str:
    primary = primary_language(language, "en")
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) else "en"
