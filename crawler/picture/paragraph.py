"""A paragraph of marked words: shaped once, broken into lines for any size."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise

from crawler.diff import Span, Spans, line_parts
from crawler.picture import fonts
from crawler.picture.directions import in_visual_order, levels
from crawler.picture.fonts import Letter, PictureFont

_BETWEEN = Span("same", "\u2005")
"""Between words that left and those that came in their place: a narrow space."""
_HYPHEN = "\u00ad"
_SPACES = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]")
_STEPS = 6
"""How often the room of even lines is looked for: to a sixty-fourth of it."""
_NARROW = " \u2005"
_HAN = "[\u3040-\u30ff\u3400-\u9fff]"
_OTHER = "[A-Za-z0-9\xc0-\u052f]"
_BESIDE_HAN = re.compile(f"(?<={_HAN})(?={_OTHER})|(?<={_OTHER})(?={_HAN})")
"""Where Chinese or Japanese letters meet others, which takes the same room."""
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
_SIMPLE = re.compile(r"[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027]*")
"""Text of one script in which each sign stands for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStyle:
    """How words are set."""

    weight: int = fonts.REGULAR
    serif: bool = False
    han: str = "SC"
    """Which Chinese characters."""
    language: str = "en"
    leftwards: bool = False
    """Whether the text begins at the right."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font, mark and direction."""

    start: int
    end: int
    mark: str
    level: int
    font: PictureFont
    letters: Sequence[Letter]
    """From left to right."""

    def within(self, start: int, end: int) -> "Run":
        """Return the part of it that stands on a line."""
        if start <= self.start and self.end <= end:
            return self
        kept = [one for one in self.letters if start <= one[1] < end]
        return replace(self, start=max(start, self.start), end=min(end, self.end), letters=kept)


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its runs from left to right, and its measures in thousandths of the size."""

    runs: Sequence[Run]
    width: int
    ascender: int
    descender: int


class Paragraph:
    """Words that are set in one style. All lengths are in thousandths of their size."""

    def __init__(self, spans: Spans, style: LetterStyle) -> None:
        self.style = style
        spans = tuple(_spaced(spans))
        self.text = _SPACES.sub(" ", "".join(span.text for span in spans))
        self._marks = list(zip(accumulate(len(span.text) for span in spans), spans, strict=True))

    @cached_property
    def _runs(self) -> Sequence[Run]:
        """The shaped runs in the order of the text."""
        text, style = self.text, self.style
        directions = levels(text, int(style.leftwards))
        used, scripts = _families(text, style), _scripts(text)
        ends = {end for end, _ in self._marks}
        for told in (directions, used, scripts):
            if len(set(told)) > 1:
                ends.update(at for at, (one, next_) in enumerate(pairwise(told), 1) if one != next_)
        marks = iter(self._marks)
        marked_to, marked = 0, _BETWEEN
        runs: list[Run] = []
        for start, end in pairwise((0, *sorted(ends))):
            if start >= marked_to:
                marked_to, marked = next(marks)
            font, level = fonts.font(used[start], style.weight), directions[start]
            letters = fonts.shape(
                text, start, end, font, leftwards=level % 2 == 1, language=style.language
            )
            runs.append(Run(start, end, marked.mark, level, font, letters))
        return runs

    @cached_property
    def _widths(self) -> Sequence[int]:
        """How far it is to each place of the text."""
        widths = [0] * len(self.text)
        for run in self._runs:
            for _, at, width, _, _ in run.letters:
                widths[at] += width
        return list(accumulate(widths, initial=0))

    @cached_property
    def _places(self) -> tuple[Sequence[int], Sequence[int]]:
        """Return where lines may end, and how far it is to there without the space behind."""
        parts = line_parts(self.text, self.style.language)
        ends = list(accumulate(map(len, parts)))
        shown = (
            end - len(part) + len(part.rstrip()) for part, end in zip(parts, ends, strict=True)
        )
        widths = [
            self._widths[at] + (self._hyphen[2] if part.endswith(_HYPHEN) else 0)
            for at, part in zip(shown, parts, strict=True)
        ]
        return ends, widths

    @cached_property
    def _hyphen(self) -> Letter:
        font = fonts.font(fonts.family_of("-", serif=self.style.serif, han=""), self.style.weight)
        return fonts.shape("-", 0, 1, font, leftwards=False, language="en")[0]

    def ends(self, room: float) -> Sequence[int]:
        """Return where the lines end, if each has so much room."""
        ends, widths = self._places
        found: list[int] = []
        place, start = 0, 0
        while place < len(ends):
            fitting = bisect_right(widths, self._widths[start] + room, place)
            place = max(fitting, place + 1)
            start = ends[place - 1]
            found.append(start)
        return found

    @cached_property
    def widest(self) -> int:
        """Return the room that the longest part takes: no line can be narrower."""
        ends, widths = self._places
        starts = (0, *ends)
        return max(
            (to - self._widths[at] for at, to in zip(starts, widths, strict=False)), default=0
        )

    def balanced(self, room: float) -> float:
        """Return about the least room that takes no more lines than this."""
        most, least = len(self.ends(room)), 0.0
        if most == 1:
            return room
        for _ in range(_STEPS):
            between = (least + room) / 2
            if len(self.ends(between)) > most:
                least = between
            else:
                room = between
        return room

    def height(self, room: float) -> int:
        """Return how high the lines are together."""
        starts = (0, *self.ends(room))
        return sum(sum(self._extents(start, end)) for start, end in pairwise(starts))

    def lines(self, room: float) -> Iterator[Line]:
        """Yield the lines, if each has so much room."""
        for start, end in pairwise((0, *self.ends(room))):
            yield self._line(start, end)

    def _line(self, start: int, end: int) -> Line:
        ascender, descender = self._extents(start, end)
        divided = self.text[start:end].endswith(_HYPHEN)
        shown = start + len(self.text[start:end].rstrip())
        parts = [
            run.within(start, shown) for run in self._runs if run.start < shown and run.end > start
        ]
        if divided and parts:
            last = parts[-1]
            glyph, _, width, x, y = self._hyphen
            parts[-1] = replace(last, letters=[*last.letters, (glyph, end - 1, width, x, y)])
        parts = [parts[at] for at in in_visual_order([part.level for part in parts])]
        width = sum(letter[2] for part in parts for letter in part.letters)
        return Line(parts, width, ascender, descender)

    def _extents(self, start: int, end: int) -> tuple[int, int]:
        """Return how far a line reaches above and below, as positive numbers."""
        used = [run.font for run in self._runs if run.start < end and run.end > start]
        above = max((one.ascender for one in used), default=0)
        return above, -min((one.descender for one in used), default=0)


def _spaced(spans: Spans) -> Iterator[Span]:
    """Yield the spans with room before what came for what left, and around Chinese words."""
    before = Span("same", " ")
    for span in spans:
        if (before.mark, span.mark) == ("removed", "added") or _BESIDE_HAN.search(
            before.text[-1] + span.text[:1]
        ):
            yield _BETWEEN
        before = span
        yield Span(span.mark, _BESIDE_HAN.sub(_BETWEEN.text, span.text))


def _families(text: str, style: LetterStyle) -> Sequence[str]:
    """Return the font of each sign. Marks go with their letter, and spaces with what is before."""
    if text.isascii() and text.isprintable():  # the first fonts have all of these
        return [fonts.family_of("a", serif=style.serif, han=style.han)] * len(text)
    signs = set(text)
    families = {fonts.family_of(sign, serif=style.serif, han=style.han) for sign in signs}
    if len(families) == 1 and not any(map(_is_joined, signs)):
        return [*families] * len(text)
    found: list[str] = []
    for at, sign in enumerate(text):
        if found and _is_joined(sign):
            start = at - 1
            while start and _is_joined(text[start]):
                start -= 1
            family = fonts.family_of(text[start : at + 1], serif=style.serif, han=style.han)
            found[start:] = [family] * (at - start)
        elif found and sign in _NARROW and found[-1] not in fonts.SIGNS:
            family = found[-1]
        else:
            family = fonts.family_of(sign, serif=style.serif, han=style.han)
        found.append(family)
    return found


@lru_cache(maxsize=20_000)
def _is_joined(sign: str) -> bool:
    """Return whether a sign is part of the letter before it."""
    return sign in _JOINERS or unicodedata.category(sign)[0] == "M"


def _scripts(text: str) -> Sequence[str | None]:
    """Return the script of each sign. What all share is of the script before it, or after it."""
    if _SIMPLE.fullmatch(text):
        return [None] * len(text)
    found = [fonts.script_of(sign) for sign in text]
    before = next(filter(None, found), None)
    for at, script in enumerate(found):
        found[at] = before = script or before
    return found
