"""A Diff as one self-contained HTML page.

No script, nothing loaded, ``ins`` and ``del`` that screen readers announce, light and dark.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence

from crawler.diff.formats.lines import CONTEXT, DiffLine, as_lines
from crawler.diff.values import Diff, Span, Spans
from crawler.visible import visible_html as escape

STYLE = """
:root{color-scheme:light dark;--ins:#d7f5dd;--ins-ink:#0b4d1c;--del:#fde0dd;--del-ink:#7a1410;--rule:#8886;--quiet:#666}
@media(prefers-color-scheme:dark){:root{--ins:#113d1f;--ins-ink:#b6f2c4;--del:#4d1714;--del-ink:#ffc9c4;--quiet:#aaa}}
body{font:1.06rem/1.6 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25}
h2,dt,summary,.note,footer{font-family:system-ui,sans-serif;font-size:.85rem}
h2{margin-top:2rem;text-transform:uppercase;letter-spacing:.05em}
dt{font-weight:600;margin-top:.6rem}
dd{margin:0}
ins{background:var(--ins);color:var(--ins-ink);text-decoration:underline;text-decoration-thickness:.1em}
del{background:var(--del);color:var(--del-ink);text-decoration:line-through}
ins::before,ins::after,del::before,del::after{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
ins::before{content:" [added: "}
del::before{content:" [removed: "}
ins::after,del::after{content:" ] "}
.change{border-inline-start:.25rem solid var(--rule);padding-inline-start:.8rem}
.note,summary,footer{color:var(--quiet)}
.note{margin:0}
details{margin:1rem 0}
footer{margin-top:3rem;border-top:1px solid var(--rule)}
@media print{body{margin:0;max-width:none}ins,del{background:none}.change{break-inside:avoid}}
"""

STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}"
"""The source that a Content-Security-Policy must allow in ``style-src`` to show the page with its
style.
"""

_NAMES = {
    "title": "Headline",
    "shown_title": "Headline as shown",
    "byline": "Byline",
    "published": "Published",
    "modified": "Modified",
}


def as_html(
    difference: Diff,
    *,
    heading: str,
    old_label: str,
    new_label: str,
    language: str | None = None,
    facts: Sequence[tuple[str, str]] = (),
    context: int = CONTEXT,
) -> str:
    """Return the page.

    ``facts`` are names and values to state above the text, such as the URL, the interval and the
    kinds with their reasons.
    """
    stated = [
        ("Compared", f"{old_label} → {new_label}"),
        *facts,
        ("Words", f"{difference.words_added} added, {difference.words_removed} removed"),
    ]
    return (
        "<!doctype html>\n"
        f'<html lang="{escape(language or "und")}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src '{STYLE_HASH}'\">\n"
        f"<title>{escape(heading)}: {escape(old_label)} → "
        f"{escape(new_label)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        "<main>\n"
        f"<h1 dir=auto>{escape(heading)}</h1>\n<dl>\n{_stated(stated)}</dl>\n"
        f"{as_fragment(difference, context=context)}</main>\n</body>\n</html>\n"
    )


def as_fragment(difference: Diff, *, context: int = CONTEXT, level: int = 2) -> str:
    """Fields and text alone, for a page that has ``STYLE``; headings are of this level."""
    lines = as_lines(difference, context=context)
    fields = "".join(
        f"<dt>{_NAMES[line.note]}</dt><dd dir=auto>{_marked(line.spans)}</dd>\n"
        for line in lines
        if line.role == "field"
    )
    body = "".join(_paragraph(line) for line in lines if line.role != "field")
    above = f"<h{level}>Above the text</h{level}>\n<dl>\n{fields}</dl>\n" if fields else ""
    return f"{above}<h{level}>Text</h{level}>\n{body}"


def _stated(facts: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f"<dt>{escape(name)}</dt><dd dir=auto>{escape(value)}</dd>\n" for name, value in facts
    )


def _paragraph(line: DiffLine) -> str:
    if line.role == "folded":
        inner = "".join(
            f"<p dir=auto>{_breaks(escape(block.new_text))}</p>\n" for block in line.blocks
        )
        return f"<details>\n<summary>{escape(line.note)}</summary>\n{inner}</details>\n"
    note = f"<p class=note>{escape(line.note)}</p>\n" if line.note else ""
    if line.role == "same":
        return f"<p dir=auto>{_marked(line.spans)}</p>\n"
    return f"<div class=change>\n{note}<p dir=auto>{_marked(line.spans)}</p>\n</div>\n"


def _marked(spans: Spans) -> str:
    return "".join(map(_element, spans))


def _element(span: Span) -> str:
    text = _breaks(escape(span.text))
    if span.mark == "same":
        return text
    name = "del" if span.mark == "removed" else "ins"
    return f"<{name}>{text}</{name}>"


def _breaks(text: str) -> str:
    """Paragraph breaks within a block, made visible: a break that came or left is an edit too."""
    return text.replace("\n\n", "¶<br>")
