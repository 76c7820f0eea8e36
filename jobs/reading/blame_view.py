"""Each sentence of an article with the version that brought it, and the sentences that left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crawler.attest import Read
from crawler.blame import Blame, Sentence, blame
from crawler.codec import format_utc
from crawler.comparable_texts import comparable_texts
from crawler.model import Version, VersionRange
from jobs.reading.opened import OpenedArchive
from jobs.reading.resolve_article import Found
from jobs.reading.version_rows import redactions, stamped
from jobs.wording import numbered


@dataclass(frozen=True, slots=True)
class BlameView:
    """The sentences of one version, and those that had left by then."""

    found: Found
    versions: Mapping[int, Version]
    """The sound versions up to the one that is shown, by their places in the course of the article
    and those joined to it, in order. Sentences name versions by these places.
    """
    told: Blame
    course: tuple[Read, ...]
    """All versions up to the one that is shown, in order: those that are left out, too."""
    note: str
    """What is to be said of how the texts were compared; "" where nothing is."""

    @property
    def shown(self) -> Version:
        """Return the version whose sentences these are."""
        return self.versions[next(reversed(list(self.versions)))]

    def listed(self) -> list[Read]:
        """Return the versions that a sentence names and those that are left out, in order."""
        named = {id(self.versions[place]) for place in self.named()}
        return [one for one in self.course if one.record is None or id(one.record) in named]

    def named(self) -> list[int]:
        """Return the places of the versions that a sentence names, in order."""
        sentences = [*self.told.sentences, *(one.sentence for one in self.told.left)]
        numbers = {wording.version for sentence in sentences for wording in sentence.wordings}
        numbers |= {one.left_in for one in self.told.left} | {
            sentence.returned_from for sentence in sentences if sentence.returned_from
        }
        return [place for place in self.versions if place in numbers]

    def called(self, place: int) -> str:
        """Return what a version is called for short."""
        one = self.versions[place]
        return self.found.called(one.article, one.version)

    def document(self) -> dict[str, Any]:
        """Return the sentences as JSON has them.

        What names a version of a joined article is followed by the article's id.
        """
        return {
            "article": self.found.article,
            "url": self.found.url,
            "version": self.shown.version,
            "state": self.shown.state.value,
            "note": self.note or None,
            **redactions(*self.course),
            "sentences": [
                {
                    "text": sentence.text,
                    "paragraph": sentence.paragraph,
                    **self._name("version", "article", sentence.version),
                    **_interval(self.versions[sentence.version]),
                    **self._past(sentence),
                }
                for sentence in self.told.sentences
            ],
            "left": [
                {
                    "text": departure.sentence.text,
                    **self._name("from_version", "from_article", departure.sentence.version),
                    **self._name("left_in", "left_in_article", departure.left_in),
                    **_interval(self.versions[departure.left_in]),
                    **self._past(departure.sentence),
                }
                for departure in self.told.left
            ],
        }

    def _name(self, number: str, article: str, place: int | None) -> dict[str, Any]:
        """Return the version at a place under these names: its article only if it is another."""
        if place is None:
            return {number: None}
        one = self.versions[place]
        other = {article: one.article} if one.article != self.found.article else {}
        return {number: one.version} | other

    def _past(self, sentence: Sentence) -> dict[str, Any]:
        return {
            **self._name("reworded_from", "reworded_from_article", sentence.reworded_from),
            "earlier": [
                {**self._name("version", "article", wording.version), "text": wording.text}
                for wording in sentence.wordings[:-1]
            ],
            **self._name("returned_from", "returned_from_article", sentence.returned_from),
        }


@dataclass(frozen=True, slots=True)
class WithheldBlame:
    """A version of whose sentences nothing is told, because it is damaged or redacted."""

    found: Found
    read: Read

    def document(self) -> dict[str, Any]:
        """Return what JSON has in place of the sentences."""
        return {
            "article": self.found.article,
            "url": self.found.url,
            "version": self.read.number,
            **redactions(self.read),
        }


def blame_view(
    opened: OpenedArchive, found: Found, wanted: VersionRange
) -> BlameView | WithheldBlame:
    """Return where each sentence of a version comes from. Raises as ``Found.one`` does."""
    chosen = found.one(wanted)
    if chosen.record is None:
        return WithheldBlame(found, chosen)
    reads = found.course_upto(chosen)
    versions = dict(enumerate((one.record for one in reads if one.record is not None), 1))
    texts, note = comparable_texts(opened.reader, opened.open_captures, tuple(versions.values()))
    told = blame((place, text) for place, text in zip(versions, texts, strict=True))
    notes = [*_without(found, reads), note]
    return BlameView(found, versions, told, tuple(reads), "; ".join(filter(None, notes)))


def _without(found: Found, reads: Sequence[Read]) -> Iterator[str]:
    """Yield what is to be said of the damaged and redacted versions, which are left out."""
    urls = {one.article: one.url for one in found.joined}
    for word in ("damaged", "redacted"):
        numbers = [
            f"{one.number} of {urls[one.article]}" if one.article in urls else str(one.number)
            for one in reads
            if _is_called(one, word)
        ]
        if numbers:
            are, there = ("is", "it") if len(numbers) == 1 else ("are", "them")
            yield (
                f"left out: {numbered('version', numbers)}, which {are} {word}; sentences that "
                f"came or left with {there} stand at the next version"
            )


def _is_called(read: Read, word: str) -> bool:
    return read.record is None and (word == "redacted") == (read.redaction is not None)


def _interval(version: Version) -> dict[str, str | None]:
    """Return between which times a version came about, and whether anything announced it."""
    return {
        "captured_at": format_utc(version.captured_at),
        "last_seen_before": stamped(version.last_seen_before),
        "silence": version.change.silence.value if version.change.silence else None,
    }
