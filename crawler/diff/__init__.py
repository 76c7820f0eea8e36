"""What changed between two Extractions.

Paragraphs aligned, sentences and words marked, moves recognised.
"""

from crawler.diff.compare import apply, diff, differ_by_whole, text_difference
from crawler.diff.entry_matching import carried
from crawler.diff.entry_parts import EntryPart, entry_name, entry_parts, entry_time
from crawler.diff.rough import rough_diff
from crawler.diff.segment import (
    count_words,
    is_word,
    line_parts,
    sentences,
    sentences_of,
    words,
)
from crawler.diff.unit_similarity import letters, same_letters, spelled_alike
from crawler.diff.values import (
    AttachmentChange,
    Diff,
    DiffBlock,
    FieldChange,
    SentenceChange,
    Span,
    Spans,
)

__all__ = [
    "AttachmentChange",
    "Diff",
    "DiffBlock",
    "EntryPart",
    "FieldChange",
    "SentenceChange",
    "Span",
    "Spans",
    "apply",
    "carried",
    "count_words",
    "diff",
    "differ_by_whole",
    "entry_name",
    "entry_parts",
    "entry_time",
    "is_word",
    "letters",
    "line_parts",
    "rough_diff",
    "same_letters",
    "sentences",
    "sentences_of",
    "spelled_alike",
    "text_difference",
    "words",
]
