"""An archive of changes that tests ask feeds of: real objects, attested, with an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from crawler.archive import Archive, open_for_writing
from crawler.attest import CheckedReader
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import encode, sha256
from crawler.config import Config
from crawler.diff import diff
from crawler.fingerprint import GONE, fingerprint_of
from crawler.identity import article_of, new_run_id, version_key
from crawler.index import Index
from crawler.model import (
    Change,
    Check,
    Extraction,
    Head,
    Outcome,
    Silence,
    State,
    Version,
)
from crawler.reindex import open_current
from crawler.store.files import FileStore
from tests.archives import capture_of

BORN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass
class Reading:
    """An archive as a request has it open."""

    archive: Archive
    index: Index
    config: Config = field(default_factory=Config)
    at: datetime = BORN + timedelta(days=7)

    def __post_init__(self) -> None:
        self.reader = CheckedReader(self.archive.store, self.index)

    def open_captures(self) -> NoReturn:
        """Refuse: a feed reads no captures again."""
        raise AssertionError("a feed asked for captures")


class NewsroomArchive:
    """Writes versions, each as a run of its own would have."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = open_for_writing(FileStore(folder / "store"), now=BORN)
        self._heads: dict[str, Head] = {}
        self._runs = 0

    def publish(
        self,
        url: str,
        at: datetime,
        title: str | None,
        *paragraphs: str,
        source: str = "daily",
        kinds: tuple[str, ...] = (),
        silence: Silence | None = None,
        judged: tuple[int, int] | None = None,
        **text: Any,
    ) -> Version:
        """Add a version of the article, and the run that found it. No title: it is gone.

        ``judged``: how many words the run found added and removed, if not those of the texts.
        """
        article = article_of(url)
        before = self._heads.get(article)
        new = (
            Extraction(**{"extractor": "x", "title": title, "paragraphs": paragraphs} | text)
            if title is not None
            else None
        )
        run = self._new_run(at)
        change = _change(before, new, kinds, silence)
        if judged is not None:
            change = replace(change, words_added=judged[0], words_removed=judged[1])
        shown = self.archive.keep(article, capture_of(url, f"<h1>{title}</h1>", at))
        record = Version(
            article=article,
            url=url,
            version=before.record.version + 1 if before else 1,
            state=State.PRESENT if new else State.GONE,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=at - timedelta(minutes=30) if before else None,
            capture=shown,
            previous=before.sha256 if before else None,
            fingerprint=fingerprint_of(new) if new else GONE,
            content_sha256=sha256(new.text.encode() if new else b""),
            run=run,
            extraction=new,
            change=change,
        )
        head = self.archive.append(record)
        assert head is not None
        self._heads[article] = head
        self._attest(head, source)
        return record

    def overwrite(self, url: str, number: int) -> None:
        """Put another title into a stored record, as only a forger does."""
        path = self.folder / "store" / version_key(article_of(url), number)
        text = path.read_text(encoding="utf-8")
        path.chmod(0o644)
        path.write_text(text.replace('"title":"', '"title":"FORGED '), encoding="utf-8")

    @contextmanager
    def open(self) -> Iterator[Reading]:
        """Open the archive with its index, caught up."""
        index = open_current(f"sqlite:///{self.folder}/index.db", self.archive.store)
        try:
            yield Reading(self.archive, index)
        finally:
            index.close()

    def _new_run(self, at: datetime) -> str:
        self._runs += 1
        return new_run_id(at, self._runs.to_bytes(4, "big"))

    def _attest(self, head: Head, source: str) -> None:
        record = head.record
        run, at = record.run, record.captured_at
        outcome = (
            Outcome.GONE
            if record.extraction is None
            else Outcome.CHANGED
            if record.previous
            else Outcome.NEW
        )
        check = Check(
            kind="article",
            run=run,
            url=record.url,
            fetched_at=at,
            outcome=outcome,
            source=source,
            article=record.article,
            version=record.version,
            record_sha256=head.sha256,
            capture=record.capture.key,
            fingerprint=record.fingerprint,
        )
        header = PartHeader(
            run=run, part=1, previous=None, plan={"targets": 1}, trigger="test", started=at
        )
        part = Part(header=header, checks=(check,), report={"run": run})
        self.archive.store.create(part.key, encode_part(part))


def _change(
    before: Head | None, new: Extraction | None, kinds: tuple[str, ...], silence: Silence | None
) -> Change:
    old = before.record.extraction if before else None
    if old is None or new is None:
        return Change(kinds=kinds)
    found = diff(old, new)
    return Change(
        kinds=kinds,
        reasons={kind: f"because of {kind}" for kind in kinds},
        silence=silence,
        words_added=found.words_added,
        words_removed=found.words_removed,
    )


def sha256_of(record: Version) -> str:
    """Return the SHA-256 of the record's stored bytes."""
    return sha256(encode(record))
