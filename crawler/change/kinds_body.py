"""What happened to the body: sentences that came, left, moved or were edited, and what each edit comes to."""

from collections.abc import Iterator, Sequence

from crawler.change.facts import Findings, read_edits
from crawler.change.lexicon import LANGUAGES, language_of
from crawler.change.tokens import names_within
from crawler.diff import Block, Diff, SentenceChange, count_words, is_word, sentences, words
from crawler.model import Extraction

_SHOWN = 3
"""How many examples a reason quotes."""
_QUOTED = 160
"""How many characters of an example a reason quotes."""


def examples(texts: Sequence[str]) -> str:
    """The first few texts, shortened, and how many more there are."""
    shown = "; ".join(f"{text[:_QUOTED]}…" if len(text) > _QUOTED else text for text in texts[:_SHOWN])
    return shown if len(texts) <= _SHOWN else f"{shown}; and {len(texts) - _SHOWN} more"


class BodyChange:
    """The changed sentences of a Diff, sorted out. ``notices`` are those that appeared: they are corrections, not additions."""

    def __init__(self, difference: Diff, old: Extraction, new: Extraction, notices: Sequence[str]) -> None:
        self._notices = [" ".join(notice.split()) for notice in notices]
        self.added: list[str] = []
        self.removed: list[str] = []
        self.replaced: list[str] = []
        self.moved: list[str] = [block.new_text for block in difference.blocks if block.kind == "moved_here"]
        self.findings = Findings()
        changes = [change for change in difference.sentences if not self._is_notice(change, difference.blocks[change.block])]
        self._sort_out([change for change in changes if change.kind in {"added", "removed"}])
        self._read([change for change in changes if change.kind in {"edited", "moved"}], old, new)

    def _is_notice(self, change: SentenceChange, block: Block) -> bool:
        """Whether a sentence belongs to a notice: it is in it, it holds it, or it came in one paragraph with it."""
        text, around = (" ".join(part.split()) for part in (change.new or "", block.new_text if block.kind == "added" else ""))
        return bool(text) and any(text in notice or notice in text or notice in around for notice in self._notices)

    def _sort_out(self, changes: Sequence[SentenceChange]) -> None:
        """Take sentences that left and came at one place as replaced, as far as they go in pairs."""
        for place in sorted({change.place for change in changes}):
            removed = [change.old or "" for change in changes if change.place == place and change.kind == "removed"]
            added = [change.new or "" for change in changes if change.place == place and change.kind == "added"]
            pairs = min(len(removed), len(added))
            self.replaced += [f"“{left}” → “{right}”" for left, right in zip(removed, added, strict=False)]
            self._take(self.removed, removed[pairs:])
            self._take(self.added, added[pairs:])

    def _take(self, where: list[str], texts: Sequence[str]) -> None:
        """Keep the sentences; those without a word, ornaments and lines, are typography."""
        for text in texts:
            (where if count_words(text) else self.findings.cosmetic).append(text)

    def _read(self, changes: Sequence[SentenceChange], old: Extraction, new: Extraction) -> None:
        language = language_of(new.language or old.language, filter(is_word, words(new.text))) if changes else ""
        names = _known_names((old, new), language) if changes else frozenset()
        for change in changes:
            if change.kind == "moved":
                self.moved.append(change.new or "")
            found = read_edits(change, language, names)
            self.findings.facts += found.facts
            self.findings.cosmetic += found.cosmetic
            self.findings.rewrites += found.rewrites
            self.added += found.added
            self.removed += found.removed

    def reasons(self) -> Iterator[tuple[str, str]]:
        """Each kind of the body's change, with its reason."""
        if self.added:
            yield "addition", _counted("came", self.added)
        if self.removed:
            yield "removal", _counted("left", self.removed)
        for count, shown, what in (
            (len(self.replaced), self.replaced, "replaced"),
            (len(self.findings.rewrites), self.findings.rewrites, "reworded"),
            (len(self.moved), [f"“{text}”" for text in self.moved], "moved"),
        ):
            if count:
                yield "rewrite", f"{what}: {examples(shown)}"
        if self.findings.facts:
            yield "fact", examples([f"{pair.kind}: “{pair.old}” → “{pair.new}”" for pair in self.findings.facts])
        if self.findings.cosmetic:
            yield "cosmetic", examples(self.findings.cosmetic)


def _known_names(texts: Sequence[Extraction], language: str) -> frozenset[str]:
    if language not in LANGUAGES:
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
    return f"{len(texts)} {unit}, {total} {'word' if total == 1 else 'words'} {verb}: {examples([f'“{text}”' for text in texts])}"
