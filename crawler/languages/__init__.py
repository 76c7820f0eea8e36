"""What newsrooms write, by language: one data file a language, and the detector.

``data/<code>.toml`` holds a language's months, bylines, prompts, notices and the like;
``word_kinds`` says what each kind is for. The files are read at the first question and once in a
process, so a command that asks none pays nothing.
"""

from crawler.languages.agency_names import Agency, agencies
from crawler.languages.detect import language_of
from crawler.languages.primary import primary_language
from crawler.languages.tables import (
    EVERY,
    LANGUAGES,
    alternatives,
    by_language,
    flagged,
    pattern,
    terms,
)
from crawler.languages.word_kinds import Kind
from crawler.languages.wordings import DIGITS, kinds_in, mask

__all__ = [
    "DIGITS",
    "EVERY",
    "LANGUAGES",
    "Agency",
    "Kind",
    "agencies",
    "alternatives",
    "by_language",
    "flagged",
    "kinds_in",
    "language_of",
    "mask",
    "pattern",
    "primary_language",
    "terms",
]
