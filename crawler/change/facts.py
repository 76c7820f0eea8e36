"""What was exchanged within a kept sentence.

Numbers, dates, names and quotations as pairs, spelling and typography, other words.

Every edit of a sentence falls in one of three classes: ``fact``, ``cosmetic`` (letters and digits
are the same, or one word is spelled otherwise) and ``rewrite``.
"""
# ruff: noqa: RUF001  # the quotation marks are meant

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal, cast

from crawler.change.list_marks import only_renumbers
from crawler.change.quotations import Quotations
from crawler.change.word_tokens import WordToken, read_tokens
from crawler.diff import SentenceChange, Span, same_letters, spelled_alike
from crawler.model import FactPair

_Kind = Literal["number", "date", "name"]
_MIN_SENTENCE_WORDS = 2
_MAX_SENTENCE_LENGTH = 2000
"""Characters of a sentence that a pair is shown in."""
_CLOSE = 200
"""Characters among which a full stop is looked for at an end: more closing marks and white space
than any text has there.
"""
_MAX_WORD = 40
"""Characters of a word that an edit is shown with."""
_START = attrgetter("start")
_STOP_AT_END = re.compile(r"[.!?。！？।؟…][\"”»“’)\]]*\s*$")
_STOP_AT_START = re.compile(r"[\"”»“’)\]]*[.!?。！？।؟…][\"”»“’)\]]*\s")


@dataclass(slots=True)
class Findings:
    """What one sentence's edits come to. ``cosmetic`` and ``rewrites`` hold the edits in words."""

    facts: list[FactPair] = field(default_factory=list)
    cosmetic: list[str] = field(default_factory=list)
    rewrites: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    """Whole sentences that came within a unit that segmentation keeps whole, such as a long
    quotation.
    """
    removed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch [start, end) of the old sentence that became one of the new.

    Either may be empty.
    """

    old: tuple[int, int]
    new: tuple[int, int]


def read_edits(
    change: SentenceChange, language: str, known_names: frozenset[str], *, listed: bool = False
) -> Findings:
    """Return what the edits of a sentence that stands on both sides come to.

    ``listed``: both texts have numbered lists.
    """
    reader = _Reader(change.old or "", change.new or "", language, known_names, listed=listed)
    for edit in _edits(change.spans):
        reader.read(edit)
    return reader.findings


def _edits(spans: Sequence[Span]) -> Iterator[_Edit]:
    i = j = 0
    for k, span in enumerate(spans):
        if span.mark == "removed":
            follows = spans[k + 1] if k + 1 < len(spans) and spans[k + 1].mark == "added" else None
            gained = len(follows.text) if follows else 0
            yield _Edit((i, i + len(span.text)), (j, j + gained))
            i, j = i + len(span.text), j + gained
        elif span.mark == "same":
            i, j = i + len(span.text), j + len(span.text)
        elif k == 0 or spans[k - 1].mark != "removed":
            yield _Edit((i, i), (j, j + len(span.text)))
            j += len(span.text)


class _Reader:
    """Reads the edits of one sentence."""

    def __init__(
        self, old: str, new: str, language: str, known_names: frozenset[str], *, listed: bool
    ) -> None:
        self.old, self.new, self._listed = old, new, listed
        self.findings = Findings()
        self._old_tokens = read_tokens(old, language, known_names)
        self._new_tokens = read_tokens(new, language, known_names)
        self._shown = new if len(new) <= _MAX_SENTENCE_LENGTH else f"{new[:_MAX_SENTENCE_LENGTH]}…"
        self._known: set[FactPair] = set()
        self._old_quotes, self._new_quotes = Quotations(old), Quotations(new)

    def read(self, edit: _Edit) -> None:
        """Read one edit into the findings."""
        before, after = self.old[slice(*edit.old)], self.new[slice(*edit.new)]
        if before.isspace() and after.isspace():
            return  # a paragraph's end became a blank, or the other way round
        removed, added = _inside(self._old_tokens, edit.old), _inside(self._new_tokens, edit.new)
        shown = _shown(before, after)
        if same_letters(before, after):
            self.findings.cosmetic.append(self._in_words(edit) or shown)
        elif self._listed and only_renumbers(self.old, self.new, edit.old, edit.new):
            self.findings.cosmetic.append(shown)
        elif not removed and _is_sentence(after, self.new, edit.new[0]):
            self.findings.added.append(after.strip())
        elif not added and _is_sentence(before, self.old, edit.old[0]):
            self.findings.removed.append(before.strip())
        else:
            self._sort_out(edit, removed, added, shown)

    def _in_words(self, edit: _Edit) -> str | None:
        """Return an edit of nothing but white space and marks with the words around it.

        None where it shows itself: it exchanges one mark for another.
        """
        if self.old[slice(*edit.old)].strip() and self.new[slice(*edit.new)].strip():
            return None
        wide = tuple(
            text[_word_start(text, start) : _word_end(text, end)]
            for text, (start, end) in ((self.old, edit.old), (self.new, edit.new))
        )
        return f"“{wide[0]}” → “{wide[1]}”"

    def _sort_out(
        self, edit: _Edit, removed: Sequence[WordToken], added: Sequence[WordToken], shown: str
    ) -> None:
        pairs = list(self._pairs(removed, added))
        if (
            not pairs
            and len(removed) == len(added) == 1
            and "address" not in {removed[0].kind, added[0].kind}
            and spelled_alike(removed[0].text, added[0].text)
        ):
            self.findings.cosmetic.append(shown)
            return
        quoted = self._quotation(edit)
        found = [*pairs, quoted] if quoted else pairs
        self.findings.facts += [pair for pair in found if pair not in self._known]
        self._known.update(found)
        if not quoted and (not pairs or _other_words_differ(removed, added)):
            self.findings.rewrites.append(shown)

    def _pairs(
        self, removed: Sequence[WordToken], added: Sequence[WordToken]
    ) -> Iterator[FactPair]:
        kinds: tuple[_Kind, ...] = ("number", "date", "name")
        if (
            len(removed) == len(added) == 1
            and {removed[0].kind, added[0].kind} <= {*kinds}
            and removed[0].kind != added[0].kind
        ):
            yield FactPair(
                kind=cast("_Kind", added[0].kind),
                old=removed[0].text,
                new=added[0].text,
                sentence=self._shown,
            )
            return
        for kind in kinds:
            before = (
                _names(removed)
                if kind == "name"
                else [token.text for token in removed if token.kind == kind]
            )
            after = (
                _names(added)
                if kind == "name"
                else [token.text for token in added if token.kind == kind]
            )
            if len(before) != len(after) and before and after:
                before, after = [", ".join(before)], [", ".join(after)]
            pairs = zip(before, after, strict=True) if before and after else ()
            yield from (
                FactPair(kind=kind, old=left, new=right, sentence=self._shown)
                for left, right in pairs
                if left.casefold() != right.casefold()
            )

    def _quotation(self, edit: _Edit) -> FactPair | None:
        before, after = self._old_quotes.around(edit.old), self._new_quotes.around(edit.new)
        return (
            FactPair(kind="quotation", old=before, new=after, sentence=self._shown)
            if before and after
            else None
        )


def _shown(before: str, after: str) -> str:
    """Return an edit in words: what was exchanged, or what came or left."""
    before, after = before.strip(), after.strip()
    if before and after:
        return f"“{before}” → “{after}”"
    return f"“{before}” left" if before else f"“{after}” came"


def _word_start(text: str, place: int) -> int:
    """Return where the word ends that stands before a place, at most some characters before it."""
    first = max(0, place - _MAX_WORD)
    return first + len(text[first:place]) - len(text[first:place].rsplit(" ", maxsplit=1)[-1])


def _word_end(text: str, place: int) -> int:
    return place + len(text[place : place + _MAX_WORD].split(" ", maxsplit=1)[0])


def _is_sentence(text: str, around: str, start: int) -> bool:
    """Return whether a stretch is whole sentences.

    It begins behind a full stop and ends with one, or both a word earlier.
    """
    if len(text.split(maxsplit=_MIN_SENTENCE_WORDS)) < _MIN_SENTENCE_WORDS:
        return False
    before = around[max(0, start - _CLOSE) : start]
    begins = bool(_STOP_AT_END.search(before)) or (
        not before.strip() and not around[:start].strip()
    )
    return bool(begins and _STOP_AT_END.search(text[-_CLOSE:])) or bool(_STOP_AT_START.match(text))


def _inside(tokens: Sequence[WordToken], where: tuple[int, int]) -> list[WordToken]:
    first = bisect_left(tokens, where[0], key=_START)
    return list(tokens[first : bisect_left(tokens, where[1], lo=first, key=_START)])


def _names(tokens: Sequence[WordToken]) -> list[str]:
    """Return the names among the tokens, words that stand side by side as one."""
    joined: list[list[WordToken]] = []
    for token in tokens:
        if token.kind == "name" and joined and joined[-1][-1].end + 1 == token.start:
            joined[-1].append(token)
        elif token.kind == "name":
            joined.append([token])
    return [" ".join(token.text for token in group) for group in joined]


def _other_words_differ(removed: Sequence[WordToken], added: Sequence[WordToken]) -> bool:
    left, right = (
        [token.text.lower() for token in tokens if token.kind in {"word", "address"}]
        for tokens in (removed, added)
    )
    return left != right
