"""The fonts of pictures, and the shapes of their letters, by HarfBuzz.

The only module that knows HarfBuzz. Fonts are those of packages, so that a picture is the same on
every machine. All is measured in thousandths of the letters' size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import UsageError

if TYPE_CHECKING:
    import uharfbuzz  # type: ignore[import-untyped]  # it has no stubs

NOT_INSTALLED = "pictures need libraries that are not installed"
HOW_TO_INSTALL = "Install them: pip install 'palimpsest-archive[pictures]'"

EM = 1000
REGULAR, SEMIBOLD, BOLD = 400, 600, 700
_FONTS = ("manimgx_fonts", "manimgx_fonts_cjk", "fontpkg_source_serif_4", "fontpkg_fira_code")
_EXTRA = ("uharfbuzz", "pyphen", *_FONTS)
_HAN = {"JP": 0, "KR": 1, "SC": 2, "TC": 3, "HK": 4}
"""The places of fonts in their file, by how they write Chinese characters."""

_SCRIPTS = (  # noqa: SIM905  # a list is easier to read as words
    "Arabic Hebrew Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam "
    "Sinhala Thai Lao Myanmar Khmer Ethiopic Georgian Armenian Symbols"
).split()
_FILES = {
    "serif": ("fontpkg_source_serif_4", "files/SourceSerif4[opsz,wght].ttf"),
    "sans": ("manimgx_fonts", "NotoSans[wght].ttf"),
    "Emoji": ("manimgx_fonts", "NotoEmoji[wght].ttf"),
    "mono": ("fontpkg_fira_code", "files/FiraCode[wght].ttf"),  # for its many signs
} | dict.fromkeys(_HAN, ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"))
SIGNS = frozenset({"Symbols", "Emoji", "mono"})
"""Fonts of signs, not of letters."""
_OPTICAL = 36
"""The size that the serif font's shapes are for: that of headlines."""


@dataclass(frozen=True, slots=True)
class PictureFont:
    """A font in one weight. ``name`` is unlike any other's, and short."""

    name: str
    ascender: int
    descender: int
    """Below the line, so negative."""
    shaper: "uharfbuzz.Font" = field(repr=False, compare=False)


Letter = tuple[int, int, int, int, int]
"""A shape, the place in the text of what it shows, how wide it is, and how far it stands to the
right of that and above it. A plain tuple: a named one takes five times as long to make, and a
picture has hundreds.
"""


@cache
def can_draw() -> bool:
    """Return whether the extra that draws pictures is installed."""
    return all(find_spec(name) is not None for name in _EXTRA)


@cache
def font(family: str, weight: int) -> PictureFont:
    """Return a font. Raises ``UsageError`` where the extra is not installed."""
    hb = _harfbuzz()
    made = hb.Font(_face(family))
    made.scale = (EM, EM)
    made.set_variations({"wght": weight, "opsz": _OPTICAL})
    extents = made.get_font_extents("ltr")
    name = f"{family.replace(' ', '')}{weight}-"
    return PictureFont(name, extents.ascender, extents.descender, made)


@lru_cache(maxsize=20_000)
def family_of(letters: str, *, serif: bool, han: str) -> str:
    """Return the first font that has these letters, or else the first that is for plain text."""
    for family in _families(han)[not serif :]:
        if all(ord(letter) in _covered(family) for letter in letters):
            return family
    return "sans"


@lru_cache(maxsize=20_000)
def script_of(letter: str) -> str | None:
    """Return the script of a letter; None for what all scripts share."""
    buffer = _harfbuzz().Buffer()
    buffer.add_str(letter)
    buffer.guess_segment_properties()
    return str(buffer.script) if buffer.script else None


def shape(
    text: str, start: int, end: int, used: PictureFont, *, leftwards: bool, language: str
) -> Sequence[Letter]:
    """Return the shapes of a part of the text from left to right."""
    hb = _harfbuzz()
    buffer = hb.Buffer()
    buffer.add_str(text, start, end - start)
    buffer.direction = "rtl" if leftwards else "ltr"
    buffer.guess_segment_properties()
    buffer.language = language
    hb.shape(used.shaper, buffer)
    return [
        (info.codepoint, info.cluster, place.x_advance, place.x_offset, place.y_offset)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


@lru_cache(maxsize=50_000)
def outline(used: PictureFont, glyph: int) -> str:
    """Return a shape as SVG's path has it, its top above zero. Empty for a space."""
    pieces: list[str] = []
    used.shaper.draw_glyph(glyph, _pen(), pieces)
    return "".join(pieces)


def coverage(
    letters: Iterable[tuple[PictureFont, int, float, float, float]], width: int, low: int, high: int
) -> bytes:
    """Return how much of each pixel letters cover, row by row from ``low``, which is further down.

    ``letters``: font, shape, pixels for each unit, and place, from the left and from the foot.
    """
    hb = _harfbuzz()
    raster = hb.RasterDraw()
    raster.extents = hb.RasterExtents(0, low, width, high - low, width)
    for used, glyph, scale, x, y in letters:
        raster.transform = (scale, 0, 0, scale, x, y)
        raster.draw_glyph(used.shaper, glyph)
    return bytes(raster.render().buffer)


@cache
def _pen() -> "uharfbuzz.DrawFuncs":
    made = _harfbuzz().DrawFuncs()

    def write(sign: str, *numbers: float, onto: list[str]) -> None:
        onto.append(sign + " ".join(str(round(one)) for one in numbers))

    made.set_move_to_func(lambda x, y, onto: write("M", x, y, onto=onto))
    made.set_line_to_func(lambda x, y, onto: write("L", x, y, onto=onto))
    made.set_quadratic_to_func(lambda a, b, x, y, onto: write("Q", a, b, x, y, onto=onto))
    made.set_cubic_to_func(lambda a, b, c, d, x, y, onto: write("C", a, b, c, d, x, y, onto=onto))
    made.set_close_path_func(lambda onto: onto.append("Z"))
    return made


@cache
def _families(han: str) -> Sequence[str]:
    return ("serif", "sans", han, *_SCRIPTS, "Emoji", "mono")


@cache
def _covered(family: str) -> frozenset[int]:
    return frozenset(_face(family).unicodes)


@cache
def _face(family: str) -> "uharfbuzz.Face":
    hb = _harfbuzz()
    package, name = _FILES.get(family, ("manimgx_fonts", f"NotoSans{family}[wght].ttf"))
    folder = Path(str(import_module(package).__file__)).parent
    return hb.Face(hb.Blob.from_file_path(str(folder / name)), _HAN.get(family, 0))


@cache
def _harfbuzz() -> Any:  # noqa: ANN401  # the module
    try:  # most commands draw nothing
        import uharfbuzz
    except ImportError as error:
        raise UsageError(NOT_INSTALLED, hint=HOW_TO_INSTALL) from error
    return uharfbuzz
