"""What happened to the body.

Sentences that came, left, moved or were edited, and what each edit comes to.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.change.facts import Findings, read_edits
from crawler.change.lexicon import lexicon
from crawler.change.list_marks import are_numbered, is_number_alone
from crawler.change.word_tokens import names_within
from crawler.diff import (
    Diff,
    DiffBlock,
    SentenceChange,
    Span,
    count_words,
    sentences,
)
from crawler.languages import language_of, primary_language
from crawler.model import ChangeKind, Extraction, SilenceEvidence

_SHOWN = 3
"""How many examples a reason quotes."""
_QUOTED = 160
"""How many characters of an example a reason quotes."""


def examples(texts: Sequence[str]) -> str:
    """Return the first few texts, shortened, and how many more there are."""
    shown = "; ".join(
        f"{text[:_QUOTED]}…" if len(text) > _QUOTED else text for text in texts[:_SHOWN]
    )
    return shown if len(texts) <= _SHOWN else f"{shown}; and {len(texts) - _SHOWN} more"


class BodyChange:
    """The changed sentences of a Diff, sorted out.

    ``notices`` are those that appeared: they are corrections, not additions.
    """

    def __init__(
        self, difference: Diff, old: Extraction, new: Extraction, notices: Sequence[str]
    ) -> None:
        self._listed = are_numbered(old.paragraphs) or are_numbered(new.paragraphs)
        self._notices = [" ".join(notice.split()) for notice in notices]
        self.added: list[str] = []
        self.removed: list[str] = []
        self.replaced: list[str] = []
        self.moved: list[str] = [
            block.new_text for block in difference.blocks if block.kind == "moved_here"
        ]
        self.findings = Findings()
        changes = [
            change
            for change in difference.sentences
            if not self._is_notice(change, difference.blocks[change.block])
        ]
        exchanged = self._sort_out(
            self._without_short_moves(
                [change for change in changes if change.kind in {"added", "removed"}], old, new
            )
        )
        self._read(
            [*exchanged, *(change for change in changes if change.kind in {"edited", "moved"})],
            old,
            new,
        )

    def _is_notice(self, change: SentenceChange, block: DiffBlock) -> bool:
        """Return whether a sentence belongs to a notice.

        It is in it, it holds it, or it came in one paragraph with it.
        """
        text, around = (
            " ".join(part.split())
            for part in (change.new or "", block.new_text if block.kind == "added" else "")
        )
        return bool(text) and any(
            text in notice or notice in text or notice in around for notice in self._notices
        )

    def _without_short_moves(
        self, changes: list[SentenceChange], old: Extraction, new: Extraction
    ) -> list[SentenceChange]:
        """Take sentences that left at one place and came at another, in the same words, as moved.

        Those of a few words are not looked for elsewhere by the diff. One that stands between the
        same others as before has not moved.
        """
        left, came = (
            Counter(text for text in texts if text and _is_passage(text))
            for texts in _texts(changes)
        )
        both = left & came
        if not both:
            return changes
        language = _language(old, new)
        order = [
            [
                sentence
                for paragraph in side.paragraphs
                for sentence in sentences(paragraph, language)
                if not is_number_alone(sentence.strip())
            ]
            for side in (old, new)
        ]
        if order[0] != order[1]:
            self.moved += both
        gone = {"removed": both.copy(), "added": both.copy()}
        return [change for change in changes if not _taken(gone[change.kind], change)]

    def _sort_out(self, changes: Sequence[SentenceChange]) -> list[SentenceChange]:
        """Take sentences that left and came at one place as replaced, as far as they go in pairs.

        Returns single words for single words.
        """
        worded = [
            change
            for change in changes
            if count_words(change.old or change.new or "")
            and not (self._listed and is_number_alone(change.old or change.new or ""))
        ]
        self.findings.cosmetic += (
            []
            if worded
            else [
                f"“{change.old}” left" if change.old else f"“{change.new}” came"
                for change in changes
            ]
        )
        exchanged: list[SentenceChange] = []
        places: dict[int, list[SentenceChange]] = defaultdict(list)
        for change in worded:
            places[change.place].append(change)
        for _, here in sorted(places.items()):
            removed, added = _unlike(
                [change for change in here if change.old], [change for change in here if change.new]
            )
            pairs = list(zip(removed, added, strict=False))
            exchanged += [_exchange(*pair) for pair in pairs if _are_words(*pair)]
            self.replaced += [
                f"“{left.old}” → “{right.new}”"
                for left, right in pairs
                if not _are_words(left, right)
            ]
            self.removed += [change.old or "" for change in removed[len(pairs) :]]
            self.added += [change.new or "" for change in added[len(pairs) :]]
        return exchanged

    def _read(self, changes: Sequence[SentenceChange], old: Extraction, new: Extraction) -> None:
        language = _language(old, new) if changes else ""
        names = _known_names((old, new), language) if changes else frozenset()
        for change in changes:
            if change.kind == "moved":
                self.moved.append(change.new or "")
            found = read_edits(change, language, names, listed=self._listed)
            self.findings.facts += found.facts
            self.findings.cosmetic += found.cosmetic
            self.findings.rewrites += found.rewrites
            self.added += found.added
            self.removed += found.removed

    def evidence(self, found: tuple[SilenceEvidence, ...]) -> tuple[SilenceEvidence, ...]:
        """Return what tells whether the change was announced: all that was found."""
        return found

    def reasons(self) -> Iterator[tuple[ChangeKind, str]]:
        """Yield each kind of the body's change, with its reason."""
        if self.added:
            yield ChangeKind.ADDITION, _counted("came", self.added)
        if self.removed:
            yield ChangeKind.REMOVAL, _counted("left", self.removed)
        for count, shown, what in (
            (len(self.replaced), self.replaced, "replaced"),
            (len(self.findings.rewrites), self.findings.rewrites, "reworded"),
            (len(self.moved), [f"“{text}”" for text in self.moved], "moved"),
        ):
            if count:
                yield ChangeKind.REWRITE, f"{what}: {examples(shown)}"
        if self.findings.facts:
            yield (
                ChangeKind.FACT,
                examples(
                    [f"{pair.kind}: “{pair.old}” → “{pair.new}”" for pair in self.findings.facts]
                ),
            )
        if self.findings.cosmetic:
            yield ChangeKind.COSMETIC, examples(self.findings.cosmetic)


def _is_passage(text: str) -> bool:
    """Return whether a sentence is more than a mark or the number of an item."""
    return count_words(text) > 0 and not is_number_alone(text)


def _texts(changes: Sequence[SentenceChange]) -> tuple[list[str | None], list[str | None]]:
    return [change.old for change in changes], [change.new for change in changes]


def _taken(left: Counter[str], change: SentenceChange) -> bool:
    text = change.old or change.new or ""
    left[text] -= 1
    return left[text] >= 0


def _unlike(
    removed: list[SentenceChange], added: list[SentenceChange]
) -> tuple[list[SentenceChange], list[SentenceChange]]:
    """Return both without the sentences that left and came at once.

    Such as the numbers of a list.
    """
    both = {change.old for change in removed} & {change.new for change in added}
    return [change for change in removed if change.old not in both], [
        change for change in added if change.new not in both
    ]


def _are_words(removed: SentenceChange, added: SentenceChange) -> bool:
    return count_words(removed.old or "") == count_words(added.new or "") == 1


def _exchange(removed: SentenceChange, added: SentenceChange) -> SentenceChange:
    """Return one edited sentence of two that hold a single word."""
    spans = Span("removed", removed.old or ""), Span("added", added.new or "")
    return replace(added, kind="edited", old=removed.old, spans=spans)


def _language(old: Extraction, new: Extraction) -> str:
    """Return the two-letter code of the text's language: as recorded, else as it reads."""
    known = new.language or old.language or language_of(new.paragraphs) or ""
    return primary_language(known)


def _known_names(texts: Sequence[Extraction], language: str) -> frozenset[str]:
    if language not in lexicon().languages:
        return frozenset()
    names: set[str] = set()
    for text in texts:
        for paragraph in text.paragraphs:
            for sentence in sentences(paragraph, language):
                names |= names_within(sentence, language)
    return frozenset(names)


def _counted(verb: str, texts: Sequence[str]) -> str:
    total = sum(map(count_words, texts))
    unit = "sentence" if len(texts) == 1 else "sentences"
    return (
        f"{len(texts)} {unit}, {total} {'word' if total == 1 else 'words'} {verb}: "
        f"{examples([f'“{text}”' for text in texts])}"
    )
