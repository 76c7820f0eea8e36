"""A Diff as one self-contained HTML page.

No script, nothing loaded, ``ins`` and ``del`` that screen readers announce, light and dark.
"""

from collections.abc import Sequence

from crawler.diff.formats.lines import CONTEXT, as_lines
from crawler.diff.values import Diff
from crawler.html import Pages, style_source

SHEETS = ("diff.css",)

STYLE_HASH = style_source(*SHEETS)
"""The source that a Content-Security-Policy must allow in ``style-src`` to show the page with its
style.
"""

_PAGES = Pages()


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
    return _PAGES.render(
        "diff.html.j2",
        sheets=SHEETS,
        style_source=STYLE_HASH,
        language=language,
        heading=heading,
        old_label=old_label,
        new_label=new_label,
        facts=[
            ("Compared", f"{old_label} → {new_label}"),
            *facts,
            ("Words", f"{difference.words_added} added, {difference.words_removed} removed"),
        ],
        lines=as_lines(difference, context=context),
    )
