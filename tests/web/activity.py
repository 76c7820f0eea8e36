"""An archive with sources that do well and badly, runs in each state, and hostile names."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.archive import Archive, open_for_writing
from crawler.checks import Part, PartHeader, encode_part
from crawler.codec import encode, format_utc, sha256
from crawler.fingerprint import fingerprint
from crawler.identity import article_of, new_run_id
from crawler.model import Check, Extraction, Outcome, Silence, State, Version
from crawler.model.records import Change
from crawler.store.files import FileStore
from tests.archives import capture_of

HOSTILE = "<script>alert(1)</script>\"' javascript:alert(2) \u202eright\x1b[31m"
URL = "https://news.example/2026/bridge"
ARTICLE = article_of(URL)


@dataclass
class Activity:
    """Writes versions and runs of the hours before now."""

    folder: Path
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    runs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the archive."""
        born = self.now - timedelta(days=30)
        self.archive: Archive = open_for_writing(FileStore(self.folder / "store"), now=born)

    def ago(self, **span: float) -> datetime:
        """Return a time before now."""
        return self.now - timedelta(**span)

    def versions(self, *changes: tuple[datetime, Silence | None]) -> None:
        """Store an article's versions, the first one too."""
        previous = None
        for number, (at, silence) in enumerate(changes, 1):
            text = f"The bridge is closed for {number} days."
            head = self.archive.append(
                Version(
                    article=ARTICLE,
                    url=URL,
                    version=number,
                    state=State.PRESENT,
                    captured_at=at,
                    confirmed_at=at,
                    last_seen_before=at - timedelta(hours=1) if number > 1 else None,
                    capture=self.archive.keep(ARTICLE, capture_of(URL, text, at)),
                    previous=previous,
                    fingerprint=fingerprint("Bridge", "", text),
                    content_sha256=sha256(text.encode()),
                    run=new_run_id(at, b"abcd"),
                    extraction=Extraction(extractor="test 1", title="Bridge", paragraphs=(text,)),
                    change=Change(kinds=("fact",), silence=silence) if number > 1 else Change(),
                )
            )
            assert head is not None
            previous = sha256(encode(head.record))

    def run(
        self,
        *checks: Check,
        report: dict[str, Any] | None = None,
        ended: bool = True,
        **header: Any,
    ) -> str:
        """Store a run that began when its first check was made."""
        started = checks[0].fetched_at if checks else self.ago(hours=len(self.runs) + 1)
        run = new_run_id(started, len(self.runs).to_bytes(4, "big"))
        counts = Counter(one.outcome.value for one in checks if one.kind == "article")
        told = {
            "finished": format_utc(started + timedelta(minutes=16)),
            "interrupted": False,
            "counts": dict(counts),
        } | (report or {})
        stated: dict[str, Any] = {"plan": {"targets": []}, "trigger": "crawl", "started": started}
        part = Part(
            header=PartHeader(run=run, part=1, previous=None, **(stated | header)),
            checks=tuple(replace(one, run=run) for one in checks),
            report=told if ended else None,
        )
        self.archive.store.create(part.key, encode_part(part))
        self.runs.append(run)
        return run


def look(at: datetime, outcome: Outcome = Outcome.UNCHANGED, **fields: Any) -> Check:
    """Return a look at the article, in the name of a source."""
    known: dict[str, Any] = {
        "kind": "article",
        "run": "",
        "url": URL,
        "article": ARTICLE,
        "fetched_at": at,
        "outcome": outcome,
        "source": "desk",
        "requests": 2,
        "received": 5_000,
        "puts": 1,
    }
    return Check(**(known | fields))


def listed(at: datetime, outcome: Outcome = Outcome.UNCHANGED, **fields: Any) -> Check:
    """Return a look at a list of a source."""
    url = "https://news.example/feed.xml"
    known = {"kind": "source", "url": url, "article": None, "found": 7}
    return look(at, outcome, **(known | fields))
