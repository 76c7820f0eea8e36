"""Who wrote what when, as a page shows it: paragraphs of sentences, each with its age.

Pure: a ``BlameView`` in, frozen values for a template out, which hold no record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from crawler.blame import Departure, Sentence
from jobs.reading.blame_view import BlameView
from jobs.web.article_pages import ArticleLinks, seen_before

AGES = 10
"""Shades: 0 for what came last, 9 for what stood from the beginning."""

MAX_WORDINGS = 5
"""Earlier wordings of a sentence that are shown: a live text may have hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedVersion:
    """When a version that a sentence names came about."""

    place: int
    """Where it stands in the course."""
    called: str
    """What it is called for short."""
    address: str
    """Where it is compared with the version before it: of the first one, and of one that follows on
    a version of another article, where it is itself.
    """
    is_compared: bool
    is_first: bool
    """Whether it is the first version of the course."""
    beside: str | None
    """The URL of a version of an article that was joined to the one that is shown."""
    since: datetime | None
    at: datetime
    silence: str | None
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSentence:
    """A sentence with the version that brought it, and its past."""

    text: str
    version: NamedVersion
    age: int
    is_marked: bool
    """Whether another version brought it than the sentence before it in the paragraph."""
    earlier: tuple[tuple[str, str], ...]
    """Version, for short, and text of the latest of its earlier wordings, the latest first."""
    more: int
    """How many still earlier ones are not shown."""
    came_in: str
    """The version, for short, in which it came, in whatever wording."""
    returned_from: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownParagraph:
    """A paragraph, and the versions that it is made of."""

    sentences: tuple[ShownSentence, ...]
    versions: tuple[str, ...]
    """For short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDeparture:
    """A sentence that left."""

    sentence: ShownSentence
    left_in: NamedVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlame:
    """All that the page tells of one version."""

    paragraphs: tuple[ShownParagraph, ...]
    left: tuple[ShownDeparture, ...]
    """What left last comes first."""
    versions: tuple[NamedVersion, ...]
    """Those that brought what stands, oldest first, each with its shade in ``ages``."""
    ages: tuple[int, ...]
    note: str
    language: str | None
    title: str | None
    is_gone: bool


def shown_blame(view: BlameView) -> ShownBlame:
    """Return what a page shows."""
    named = {place: _named(view, place) for place in view.named()}
    standing = sorted({sentence.version for sentence in view.told.sentences})
    ages = dict(zip(standing, _ages(len(standing)), strict=True))
    known = [one.extraction for one in view.versions.values() if one.extraction]
    text = known[-1] if known else None
    drawn = _Drawn(view, named, ages)
    paragraphs = (
        list(group) for _, group in groupby(view.told.sentences, key=lambda one: one.paragraph)
    )
    return ShownBlame(
        paragraphs=tuple(drawn.paragraph(sentences) for sentences in paragraphs),
        left=tuple(drawn.departure(one) for one in reversed(view.told.left)),
        versions=tuple(named[number] for number in standing),
        ages=tuple(ages[number] for number in standing),
        note=view.note,
        language=text.language if text else None,
        title=text.title if text else None,
        is_gone=view.shown.extraction is None,
    )


def _ages(count: int) -> Iterable[int]:
    """Return the shades of so many versions, oldest first. One alone has the oldest one's."""
    oldest = AGES - 1
    return [oldest - round(rank * oldest / max(1, count - 1)) for rank in range(count)]


def _named(view: BlameView, place: int) -> NamedVersion:
    version = view.versions[place]
    before = view.versions.get(place - 1)
    links, change = ArticleLinks(version.article), version.change
    address, is_compared = links.version(version.version), False
    if before is not None and before.article == version.article:
        address, is_compared = links.compare(before.version, version.version), True
    return NamedVersion(
        place=place,
        called=view.called(place),
        address=address,
        is_compared=is_compared,
        is_first=before is None,
        beside=version.url if version.article != view.found.article else None,
        since=version.last_seen_before or seen_before(version, before),
        at=version.captured_at,
        silence=change.silence.value if change.silence else None,
        kinds=change.kinds,
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Makes what is shown of sentences."""

    view: BlameView
    named: Mapping[int, NamedVersion]
    ages: Mapping[int, int]

    def paragraph(self, sentences: Sequence[Sentence]) -> ShownParagraph:
        shown: list[ShownSentence] = []
        for sentence in sentences:
            is_marked = not shown or shown[-1].version.place != sentence.version
            shown.append(self._sentence(sentence, self.ages[sentence.version], is_marked=is_marked))
        places = sorted({one.version.place for one in shown})
        return ShownParagraph(
            sentences=tuple(shown), versions=tuple(self.named[one].called for one in places)
        )

    def departure(self, one: Departure) -> ShownDeparture:
        return ShownDeparture(
            sentence=self._sentence(one.sentence, AGES - 1, is_marked=True),
            left_in=self.named[one.left_in],
        )

    def _sentence(self, sentence: Sentence, age: int, *, is_marked: bool) -> ShownSentence:
        past, called = sentence.wordings[-2::-1], self.view.called
        back = sentence.returned_from
        return ShownSentence(
            text=sentence.text,
            version=self.named[sentence.version],
            age=age,
            is_marked=is_marked,
            earlier=tuple((called(one.version), one.text) for one in past[:MAX_WORDINGS]),
            more=max(0, len(past) - MAX_WORDINGS),
            came_in=called(sentence.wordings[0].version),
            returned_from=called(back) if back is not None else None,
        )
