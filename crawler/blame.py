"""Which version brought each sentence of a text, what it was before, and which sentences left.

Two neighbouring texts are compared as ``crawler.diff`` compares them: paragraphs first, then the
sentences within those that belong together, then what is left over, wherever it stands. A sentence
that only moved keeps its origin.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from crawler.diff import sentences_of
from crawler.diff.align import align, moved
from crawler.model import Extraction

State = tuple[int, Extraction | None]
"""A version's number and its text; None for a state of ``gone``. Where versions of several articles
are one course, their numbers are their places in it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A sentence as one version brought it."""

    version: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that stands, or stood.

    Its wordings, oldest first, of which the last is its own. ``wordings`` is never empty.
    """

    text: str
    paragraph: int
    """The paragraph it stands in, counted from 0; of a sentence that left, the one it stood in
    last.
    """
    wordings: tuple[Wording, ...]
    returned_from: int | None = None
    """The version that had brought these words before they left and came back; None where they
    never left.
    """

    @property
    def version(self) -> int:
        """The version that brought its present wording."""
        return self.wordings[-1].version

    @property
    def reworded_from(self) -> int | None:
        """The version in which it came, where it was reworded since; else None."""
        return self.wordings[0].version if len(self.wordings) > 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A sentence that stands no more, and the first version without it."""

    sentence: Sentence
    left_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """The sentences of the newest text in its order, and those that left.

    The latter in the order of the versions that lack them.
    """

    sentences: tuple[Sentence, ...]
    left: tuple[Departure, ...]


def blame(states: Iterable[State]) -> Blame:
    """Who brought what.

    ``states`` are an article's versions in order, their texts made by one extractor.

    A removal is no edit: when the article returns, its sentences keep their origin, and those that
    did not return left with the removal. Where the newest state is ``gone``, no sentence stands.
    """
    known = list(states)
    language = next(
        (text.language for _, text in reversed(known) if text is not None and text.language), None
    )
    story, cuts = _Story(), _Cuts(language)
    for number, extraction in known:
        if extraction is None:
            story.remove(number)
        else:
            story.edit(number, _Page(extraction.paragraphs, cuts.of(extraction.paragraphs)))
    return story.told()


class _Cuts:
    """The sentences of paragraphs: each is cut once, as most stand in most versions.

    Read by one language for all versions, so that one text has one segmentation.
    """

    def __init__(self, language: str | None) -> None:
        self._language = language
        self._known: dict[str, list[str]] = {}

    def of(self, paragraphs: Sequence[str]) -> list[list[str]]:
        """Return the sentences of each of these paragraphs."""
        fresh = [one for one in dict.fromkeys(paragraphs) if one not in self._known]
        for one, parts in zip(fresh, sentences_of(fresh, self._language), strict=True):
            self._known[one] = list(filter(None, map(str.strip, parts)))
        return [self._known[one] for one in paragraphs]


class _Page:
    """A text's sentences, each with its paragraph."""

    def __init__(self, paragraphs: Sequence[str], cut: Sequence[Sequence[str]]) -> None:
        self.paragraphs = paragraphs
        self.sentences = [sentence for parts in cut for sentence in parts]
        self.paragraph_of = [number for number, parts in enumerate(cut) for _ in parts]
        self._starts = list(accumulate(map(len, cut), initial=0))

    def within(self, paragraphs: tuple[int, int]) -> range:
        """Return the sentences, by number, of a half-open range of paragraphs."""
        return range(self._starts[paragraphs[0]], self._starts[paragraphs[1]])


class _Story:
    """The sentences as the versions read so far leave them."""

    def __init__(self) -> None:
        self._page = _Page((), ())
        self._standing: list[Sentence] = []
        self._left: list[Departure] = []
        self._removed_in: int | None = None

    def remove(self, number: int) -> None:
        """Take in a version in which the article is gone."""
        self._removed_in = self._removed_in or number

    def edit(self, number: int, page: _Page) -> None:
        """Take in a version in which the article reads like this."""
        origins = _origins(self._page, page)
        standing = self._standing
        kept = {i for sources in origins.values() for i in sources}
        departed = self._removed_in or number
        leaving = [
            Departure(sentence=sentence, left_in=departed)
            for i, sentence in enumerate(standing)
            if i not in kept
        ]
        self._standing = [
            self._read(number, page, j, [standing[i] for i in origins.get(j, ())])
            for j in range(len(page.sentences))
        ]
        self._left += leaving
        self._page, self._removed_in = page, None

    def _read(self, number: int, page: _Page, place: int, sources: Sequence[Sentence]) -> Sentence:
        """Return the sentence at this place: as before, reworded, or new.

        One that was joined goes on from the longest of its parts.
        """
        text, paragraph = page.sentences[place], page.paragraph_of[place]
        if len(sources) == 1 and sources[0].text == text and sources[0].paragraph == paragraph:
            return sources[0]  # most sentences of most versions
        wording = Wording(version=number, text=text)
        if not sources:
            return Sentence(
                text=text,
                paragraph=paragraph,
                wordings=(wording,),
                returned_from=self._called_back(text),
            )
        source = max(sources, key=lambda sentence: len(sentence.text))
        if source.text == text and source.paragraph == paragraph:
            return source
        same = source.text == text or _folded(source.text) == _folded(text)
        return replace(
            source,
            text=text,
            paragraph=paragraph,
            wordings=source.wordings if same else (*source.wordings, wording),
        )

    def _called_back(self, text: str) -> int | None:
        """Return the version that had brought these words, where they had left.

        Then they are no longer among those that left.
        """
        back = next(
            (
                departure
                for departure in reversed(self._left)
                if _folded(departure.sentence.text) == _folded(text)
            ),
            None,
        )
        if back is None:
            return None
        self._left.remove(back)
        return back.sentence.returned_from or back.sentence.wordings[0].version

    def told(self) -> Blame:
        """Return the end of it."""
        if self._removed_in is None:
            return Blame(sentences=tuple(self._standing), left=tuple(self._left))
        rest = (
            Departure(sentence=sentence, left_in=self._removed_in) for sentence in self._standing
        )
        return Blame(sentences=(), left=(*self._left, *rest))


def _origins(old: _Page, new: _Page) -> Mapping[int, tuple[int, ...]]:
    """Return new sentence to the old ones it goes on from, both by number.

    One that came has none.
    """
    found: dict[int, tuple[int, ...]] = {}
    for step in align(old.paragraphs, new.paragraphs):
        if step.kind in {"kept", "moved_here"}:
            found.update(_pairs(old, new, old.within(step.old), new.within(step.new)))
    taken = {i for sources in found.values() for i in sources}
    lost = [i for i in range(len(old.sentences)) if i not in taken]
    came = [j for j in range(len(new.sentences)) if j not in found]
    if lost and came:
        elsewhere = moved([old.sentences[i] for i in lost], [new.sentences[j] for j in came])
        found.update((came[j], (lost[i],)) for i, j in elsewhere)
    return found


def _pairs(old: _Page, new: _Page, before: range, after: range) -> dict[int, tuple[int, ...]]:
    """Return the same within paragraphs that belong together."""
    left = old.sentences[before.start : before.stop]
    right = new.sentences[after.start : after.stop]
    if left == right:  # most paragraphs of most versions
        return dict(zip(after, zip(before, strict=True), strict=True))
    steps = align(left, right)
    return {
        after[j]: tuple(before[i] for i in range(*step.old))
        for step in steps
        if step.kind in {"kept", "moved_here"}
        for j in range(*step.new)
    }


def _folded(text: str) -> str:
    """Return what makes a wording.

    As in the fingerprint, white space and compatible forms (NFKC) make no difference.
    """
    return " ".join(unicodedata.normalize("NFKC", text).split())
