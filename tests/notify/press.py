"""An archive that grows at a test's word, and a clock that stands until it is set."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.archive import Archive, open_for_writing
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import sha256
from crawler.fingerprint import GONE, fingerprint
from crawler.identity import article_of, new_run_id
from crawler.model import Change, Check, Extraction, Head, ObjectRef, Outcome, State, Version
from crawler.store.base import ObjectStore
from tests.archives import BORN


@dataclass
class Clock:
    """The time, as the test has it."""

    now: datetime = BORN

    def __call__(self) -> datetime:
        """Return the present."""
        return self.now

    def pass_by(self, **span: int) -> datetime:
        """Let time pass."""
        self.now += timedelta(**span)
        return self.now


@dataclass
class Run:
    """A run under way: its lines wait until they are flushed as a part."""

    press: "Press"
    name: str
    source: str | None
    part: int = 0
    previous: str | None = None
    lines: list[Check] = field(default_factory=list)

    def flush(self, *, ended: bool = False) -> str:
        """Write what waits as a part, after an opening part of no lines. Returns its key."""
        if self.part == 0:
            self._write((), None)
        key = self._write(tuple(self.lines), {"run": self.name} if ended else None)
        self.lines.clear()
        return key

    def _write(self, lines: tuple[Check, ...], report: dict[str, str] | None) -> str:
        self.part += 1
        header = PartHeader(
            run=self.name,
            part=self.part,
            previous=self.previous,
            trigger="test" if self.part == 1 else None,
        )
        part = Part(header=header, checks=lines, report=report)
        data = encode_part(part)
        assert self.press.archive.put(part.key, data)
        self.previous = sha256(data)
        return part.key

    def look(self, url: str, outcome: Outcome = Outcome.UNCHANGED) -> None:
        """Find an article as it was, or in some trouble."""
        head = self.press.heads.get(article_of(url))
        self._line(url, outcome, head)

    def read_list(
        self,
        outcome: Outcome = Outcome.CHANGED,
        found: int | None = 3,
        reason: str | None = None,
        **dropped: int,
    ) -> None:
        """Look at the source's list, of which rules leave out so many links."""
        url, at = f"https://{self.source}.example/rss", self.press.clock()
        self.lines.append(
            Check(
                kind="source",
                run=self.name,
                source=self.source,
                url=url,
                fetched_at=at,
                outcome=outcome,
                found=found,
                reason=reason,
                dropped=tuple(dropped.items()),
            )
        )

    def find(
        self,
        url: str,
        *kinds: str,
        stealth: bool | None = None,
        title: str = "Bridge closed",
        told: bool = True,
    ) -> str:
        """Find an article new or changed.

        Its version is stored, and its line waits if it is to be told. Returns the event's id.
        """
        article, at = article_of(url), self.press.clock()
        before = self.press.heads.get(article)
        number = before.record.version + 1 if before else 1
        text, gone = f"It has been closed for {number} hours.", "gone" in kinds
        change = Change(
            kinds=tuple(kinds),
            reasons={kind: f"why {kind}" for kind in kinds},
            stealth=stealth,
            words_added=3,
            words_removed=1,
        )
        record = Version(
            article=article,
            url=url,
            version=number,
            state=State.GONE if gone else State.PRESENT,
            captured_at=at,
            confirmed_at=at,
            last_seen_before=at - timedelta(minutes=15) if before else None,
            capture=ObjectRef(key="none", sha256="0" * 64),
            previous=before.sha256 if before else None,
            fingerprint=GONE if gone else fingerprint(title, "", text),
            content_sha256=sha256(text.encode()),
            run=self.name,
            extraction=None
            if gone
            else Extraction(extractor="test 1", title=title, paragraphs=(text,)),
            change=change if before else Change(),
        )
        head = self.press.archive.append(record)
        assert head is not None
        self.press.heads[article] = head
        if told:
            self._line(
                url, Outcome.GONE if gone else Outcome.CHANGED if before else Outcome.NEW, head
            )
        return f"{article}/{number}"

    def _line(self, url: str, outcome: Outcome, head: Head | None) -> None:
        self.lines.append(
            Check(
                kind="article",
                run=self.name,
                source=self.source,
                url=url,
                fetched_at=self.press.clock(),
                outcome=outcome,
                article=article_of(url),
                version=head.record.version if head else None,
                record_sha256=head.sha256 if head else None,
            )
        )


class Press:
    """An archive and its runs."""

    def __init__(self, store: ObjectStore, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.archive: Archive = open_for_writing(store, now=BORN)
        self.heads: dict[str, Head] = {}
        self._random = itertools.count(1)

    def run(self, source: str | None = "courier") -> Run:
        """Begin a run, named after the present."""
        return Run(self, new_run_id(self.clock(), next(self._random).to_bytes(4, "big")), source)

    def report(
        self, *changes: tuple[str, ...], source: str | None = "courier", stealth: bool | None = None
    ) -> list[str]:
        """Carry out a run that finds these articles so changed: (URL, kinds…).

        Returns the events' ids.
        """
        run = self.run(source)
        found = [run.find(url, *kinds, stealth=stealth) for url, *kinds in changes]
        run.flush(ended=True)
        self.clock.pass_by(minutes=1)
        return found

    def introduce(self, *urls: str, source: str | None = "courier") -> Sequence[str]:
        """Find these articles for the first time."""
        return self.report(*((url,) for url in urls), source=source)
