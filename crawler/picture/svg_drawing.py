"""A drawing as SVG: shapes alone, each letter's written once."""

from html import escape

from crawler.picture.drawing import PAPER, Drawing
from crawler.picture.fonts import outline


def as_svg(drawing: Drawing, width: int, height: int, described: str) -> bytes:
    """Return the file, which says ``described`` to those who cannot see it."""
    shapes: dict[str, str] = {}
    drawn = [
        f'<path fill="{fill}" d="M{x:.2f} {y:.2f}h{wide:.2f}v{high:.2f}h{-wide:.2f}Z"/>'
        for fill, x, y, wide, high in drawing.boxes
    ]
    for font, colour, x, y, scale, letters in drawing.letters:
        drawn.append(
            f'<g fill="{colour}" transform="matrix({scale:.5f} 0 0 {-scale:.5f} {x:.2f} {y:.2f})">'
        )
        for glyph, right, up in letters:
            name = f"{font.name}{glyph}"
            shape = shapes.get(name)
            if shape is None:
                shape = shapes[name] = outline(font, glyph)
            if shape:
                rise = f' y="{up}"' if up else ""
                drawn.append(f'<use xlink:href="#{name}" x="{right}"{rise}/>')
        drawn.append("</g>")
    known = "".join(f'<path id="{name}" d="{shape}"/>' for name, shape in shapes.items() if shape)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"<title>{escape(described)}</title><defs>{known}</defs>"
        f'<path fill="{PAPER}" d="M0 0H{width}V{height}H0Z"/>{"".join(drawn)}</svg>'
    ).encode()
