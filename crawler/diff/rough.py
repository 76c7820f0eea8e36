"""A difference by whole paragraphs, in time that grows with the texts' length.

Where a comparison by sentences took too long.
"""

from collections import Counter
from collections.abc import Sequence

from crawler.diff.compare import field_words
from crawler.diff.values import Diff, DiffBlock, FieldChange, FieldName, Mark, Span
from crawler.model import Extraction


def rough_diff(old: Extraction, new: Extraction) -> Diff:
    """Return what differs, without saying where.

    The fields as wholes, and how many words stand in paragraphs that only one text has.
    """
    before, after = Counter(old.paragraphs), Counter(new.paragraphs)
    same = old.paragraphs == new.paragraphs
    body = DiffBlock(
        kind="same" if same else "edited",
        old=(0, len(old.paragraphs)),
        new=(0, len(new.paragraphs)),
        spans=_spans(old, new),
    )
    fields = tuple(_fields(old, new))
    came, left = _words(after - before), _words(before - after)
    return Diff(
        fields=fields,
        authors=new.authors,
        blocks=(body,),
        sentences=(),
        words_added=came + field_words(fields, "added"),
        words_removed=left + field_words(fields, "removed"),
        body_words_added=came,
        body_words_removed=left,
    )


def _fields(old: Extraction, new: Extraction) -> Sequence[FieldChange]:
    names: tuple[FieldName, ...] = ("title", "shown_title", "byline", "published", "modified")
    values = ((name, getattr(old, name) or None, getattr(new, name) or None) for name in names)
    return [
        FieldChange(name=name, old=before, new=after, spans=_exchanged(before or "", after or ""))
        for name, before, after in values
        if before != after
    ]


def _spans(old: Extraction, new: Extraction) -> tuple[Span, ...]:
    if old.paragraphs == new.paragraphs:
        return (Span("same", old.text),) if old.text else ()
    return _exchanged(old.text, new.text)


def _exchanged(old: str, new: str) -> tuple[Span, ...]:
    both: tuple[tuple[Mark, str], ...] = (("removed", old), ("added", new))
    return tuple(Span(mark, text) for mark, text in both if text)


def _words(paragraphs: Counter[str]) -> int:
    return sum(len(text.split()) * count for text, count in paragraphs.items())
