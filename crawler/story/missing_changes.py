"""Which of the original's later changes a copy lacks.

Sentences it never got, still holds, or holds in an earlier wording.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.blame import Blame, Sentence, blame
from crawler.diff import letters, sentences_of
from crawler.model import Extraction, State, Version
from crawler.story.values import MissingChange, MissingSentence

_MIN_CERTAIN_LENGTH = 20
"""Letters from which a sentence is found in running text. A shorter one must be a sentence of its
own there.
"""

_NumberedSentence = tuple[int, MissingSentence]


class _Text:
    """A text that sentences are looked for in.

    Case, typography and white space make no difference.
    """

    def __init__(self, text: Extraction) -> None:
        self._whole = letters(text.text)
        self._parts = {
            letters(sentence)
            for parts in sentences_of(text.paragraphs, text.language)
            for sentence in parts
        }

    def has(self, sentence: str) -> bool:
        wanted = letters(sentence)
        return wanted in self._parts or (
            len(wanted) >= _MIN_CERTAIN_LENGTH and wanted in self._whole
        )


@dataclass(frozen=True, slots=True)
class OriginalTexts:
    """What an original said from version to version, read once for all its copies.

    Versions are named by their places, from 1.
    """

    versions: Sequence[Version]
    told: Blame
    titles: Sequence[tuple[int, str]]
    """Place and headline of each version that has one."""

    @classmethod
    def of(cls, versions: Sequence[Version], texts: Sequence[Extraction | None]) -> "OriginalTexts":
        """Return what these versions say. ``texts`` are theirs, None for ``gone``."""
        standing = [(place, text) for place, text in enumerate(texts, 1) if text is not None]
        titles = [(number, text.title) for number, text in standing if text.title]
        return cls(versions, blame(standing), titles)

    def missing(self, place: int, sentences: Sequence[MissingSentence]) -> MissingChange:
        """Return the change that made the version at a place, as a copy lacks it."""
        one = self.versions[place - 1]
        return MissingChange(one.version, one.change.kinds, tuple(sentences), one.article)


def missing_changes(original: OriginalTexts, copy: Extraction) -> tuple[MissingChange, ...]:
    """Return the changes of the original, by version, that the copy's text does not have.

    Only what still holds counts: a sentence that was added and taken out again is not missed. Of a
    sentence that stood in the first version and that the copy has in no wording, nothing is missed:
    the copy never took it over.
    """
    versions = original.versions
    entries: dict[int, list[MissingSentence]] = defaultdict(list)
    for number, entry in (*_headlines(original.titles, copy), *_sentences(original, copy)):
        entries[number].append(entry)
    if versions[-1].state is State.GONE:
        entries[len(versions)] = []
    return tuple(original.missing(place, entries[place]) for place in sorted(entries))


def _sentences(original: OriginalTexts, copy: Extraction) -> Iterator[_NumberedSentence]:
    """Yield what the copy lacks of the text as it stood last."""
    theirs = _Text(copy)
    for sentence in original.told.sentences:
        yield from _behind(sentence, theirs)
    for departure in original.told.left:
        held = next(
            (
                wording.text
                for wording in reversed(departure.sentence.wordings)
                if theirs.has(wording.text)
            ),
            None,
        )
        if held is not None:
            yield departure.left_in, MissingSentence("removed", held, None)


def _behind(sentence: Sentence, theirs: _Text) -> Iterator[_NumberedSentence]:
    wordings = sentence.wordings
    held = max(
        (number for number, wording in enumerate(wordings) if theirs.has(wording.text)),
        default=None,
    )
    if held is None:
        if wordings[0].version > 1:
            yield wordings[0].version, MissingSentence("added", None, sentence.text)
        return
    for before, after in zip(wordings[held:], wordings[held + 1 :], strict=False):
        yield after.version, MissingSentence("edited", before.text, after.text)


def _headlines(titles: Sequence[tuple[int, str]], copy: Extraction) -> Iterator[_NumberedSentence]:
    """Yield the changes of headline after the one that the copy has.

    Nothing where it has none of the headlines.
    """
    held = max(
        (at for at, (_, title) in enumerate(titles) if letters(title) == letters(copy.title or "")),
        default=None,
    )
    if held is None:
        return
    for (_, old), (number, new) in zip(titles[held:], titles[held + 1 :], strict=False):
        if letters(old) != letters(new):
            yield number, MissingSentence("headline", old, new)
