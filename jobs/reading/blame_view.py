"""Each sentence of an article with the version that brought it, and the sentences that left."""

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class BlameView:
    """The sentences of one version, and those that had left by then."""

    found: Found
    versions: Mapping[int, Version]
    """The sound versions up to the one that is shown, by their numbers, in order."""
    told: Blame
    note: str
    """What is to be said of how the texts were compared; "" where nothing is."""

    @property
    def shown(self) -> Version:
        """Return the version whose sentences these are."""
        return self.versions[max(self.versions)]

    def named(self) -> list[Version]:
        """Return the versions that a sentence names, in order."""
        sentences = [*self.told.sentences, *(one.sentence for one in self.told.left)]
        numbers = {wording.version for sentence in sentences for wording in sentence.wordings}
        numbers |= {one.left_in for one in self.told.left} | {
            sentence.returned_from for sentence in sentences if sentence.returned_from
        }
        return [one for one in self.versions.values() if one.version in numbers]

    def document(self) -> dict[str, Any]:
        """Return the sentences as JSON has them."""
        versions = self.versions
        return {
            "article": self.found.article,
            "url": self.found.url,
            "version": self.shown.version,
            "state": self.shown.state.value,
            "note": self.note or None,
            "sentences": [
                {
                    "text": sentence.text,
                    "paragraph": sentence.paragraph,
                    "version": sentence.version,
                    **_interval(versions[sentence.version]),
                    **_past(sentence),
                }
                for sentence in self.told.sentences
            ],
            "left": [
                {
                    "text": departure.sentence.text,
                    "from_version": departure.sentence.version,
                    "left_in": departure.left_in,
                    **_interval(versions[departure.left_in]),
                    **_past(departure.sentence),
                }
                for departure in self.told.left
            ],
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
    reads = found.all(chosen.number)
    if chosen.record is None:
        return WithheldBlame(found, chosen)
    versions = {one.number: one.record for one in reads if one.record is not None}
    texts, note = comparable_texts(opened.reader, opened.open_captures, tuple(versions.values()))
    told = blame(
        (record.version, text) for record, text in zip(versions.values(), texts, strict=True)
    )
    return BlameView(found, versions, told, "; ".join(filter(None, [_without(reads), note])))


def _without(reads: Sequence[Read]) -> str:
    """Return what is to be said of the damaged and redacted versions, which are left out."""
    found = [
        f"{word} and left out: version {', '.join(numbers)}; what came or left there "
        "is told of the next sound version"
        for word in ("damaged", "redacted")
        if (numbers := [str(one.number) for one in reads if _is_called(one, word)])
    ]
    return "; ".join(found)


def _is_called(read: Read, word: str) -> bool:
    return read.record is None and (word == "redacted") == (read.redaction is not None)


def _interval(version: Version) -> dict[str, str | None]:
    """Return between which times a version came about, and whether anything announced it."""
    return {
        "captured_at": format_utc(version.captured_at),
        "last_seen_before": stamped(version.last_seen_before),
        "silence": version.change.silence.value if version.change.silence else None,
    }


def _past(sentence: Sentence) -> dict[str, Any]:
    return {
        "reworded_from": sentence.reworded_from,
        "earlier": [
            {"version": wording.version, "text": wording.text} for wording in sentence.wordings[:-1]
        ],
        "returned_from": sentence.returned_from,
    }
