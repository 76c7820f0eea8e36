"""Where everything stands in the picture of a change. Lengths are pixels."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from crawler.diff import Span, Spans
from crawler.diff.values import Mark
from crawler.picture.drawing import INK, SOFT, WHITE, Drawing, PictureBox
from crawler.picture.fonts import BOLD, EM, REGULAR, SEMIBOLD
from crawler.picture.paragraph import LetterStyle, Line, Paragraph

WIDTH, HEIGHT = 1200, 630
"""The size that services want of an ``og:image``."""

_SIDE, _TOP, _BOTTOM = 60, 44, 36
_ROOM = WIDTH - 2 * _SIDE
_GUTTER = 24
_CAPITALS = 0.714
"""How high capitals are, in sizes of the letters."""
_LEADING = 0.55
"""Between lines of small words."""
_SITE, _BADGE, _WHEN, _SMALL = 27, 17, 20, 16
_HEADLINE, _WORDS = 54, 34
_SANS_HEADLINE = 0.9
_BADGE_X, _BADGE_Y, _TRACKING = 13, 9, 0.06
_FRAME = 2
_HEADER = 36
"""How high the header is without a badge."""
_BAR, _INSET, _PAD = 4, 22, 4
_SPARE = 40
_SCALES = (1.4, 1.3, 1.2, 1.1, 1.0, 0.93, 0.86, 0.8, 0.74, 0.68, 0.62, 0.56, 0.5, 0.43, 0.36, 0.3)
"""Of which the largest is taken at which the words fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWords:
    """Words that may be marked, as they are set."""

    spans: Spans
    leftwards: bool = False
    serif: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTexts:
    """All that a picture shows."""

    han: str
    language: str
    site: SetWords
    headlines: Sequence[SetWords]
    words: SetWords | None
    what: str
    badge: str
    loud: bool
    legend: bool
    when: str
    address: SetWords


class PictureLayout:
    """Lays a picture out: header, footer, and in the middle what changed, as large as it can be."""

    def __init__(self, texts: PictureTexts) -> None:
        self._texts = texts
        self._drawing = Drawing([], [])
        self._headlines = [self._headline(one) for one in texts.headlines]
        self._what = _our_words(texts.what, SEMIBOLD) if texts.what else None
        self._words = self._marked(texts.words, REGULAR) if texts.words else None

    def drawing(self) -> Drawing:
        """Return the picture as it is drawn."""
        top, bottom = self._header(), self._footer()
        room = bottom - top - _SPARE
        place = bisect_left(_SCALES, x=True, key=lambda scale: self._fits(scale, room))
        scale = _SCALES[min(place, len(_SCALES) - 1)]
        self._middle((top + bottom - self._height(scale)) / 2, scale)
        return self._drawing

    def _marked(self, told: SetWords, weight: int, *, serif: bool = False) -> Paragraph:
        style = LetterStyle(
            weight=weight,
            serif=serif,
            han=self._texts.han,
            language=self._texts.language,
            leftwards=told.leftwards,
        )
        return Paragraph(told.spans, style)

    def _headline(self, told: SetWords) -> Paragraph:
        return self._marked(told, BOLD, serif=told.serif)

    def _header(self) -> float:
        """Draw the site and the badge. Returns where the middle begins."""
        texts, room, height = self._texts, float(_ROOM), float(_HEADER)
        site = _site(texts.site, texts.han)
        if texts.badge:
            badge = _badge(texts.badge)
            width = badge.width * _BADGE / EM + 2 * _BADGE_X
            height = _BADGE * _CAPITALS + 2 * _BADGE_Y
            room -= width + _GUTTER
        lines = len(site.ends(room * EM / _SITE))
        high = _small_height(lines, _SITE)
        height = max(height, high)
        self._small(site, (_SIDE, _TOP + (height - high) / 2), room, _SITE, INK)
        if texts.badge:
            x, high = _SIDE + _ROOM - width, _BADGE * _CAPITALS + 2 * _BADGE_Y
            y = _TOP + (height - high) / 2
            self._frame(PictureBox(INK, x, y, width, high), filled=texts.loud)
            foot = y + _BADGE_Y + _BADGE * _CAPITALS
            self._drawing.words(badge, x + _BADGE_X, foot, _BADGE, WHITE if texts.loud else INK)
        end = _TOP + height + 12
        self._drawing.stroke(_SIDE, end, _ROOM, breadth=2.4, colour=INK)
        return end

    def _frame(self, box: PictureBox, *, filled: bool) -> None:
        if filled:
            self._drawing.boxes.append(box)
            return
        colour, x, y, width, height = box
        for upright in (x, x + width - _FRAME):
            self._drawing.boxes.append(PictureBox(colour, upright, y, _FRAME, height))
        for level in (y, y + height - _FRAME):
            self._drawing.boxes.append(PictureBox(colour, x, level, width, _FRAME))

    def _footer(self) -> float:
        """Draw the interval, the legend and the address. Returns where the middle ends."""
        address = _line(self._texts.address, REGULAR, self._texts.han)
        when = Paragraph((Span("same", self._texts.when),), LetterStyle(weight=SEMIBOLD))
        legend = self._legend()
        room = _ROOM - (legend + _GUTTER if legend else 0)
        lines = len(address.ends(_ROOM * EM / _SMALL))
        low = HEIGHT - _BOTTOM - _small_height(lines, _SMALL)
        self._small(address, (_SIDE, low), _ROOM, _SMALL, SOFT)
        high = _small_height(len(when.ends(room * EM / _WHEN)), _WHEN)
        top = low - 9 - max(high, _SMALL * _CAPITALS if legend else 0)
        self._small(when, (_SIDE, top), room, _WHEN, INK)
        if legend:
            self._legend(top)
        self._drawing.stroke(_SIDE, top - 12, _ROOM, breadth=0.8, colour=SOFT)
        return top - 12

    def _legend(self, top: float | None = None) -> float:
        """Return how wide the legend is, and draw it if it is told where."""
        if not self._texts.legend:
            return 0
        lines = [
            next(_our_words(mark, REGULAR, mark).lines(_ROOM * EM)) for mark in ("removed", "added")
        ]
        widths = [line.width * _SMALL / EM for line in lines]
        width = sum(widths) + 0.9 * _SMALL
        if top is not None:
            x, foot = _SIDE + _ROOM - width, top + _SMALL * _CAPITALS
            self._drawing.words(lines[0], x, foot, _SMALL)
            self._drawing.words(lines[1], _SIDE + _ROOM - widths[1], foot, _SMALL)
        return width

    def _fits(self, scale: float, room: float) -> bool:
        """Return whether the middle is no higher than its room, and none of its words too wide."""
        sizes = [(one, _ROOM, _headline_size(one, scale)) for one in self._headlines]
        if self._words is not None:
            sizes.append((self._words, _ROOM - _INSET, _words_size(scale)))
        is_wide = any(words.widest * size > most * EM for words, most, size in sizes)
        return not is_wide and self._height(scale) <= room

    def _height(self, scale: float) -> float:
        """Return how high the middle is."""
        height = sum(_height(one, _ROOM, _headline_size(one, scale)) for one in self._headlines)
        height += 6 * scale * max(0, len(self._headlines) - 1)
        if self._what is not None:
            height += _gap(scale) * bool(self._headlines) + _CAPITALS * self._what_size
        if self._words is not None:
            height += 12 + 2 * _PAD
            height += _height(self._words, _ROOM - _INSET, _words_size(scale))
        return height

    def _middle(self, y: float, scale: float) -> None:
        """Draw the headlines and the words below them."""
        sizes = [_headline_size(one, scale) for one in self._headlines]
        titles = list(zip(self._headlines, sizes, strict=True))
        rooms = [_even(one, _ROOM, size) for one, size in titles]
        if len({len(one.ends(_ROOM * EM / size)) for one, size in titles}) == 1:
            rooms = [max(rooms)] * len(rooms)  # so that before and after break alike
        for at, (one, size) in enumerate(titles):
            y += 6 * scale if at else 0
            y = self._tall(one, (_SIDE, y), _ROOM, size, rooms[at])
        if self._what is None:
            return
        y += _gap(scale) * bool(self._headlines)
        leftwards = self._words is not None and self._words.style.leftwards
        size = self._what_size
        self._small(self._what, (_SIDE, y), _ROOM, size, SOFT, at_right=leftwards)
        y += _CAPITALS * size
        if self._words is None:
            return
        y += 12
        x = _SIDE if leftwards else _SIDE + _INSET
        room, size = _ROOM - _INSET, _words_size(scale)
        even = _even(self._words, room, size)
        end = self._tall(self._words, (x, y + _PAD), room, size, even) + _PAD
        bar = _SIDE + _ROOM if leftwards else _SIDE
        self._drawing.boxes.append(PictureBox(INK, bar - _BAR / 2, y, _BAR, end - y))

    @property
    def _what_size(self) -> int:
        return 30 if self._words is None else 17

    def _tall(
        self,
        words: Paragraph,
        place: tuple[float, float],
        room: float,
        size: float,
        even: float | None = None,
    ) -> float:
        """Draw lines, none of whose letters reach into another. Returns where they end.

        They are broken at ``even``, so that they are of about one length.
        """
        x, y = place
        for line in words.lines((even or room) * EM / size):
            inset = room - line.width * size / EM if words.style.leftwards else 0
            self._drawing.words(line, x + inset, y + line.ascender * size / EM, size)
            y += (line.ascender + line.descender) * size / EM
        return y

    def _small(
        self,
        words: Paragraph,
        place: tuple[float, float],
        room: float,
        size: float,
        colour: str,
        *,
        at_right: bool = False,
    ) -> None:
        """Draw lines of small words, the capitals of the first below ``place``."""
        x, foot = place[0], place[1] + _CAPITALS * size
        for line in words.lines(room * EM / size):
            inset = room - line.width * size / EM if at_right else 0
            self._drawing.words(line, x + inset, foot, size, colour)
            foot += (_CAPITALS + _LEADING) * size


def _headline_size(headline: Paragraph, scale: float) -> float:
    return _HEADLINE * scale * (1 if headline.style.serif else _SANS_HEADLINE)


def _words_size(scale: float) -> float:
    return _WORDS * (0.25 + 0.75 * scale)


def _gap(scale: float) -> float:
    """Return the room below the headlines."""
    return max(10, 24 * scale)


def _height(words: Paragraph, room: float, size: float) -> float:
    return words.height(room * EM / size) * size / EM


def _even(words: Paragraph, room: float, size: float) -> float:
    """Return the room in which the lines are of about one length, and as many as in all of it."""
    return words.balanced(room * EM / size) * size / EM


def _small_height(lines: int, size: float) -> float:
    """Return how high lines of small words are, from their capitals to the last one's foot."""
    return max(0, lines * (_CAPITALS + _LEADING) - _LEADING) * size


def _line(told: SetWords, weight: int, han: str) -> Paragraph:
    """Return what stands in the frame, which is in English."""
    return Paragraph(told.spans, LetterStyle(weight=weight, han=han, leftwards=told.leftwards))


@lru_cache(maxsize=256)
def _site(told: SetWords, han: str) -> Paragraph:
    """Return a site's name, which all pictures of its articles have."""
    return _line(told, BOLD, han)


@cache
def _our_words(text: str, weight: int, mark: Mark = "same") -> Paragraph:
    """Return words that many pictures have."""
    return Paragraph((Span(mark, text),), LetterStyle(weight=weight))


@cache
def _badge(text: str) -> Line:
    """Return the badge's words in capitals, which stand further apart."""
    line, more = next(_our_words(text.upper(), BOLD).lines(_ROOM * EM)), round(_TRACKING * EM)
    runs = [
        replace(run, letters=[(*one[:2], one[2] + more, *one[3:]) for one in run.letters])
        for run in line.runs
    ]
    return replace(line, runs=runs, width=line.width + more * sum(len(one.letters) for one in runs))
