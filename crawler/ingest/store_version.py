"""Store: what a page proves goes to the archive, before any line says so."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler import identity
from crawler.archive import Archive, VersionTaken
from crawler.change import Decision
from crawler.codec import sha256
from crawler.errors import BadKey, HeadMissing
from crawler.fingerprint import GONE
from crawler.index import Index
from crawler.ingest.settle import SettledPage
from crawler.model import Capture, Change, Head, ObjectRef, Outcome, State, Version

log = logging.getLogger(__name__)

DAILY_FOR = timedelta(days=7)
"""With ``captures: daily``, unchanged pages are kept once a day while their article is younger than
this.
"""


class LostRace(Exception):
    """Another writer recorded a later state of the article first, so nothing was recorded.

    The page is to be fetched again, with the head known that is the newest now.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page of which all is stored that it proves."""

    page: SettledPage
    decision: Decision
    head: Head | None
    """The article's newest Version now."""
    capture: str | None
    """The key of the page's capture, or of the one that first showed its state, where one is
    kept.
    """


class VersionStore:
    """Stores the captures and Versions of one run. ``captures`` is the setting of that name."""

    def __init__(self, archive: Archive, index: Index, *, run: str, captures: str) -> None:
        self._archive, self._index, self._run, self._captures = archive, index, run, captures

    def stored(self, page: SettledPage, decision: Decision) -> StoredPage:
        """Store what a decision asks for, and return the page with where that stands.

        Raises ``LostRace``.
        """
        context = page.context
        if not decision.append:
            capture = self._keep(page, decision)
            return StoredPage(page=page, decision=decision, head=context.head, capture=capture)
        if page.moved and (context.end is not None or context.damaged is not None):
            # the article was known by its canonical link only: its head must be known before a
            # fetch that appends
            raise LostRace(context.article)
        return self._append(page, decision)

    def _append(self, page: SettledPage, decision: Decision) -> StoredPage:
        context, record = page.context, self._record(page, decision)
        try:
            head = self._archive.append(
                record, over=context.damaged.stands if context.damaged else None
            )
        except HeadMissing as error:
            log.warning("%s: %s; going on with what the store has", record.article, error.message)
            self._index.forget(record.article)
            raise LostRace(record.article) from error
        except VersionTaken:
            head, decision = self._theirs(record, decision)
        else:
            self._index.add_version(
                identity.version_key(record.article, record.version), head.record, head.sha256
            )
        return StoredPage(page=page, decision=decision, head=head, capture=record.capture.key)

    def _theirs(self, record: Version, decision: Decision) -> tuple[Head, Decision]:
        """Return the Version that another writer stored, where it is the same state.

        Raises ``LostRace`` where it is another.
        """
        theirs = self._archive.newer(record.article, record.version - 1)[0]
        if theirs.record.fingerprint != record.fingerprint:
            raise LostRace(record.article)
        same = replace(
            decision,
            outcome=Outcome.UNCHANGED,
            append=False,
            reason="another writer recorded this state first",
        )
        return theirs, same

    def _record(self, page: SettledPage, decision: Decision) -> Version:
        """Store the capture, and return the record that will name it."""
        context, fetched, extraction = page.context, page.fetched, page.extraction
        head, end, damaged = context.head, context.end, context.damaged
        before = (
            (end.record.version, end.sha256)
            if end and not damaged
            else (damaged.version, damaged.sha256)
            if damaged
            else (0, None)
        )
        shown, captured_at = self._shown(page, decision)
        gone = decision.state is State.GONE
        text = "" if gone or extraction is None else extraction.text
        return Version(
            article=context.article,
            url=end.record.url if end else _url(page),
            version=context.next,
            state=State.GONE if gone else State.PRESENT,
            captured_at=captured_at,
            confirmed_at=fetched.fetched_at,
            last_seen_before=context.summary.last_seen
            if (head or damaged) and context.summary
            else None,
            capture=shown,
            previous=before[1],
            fingerprint=GONE if gone else page.fingerprint or "",
            content_sha256=sha256(text.encode()),
            run=self._run,
            extraction=None if gone else extraction,
            change=decision.change or Change(),
            gaps=context.gaps,
            imported=fetched.capture.imported if fetched.capture else None,
            compared_with=(head.record.version if head else 0) if context.tip else None,
        )

    def _shown(self, page: SettledPage, decision: Decision) -> tuple[ObjectRef, datetime]:
        """Return the capture that first showed the state, and when it was fetched.

        Now, or when it was first suspected.
        """
        first, fetched = decision.captured_from, page.fetched
        if first is not None and first.capture is not None:
            return _reference(first.capture), first.fetched_at
        if fetched.capture is None:
            raise ValueError("a decision to append needs a capture")
        return self._archive.keep(page.context.article, fetched.capture), fetched.fetched_at

    def _keep(self, page: SettledPage, decision: Decision) -> str | None:
        """Store the capture of a check that makes no version, where it is to be kept.

        The decision or the ``captures`` setting says so.
        """
        capture = page.fetched.capture
        if capture is None or not (decision.keep_capture or self._setting_keeps(page, decision)):
            return None
        kept = capture if decision.keep_capture else _without_picture(capture)
        return self._archive.keep(page.context.article, kept).key

    def _setting_keeps(self, page: SettledPage, decision: Decision) -> bool:
        if decision.outcome is not Outcome.UNCHANGED or self._captures == "versions":
            return False
        if self._captures == "all":
            return True
        summary, now = page.context.summary, page.fetched.fetched_at
        if summary is None or summary.first_seen is None or now - summary.first_seen >= DAILY_FOR:
            return False
        return summary.last_capture is None or summary.last_capture.date() < now.date()


def _url(page: SettledPage) -> str:
    """Return the URL that an article's records carry.

    The one, of all that led here, whose own article it is.
    """
    context, capture, extraction = page.context, page.fetched.capture, page.extraction
    final = identity.normalise(capture.url) if capture else context.url
    canonical = identity.canonical_target(final, extraction.canonical if extraction else None)
    candidates = [url for url in (canonical, final, context.url) if url is not None]
    return next(
        (url for url in candidates if identity.article_of(url) == context.article),
        candidates[-1],
    )


def _without_picture(capture: Capture) -> Capture:
    """Return the capture as it is kept of a page that has not changed.

    Its screenshot would show what the version's shows.
    """
    if capture.rendering is None or capture.rendering.screenshot is None:
        return capture
    return replace(capture, rendering=replace(capture.rendering, screenshot=None))


def _reference(key: str) -> ObjectRef:
    """Return the reference to a capture, whose key holds its digest."""
    parsed = identity.parse_key(key)
    if not isinstance(parsed, identity.CaptureKey):
        raise BadKey(f"{key} is no capture")
    return ObjectRef(key=key, sha256=parsed.sha256)
