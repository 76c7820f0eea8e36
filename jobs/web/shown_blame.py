"""Who wrote what when, as a page shows it: paragraphs of sentences, each with its age.

Pure: a ``BlameView`` in, frozen values for a template out, which hold no record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from crawler.blame import Departure, Sentence
from crawler.model import Version
from jobs.reading.blame_view import BlameView

AGES = 10
"""Shades: 0 for what came last, 9 for what stood from the beginning."""

MAX_WORDINGS = 5
"""Earlier wordings of a sentence that are shown: a live text may have hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedVersion:
    """When a version that a sentence names came about."""

    number: int
    before: int | None
    """The version that it follows; None for the first one."""
    since: datetime | None
    at: datetime
    silence: str | None
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, version: Version, before: int | None) -> "NamedVersion":
        """Return what is to be said of a version."""
        change = version.change
        return cls(
            number=version.version,
            before=before,
            since=version.last_seen_before,
            at=version.captured_at,
            silence=change.silence.value if change.silence else None,
            kinds=change.kinds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSentence:
    """A sentence with the version that brought it, and its past."""

    text: str
    version: NamedVersion
    age: int
    is_marked: bool
    """Whether another version brought it than the sentence before it in the paragraph."""
    earlier: tuple[tuple[int, str], ...]
    """Number and text of the latest of its earlier wordings, the latest first."""
    more: int
    """How many still earlier ones are not shown."""
    came_in: int
    """The version in which it came, in whatever wording."""
    returned_from: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownParagraph:
    """A paragraph, and the versions that it is made of."""

    sentences: tuple[ShownSentence, ...]
    numbers: tuple[int, ...]


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
    numbers = list(view.versions)
    before = dict(zip(numbers[1:], numbers, strict=False))
    named = {one.version: NamedVersion.of(one, before.get(one.version)) for one in view.named()}
    standing = sorted({sentence.version for sentence in view.told.sentences})
    ages = dict(zip(standing, _ages(len(standing)), strict=True))
    known = [one.extraction for one in view.versions.values() if one.extraction]
    text = known[-1] if known else None
    paragraphs = (
        list(group) for _, group in groupby(view.told.sentences, key=lambda one: one.paragraph)
    )
    return ShownBlame(
        paragraphs=tuple(_paragraph(sentences, named, ages) for sentences in paragraphs),
        left=tuple(_departure(one, named) for one in reversed(view.told.left)),
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


def _paragraph(
    sentences: Sequence[Sentence], named: dict[int, NamedVersion], ages: dict[int, int]
) -> ShownParagraph:
    shown: list[ShownSentence] = []
    for sentence in sentences:
        is_marked = not shown or shown[-1].version.number != sentence.version
        shown.append(_sentence(sentence, named, ages[sentence.version], is_marked=is_marked))
    return ShownParagraph(
        sentences=tuple(shown), numbers=tuple(sorted({one.version.number for one in shown}))
    )


def _sentence(
    sentence: Sentence, named: dict[int, NamedVersion], age: int, *, is_marked: bool
) -> ShownSentence:
    past = sentence.wordings[-2::-1]
    return ShownSentence(
        text=sentence.text,
        version=named[sentence.version],
        age=age,
        is_marked=is_marked,
        earlier=tuple((one.version, one.text) for one in past[:MAX_WORDINGS]),
        more=max(0, len(past) - MAX_WORDINGS),
        came_in=sentence.wordings[0].version,
        returned_from=sentence.returned_from,
    )


def _departure(one: Departure, named: dict[int, NamedVersion]) -> ShownDeparture:
    return ShownDeparture(
        sentence=_sentence(one.sentence, named, AGES - 1, is_marked=True),
        left_in=named[one.left_in],
    )
