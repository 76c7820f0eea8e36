"""A change as an entry of a feed: its title, its sentences, its difference."""

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.attest import Read
from crawler.diff import Diff, carried, diff
from crawler.feeds import EntryContent, FeedEntry, as_content, change_id, web_address
from crawler.model import ChangeKind, Extraction, State, Version
from crawler.model.silence_words import announcement
from jobs.reading.change_list import ListedChange
from jobs.wording import interval, kinds, words

MAX_TITLE = 160
"""Characters of a headline in an entry's title."""

MAX_COMPARED = 200_000
"""Characters of both texts. What is longer is compared on its own page only."""

_READ_AGAIN = (
    "The two texts were not read alike. The comparison reads both pages again, and shows what "
    "changed."
)
_TOO_LONG = "The text is too long to be compared in a feed."


@dataclass(frozen=True, slots=True)
class FedChange:
    """One change, with the version before it, and where the two are compared."""

    listed: ListedChange
    older: Read | None
    """None where the chain names none before it."""
    record_sha256: str
    """Of the newer version's record."""
    previous_sha256: str | None
    page: str

    @property
    def id(self) -> str:
        """Return the entry's id."""
        return change_id(self.previous_sha256, self.record_sha256)

    @property
    def before(self) -> Version | None:
        """Return the version before, if it is sound."""
        return self.older.record if self.older is not None else None


def entry(fed: FedChange, content: str) -> FeedEntry:
    """Return the entry of a change, with the content that ``content_of`` gave."""
    listed, newer = fed.listed, fed.listed.read.record
    numbers = {"from": fed.older.number if fed.older else None, "to": listed.read.number}
    hashes = {"previous_sha256": fed.previous_sha256, "record_sha256": fed.record_sha256}
    text = _text(newer) or _text(fed.before)
    return FeedEntry(
        id=fed.id,
        title=_title(fed),
        updated=listed.position.confirmed_at,
        author=(text.publisher if text else None) or listed.article.partition("/")[0],
        page=fed.page,
        article_url=web_address(listed.url),
        content=content,
        language=text.language if text else None,
        categories=tuple(_categories(newer)),
        facts={**numbers, **hashes, **listed.row()},
    )


def content_of(fed: FedChange) -> str:
    """Return the HTML of an entry."""
    listed, newer, older = fed.listed, fed.listed.read.record, fed.before
    difference, why_not = (
        recorded_difference(older, newer) if older is not None and newer is not None else (None, "")
    )
    return as_content(
        EntryContent(
            page=fed.page,
            page_label="Compare the versions",
            article_url=web_address(listed.url),
            summary=(*_redacted(fed), *(() if newer is None else _summary(newer))),
            difference=difference,
            language=newer.extraction.language if newer and newer.extraction else None,
            why_no_lines=why_not,
            damage=" ".join(_damage(fed)),
        )
    )


def _text(version: Version | None) -> Extraction | None:
    return version.extraction if version is not None else None


def recorded_difference(
    older: Version, newer: Version, *, most: int | None = None
) -> tuple[Diff | None, str]:
    """Return what differs between the recorded texts, or why it is not for a list or feed.

    ``most``: so many characters of both are compared, by default ``MAX_COMPARED``. Texts of two
    extractors, and those of which a crawl found that they were not read alike, need their pages:
    that is work for one comparison, not for fifty in a row.
    """
    old, new = older.extraction, newer.extraction
    if old is None or new is None:
        return None, ""
    if old.extractor != new.extractor:
        return None, _READ_AGAIN
    if len(old.text) + len(new.text) > (MAX_COMPARED if most is None else most):
        return None, _TOO_LONG
    found = diff(old, carried(old, new))
    judged = newer.change.words_added, newer.change.words_removed
    if judged == (found.words_added, found.words_removed) or not any(
        block.kind in {"added", "removed"} for block in found.blocks
    ):
        return found, ""
    return None, _READ_AGAIN


def _damage(fed: FedChange) -> Iterator[str]:
    damage = fed.listed.read.damage
    if damage is not None:
        yield f"{damage.sentence}. Nothing of it is shown."
    elif fed.older is not None and fed.older.damage is not None:
        yield f"{fed.older.damage.sentence}. What changed after it is not shown."


def _redacted(fed: FedChange) -> Iterator[str]:
    """Yield why the text of the change, or the one before it, is not there."""
    for read in (fed.listed.read, fed.older):
        if read is not None and read.redaction is not None:
            yield f"Redacted: {read.redaction.sentence}."


def _summary(newer: Version) -> Iterator[str]:
    change = newer.change
    yield f"{kinds(newer)}: {words(change.words_added, change.words_removed)}."
    yield f"It came about {interval(newer)}."
    yield from (f"{kind}: {reason}" for kind, reason in change.reasons.items())
    if told := announcement(change):
        yield told


def _categories(newer: Version | None) -> Iterator[str]:
    if newer is None:
        yield "damaged"
        return
    yield from dict.fromkeys(newer.change.kinds)
    if newer.change.silence is not None:
        yield newer.change.silence.value


def _title(fed: FedChange) -> str:
    newer, title = fed.listed.read.record, _short(fed.listed.title or fed.listed.url)
    if newer is None:
        return f"Damaged: version {fed.listed.read.number} of {_short(fed.listed.url)}"
    if newer.state is State.GONE:
        return f"Removed: {title}"
    if ChangeKind.RETURNED in newer.change.kinds:
        return f"Back: {title}"
    before = _text(fed.before)
    old = _short(before.title or "") if before is not None else ""
    if old and old != title:
        return f"{old} → {title} ({kinds(newer)})"
    change = newer.change
    return f"{title}: {words(change.words_added, change.words_removed)} ({kinds(newer)})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_TITLE else f"{line[: MAX_TITLE - 1]}…"
