"""A pretended archive of one article.

It does what decisions say, and rebuilds the state from stored bytes before each look.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.change import ArticleState, Decision, Observation, decide
from crawler.codec import decode, encode, sha256
from crawler.fingerprint import GONE, fingerprint_of
from crawler.model import Change, Check, Extraction, Head, ObjectRef, Outcome, State, Version

Page = Extraction | int | str
"""What a look met: a text, a status, or the name of another ending of a fetch."""
START = datetime(2026, 11, 21, 6, tzinfo=UTC)
URL = "https://herald.example/2026/bridge"
SURE = {Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED, Outcome.GONE}

STORY = (
    (
        "The old bridge over the Lenne was closed on Monday after engineers found a "
        "crack in its northern pier."
    ),
    (
        "Mayor Ada Brandt said that 12 lorries a minute had crossed it at the time. "
        "“We had no choice,” she told the council."
    ),
    (
        "The town hopes to open one lane by March. Until then, a ferry carries "
        "commuters between the two banks every ten minutes."
    ),
    (
        "Shopkeepers on the market square fear for their trade, as most of their "
        "customers come from the other side of the river."
    ),
)


def article(
    *paragraphs: str, title: str | None = "Crack closes old bridge", **fields: Any
) -> Extraction:
    """Return an extraction of invented news; without paragraphs, of the story above."""
    values: dict[str, Any] = {
        "authors": ("Jo Lindt",),
        "language": "en",
        "extractor": "reader 1",
    } | fields
    return Extraction(title=title, paragraphs=paragraphs or STORY, **values)


def head_of(text: Extraction, url: str = URL, *, at: datetime = START) -> Head:
    """Return the head of an article that was seen with this text, and with no other."""
    record = Version(
        article="herald.example/0",
        url=url,
        version=1,
        state=State.PRESENT,
        captured_at=at,
        confirmed_at=at,
        last_seen_before=None,
        capture=ObjectRef(key="capture", sha256="0" * 64),
        previous=None,
        fingerprint=fingerprint_of(text),
        content_sha256="0" * 64,
        run="run",
        extraction=text,
    )
    return Head(record=record, sha256="0" * 64)


@dataclass
class Newsroom:
    """One article's stored objects, as bytes: nothing else is remembered between two looks."""

    versions: list[bytes] = field(default_factory=list)
    checks: list[bytes] = field(default_factory=list)

    def state(
        self, head_again: Extraction | None = None, head_page: tuple[str, ...] | None = None
    ) -> ArticleState:
        """Return what ``decide`` is told, from the stored bytes alone."""
        records = [decode(Version, data) for data in self.versions]
        checks = [decode(Check, data) for data in self.checks]
        last_sure = max(
            (check.fetched_at for check in checks if check.outcome in SURE),
            default=START - timedelta(days=1),
        )
        presents = [record for record in records if record.state is State.PRESENT]
        return ArticleState(
            head=Head(record=records[-1], sha256=sha256(self.versions[-1])) if records else None,
            fingerprints=tuple((record.version, record.fingerprint) for record in records),
            head_again=head_again,
            head_page=head_page,
            pending=tuple(
                check
                for check in checks
                if check.outcome in {Outcome.SUSPECT, Outcome.BLOCKED}
                and check.fetched_at > last_sure
            ),
            last_seen=last_sure,
            last_present=presents[-1] if presents else None,
        )

    def look(
        self,
        page: Page,
        /,
        *,
        at: float,
        head_again: Extraction | None = None,
        head_page: tuple[str, ...] | None = None,
        **seen: Any,
    ) -> Decision:
        """Look ``at`` so many hours after the start, and do what the decision says.

        A page is a text, a status, or a kind of failure.
        """
        moment = START + timedelta(hours=at)
        observation = _observation(page, moment, seen)
        decision = decide(self.state(head_again, head_page), observation)
        self.store(decision, observation)
        return decision

    def store(self, decision: Decision, observation: Observation) -> None:
        """Do what the decision says."""
        capture = (
            f"capture-{len(self.checks)}" if decision.append or decision.keep_capture else None
        )
        if decision.append:
            first = decision.captured_from
            shown = first.capture if first else capture
            assert shown is not None
            self.versions.append(
                encode(
                    self._record(
                        decision,
                        observation,
                        shown,
                        first.fetched_at if first else observation.fetched_at,
                    )
                )
            )
        check = Check(
            kind="article",
            run="run",
            url=URL,
            fetched_at=observation.fetched_at,
            outcome=decision.outcome,
            reason=decision.reason,
            finding=decision.finding,
            score=decision.score,
            status=observation.status,
            capture=capture,
            fingerprint=observation.fingerprint,
            extractor=observation.extraction.extractor if observation.extraction else None,
        )
        self.checks.append(encode(check))

    def _record(
        self, decision: Decision, observation: Observation, capture: str, captured_at: datetime
    ) -> Version:
        assert decision.state is not None
        gone = decision.state is State.GONE
        return Version(
            article="herald.example/0",
            url=URL,
            version=len(self.versions) + 1,
            state=decision.state,
            captured_at=captured_at,
            confirmed_at=observation.fetched_at,
            last_seen_before=None,
            capture=ObjectRef(key=capture, sha256="0" * 64),
            previous=sha256(self.versions[-1]) if self.versions else None,
            fingerprint=GONE if gone else observation.fingerprint or "",
            content_sha256="0" * 64,
            run="run",
            extraction=None if gone else observation.extraction,
            change=decision.change or Change(),
        )


def _observation(page: Page, moment: datetime, seen: dict[str, Any]) -> Observation:
    observation = Observation(kind="answered", fetched_at=moment, status=200)
    if isinstance(page, Extraction):
        mark = None if page.problem else fingerprint_of(page)
        observation = replace(observation, extraction=page, fingerprint=mark)
    elif isinstance(page, int):
        observation = replace(observation, status=page)
    else:
        observation = replace(
            observation,
            kind=page,
            status=304 if page == "not_modified" else None,
            reason=f"it was {page}",
        )
    return replace(observation, **seen)
