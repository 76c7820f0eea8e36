"""What stands in an entry: a change in words, and its difference as HTML of a bounded size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crawler.diff import Diff, Span
from crawler.diff.formats import DiffLine, as_lines
from crawler.html import Pages

MAX_TEXT = 12_000
"""Characters of a difference's text in one entry. A longer one is cut, and says so."""

_PAGES = Pages()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContent:
    """What there is to say of a change, but for its title."""

    page: str
    page_label: str
    article_url: str | None
    summary: Sequence[str] = ()
    """Sentences above the difference."""
    difference: Diff | None = None
    language: str | None = None
    why_no_lines: str = ""
    """Why the difference is not shown."""
    damage: str = ""
    """What is damaged, as a sentence."""


def as_content(content: EntryContent) -> str:
    """Return the HTML."""
    lines, cut = (
        _bounded(as_lines(content.difference)) if content.difference is not None else ([], False)
    )
    return _PAGES.render(
        "feed_entry.html.j2",
        summary=content.summary,
        lines=lines,
        cut=cut,
        language=content.language,
        why_no_lines=content.why_no_lines,
        damage=content.damage,
        page=content.page,
        page_label=content.page_label,
        article_url=content.article_url,
    )


def _bounded(lines: Iterable[DiffLine]) -> tuple[list[DiffLine], bool]:
    """Return the lines up to the limit, and whether something is left out."""
    kept: list[DiffLine] = []
    left = MAX_TEXT
    for line in lines:
        length = sum(len(span.text) for span in line.spans)
        if length > left:
            return [*kept, replace(line, spans=tuple(_bounded_spans(line.spans, left)))], True
        kept.append(line)
        left -= length
    return kept, False


def _bounded_spans(spans: Sequence[Span], left: int) -> Iterable[Span]:
    """Yield the spans up to so many characters; the last one ends with an ellipsis."""
    for span in spans:
        if len(span.text) > left:
            yield Span(span.mark, f"{span.text[:left]}…")
            return
        yield span
        left -= len(span.text)
