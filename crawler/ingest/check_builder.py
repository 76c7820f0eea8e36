"""One fetch, judged: what it says of its article goes to the archive, and into one check line."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from crawler import identity
from crawler.archive import Archive
from crawler.capture import Fetched, FetchStatus
from crawler.change import Dates, Decision, Observation
from crawler.codec import sha256
from crawler.comparing import Case
from crawler.errors import BadKey, BadRecord, HeadMissing, ObjectMissing
from crawler.fingerprint import GONE, fingerprint_of
from crawler.index import Index
from crawler.ingest.article_lookup import ArticleContext, ArticleLookup
from crawler.ingest.fitting import fitted
from crawler.ingest.mending import mended
from crawler.ingest.opened import Opened
from crawler.ingest.profiles import ProfileCache
from crawler.model import (
    Capture,
    Change,
    Check,
    Extraction,
    Head,
    ObjectRef,
    Outcome,
    State,
    Version,
)
from crawler.workers import Workers

log = logging.getLogger(__name__)

DAILY_FOR = timedelta(days=7)
"""With ``captures: daily``, unchanged pages are kept once a day while their article is younger than
this.
"""


class CheckBuilder:
    """Builds the checks of one run from its fetches.

    Called from several threads; all that it knows is in its arguments and the archive.
    """

    def __init__(
        self,
        archive: Archive,
        index: Index,
        lookup: ArticleLookup,
        workers: Workers,
        profiles: ProfileCache,
        *,
        run: str,
        captures: str,
    ) -> None:
        self._archive, self._index, self._lookup, self._workers, self._profiles = (
            archive,
            index,
            lookup,
            workers,
            profiles,
        )
        self._run, self._captures = run, captures

    @staticmethod
    def is_page(fetched: Fetched) -> bool:
        """Return whether there is a page to extract.

        An answer with a body that the server calls a success.
        """
        return (
            fetched.fetch_status is FetchStatus.ANSWERED
            and fetched.status is not None
            and 200 <= fetched.status < 300  # noqa: PLR2004
        )

    def open(
        self, context: ArticleContext, fetched: Fetched, extraction: Extraction | None
    ) -> Opened:
        """Return what is to be decided of a fetch, with the article that it belongs to settled."""
        readable = extraction is not None and extraction.problem is None
        before = context.article
        if extraction is not None and readable and fetched.capture is not None:
            context = self._lookup.settle(
                context, fetched.capture.url, extraction, at=fetched.fetched_at, run=self._run
            )
        case = self._case(context, fetched, extraction)
        return Opened(
            context=context,
            fetched=fetched,
            extraction=extraction,
            case=case,
            moved=context.article != before,
        )

    def close(self, opened: Opened, decision: Decision) -> Check | None:
        """Return the check line of a fetch, with all that it proves stored first.

        None: fetch again, another writer was faster.
        """
        context, fetched, extraction = opened.context, opened.fetched, opened.extraction
        decision = mended(context, decision)
        if not decision.append:
            return self._line(
                context, fetched, extraction, decision, self._keep(context, fetched, decision)
            )
        if opened.moved and (context.head is not None or context.damaged is not None):
            # the article was known by its canonical link only: its head must be known before a
            # fetch that appends
            return None
        return self._append(context, fetched, extraction, decision)

    def _append(
        self,
        context: ArticleContext,
        fetched: Fetched,
        extraction: Extraction | None,
        decision: Decision,
    ) -> Check | None:
        record = self._record(context, fetched, extraction, decision)
        try:
            head = self._archive.append(
                record, over=context.damaged.stands if context.damaged else None
            )
        except HeadMissing as error:
            log.warning("%s: %s; going on with what the store has", record.article, error.message)
            self._index.forget(record.article)
            return None
        if head is not None:
            self._index.add_version(
                identity.version_key(record.article, record.version), head.record, head.sha256
            )
            return self._line(
                replace(context, head=head), fetched, extraction, decision, record.capture.key
            )
        theirs = self._archive.newer(context.article, record.version - 1)[0]
        if theirs.record.fingerprint != record.fingerprint:
            return None
        same = replace(
            decision,
            outcome=Outcome.UNCHANGED,
            append=False,
            reason="another writer recorded this state first",
        )
        return self._line(
            replace(context, head=theirs), fetched, extraction, same, record.capture.key
        )

    def _record(
        self,
        context: ArticleContext,
        fetched: Fetched,
        extraction: Extraction | None,
        decision: Decision,
    ) -> Version:
        """Store the capture, and return the record that will name it."""
        head, damaged = context.head, context.damaged
        before = (
            (head.record.version, head.sha256)
            if head
            else (damaged.version, damaged.sha256)
            if damaged
            else (0, None)
        )
        shown, captured_at = self._shown(context, fetched, decision)
        gone = decision.state is State.GONE
        text = "" if gone or extraction is None else extraction.text
        return Version(
            article=context.article,
            url=head.record.url if head else self._url(context, fetched, extraction),
            version=context.next,
            state=State.GONE if gone else State.PRESENT,
            captured_at=captured_at,
            confirmed_at=fetched.fetched_at,
            last_seen_before=context.summary.last_seen if before[0] and context.summary else None,
            capture=shown,
            previous=before[1],
            fingerprint=GONE if gone else _fingerprint(extraction) or "",
            content_sha256=sha256(text.encode()),
            run=self._run,
            extraction=None if gone else extraction,
            change=decision.change or Change(),
            gaps=context.gaps,
        )

    def _shown(
        self, context: ArticleContext, fetched: Fetched, decision: Decision
    ) -> tuple[ObjectRef, datetime]:
        """Return the capture that first showed the state, and when it was fetched.

        Now, or when it was first suspected.
        """
        first = decision.captured_from
        if first is not None and first.capture is not None:
            return _reference(first.capture), first.fetched_at
        if fetched.capture is None:
            raise ValueError("a decision to append needs a capture")
        return self._archive.keep(context.article, fetched.capture), fetched.fetched_at

    def _url(self, context: ArticleContext, fetched: Fetched, extraction: Extraction | None) -> str:
        """Return the URL that an article's records carry.

        The one, of all that led here, whose own article it is.
        """
        final = identity.normalise(fetched.capture.url) if fetched.capture else context.url
        canonical = identity.canonical_target(final, extraction.canonical if extraction else None)
        candidates = [url for url in (canonical, final, context.url) if url is not None]
        return next(
            (url for url in candidates if identity.article_of(url) == context.article),
            candidates[-1],
        )

    def _case(
        self, context: ArticleContext, fetched: Fetched, extraction: Extraction | None
    ) -> Case:
        """Return what ``decide`` is to know.

        Where the text is not the head's, that is all of both pages too, and the head's text as
        today's extractor makes it: like is compared with like.
        """
        case, head = (
            Case(state=self._lookup.state(context), observation=_observation(fetched, extraction)),
            context.head,
        )
        if (
            head is None
            or extraction is None
            or fetched.capture is None
            or not _differs(head, extraction)
        ):
            return case
        try:
            shown = self._archive.capture(head.record.capture.key)
        except (ObjectMissing, BadRecord) as error:
            problem = error.message.removeprefix(f"{head.record.capture.key} ")
            self._lookup.note(head.record.capture.key, f"{problem}; compared without it")
            return case
        host, theirs = identity.host_of(shown.url), head.record.extraction
        return replace(
            case,
            shown=shown,
            fetched=fetched.capture,
            again=theirs is not None and theirs.extractor != extraction.extractor,
            profile=self._profiles.of(host),
            options=self._workers.options(host),
            max_bytes=self._workers.max_bytes,
        )

    def _keep(self, context: ArticleContext, fetched: Fetched, decision: Decision) -> str | None:
        """Store the capture of a check that makes no version, where the decision or the
        ``captures`` setting wants it.
        """
        if fetched.capture is None or not (
            decision.keep_capture or self._setting_keeps(context, fetched, decision)
        ):
            return None
        kept = fetched.capture if decision.keep_capture else _without_picture(fetched.capture)
        return self._archive.keep(context.article, kept).key

    def _setting_keeps(self, context: ArticleContext, fetched: Fetched, decision: Decision) -> bool:
        if decision.outcome is not Outcome.UNCHANGED or self._captures == "versions":
            return False
        if self._captures == "all":
            return True
        summary = context.summary
        if (
            summary is None
            or summary.first_seen is None
            or fetched.fetched_at - summary.first_seen >= DAILY_FOR
        ):
            return False
        return (
            summary.last_capture is None or summary.last_capture.date() < fetched.fetched_at.date()
        )

    def _line(
        self,
        context: ArticleContext,
        fetched: Fetched,
        extraction: Extraction | None,
        decision: Decision,
        capture: str | None,
    ) -> Check:
        head, answer = context.head, fetched.capture.answer if fetched.capture else None
        return fitted(
            kind="article",
            run=self._run,
            source=fetched.source,
            url=context.url,
            final_url=answer.url if answer else None,
            hops=fetched.hops,
            article=context.article,
            fetched_at=fetched.fetched_at,
            status=fetched.status,
            outcome=decision.outcome,
            reason=decision.reason,
            version=head.record.version if head else None,
            record_sha256=head.sha256 if head else None,
            capture=capture,
            body_sha256=sha256(answer.body) if answer and answer.body else None,
            etag=answer.header("etag") if answer else None,
            last_modified=answer.header("last-modified") if answer else None,
            listed_modified=fetched.target.modified,
            **_seen(extraction),
        )


def _differs(head: Head, extraction: Extraction) -> bool:
    """Return whether there is a text to hold against a head that stands, and it is another."""
    return (
        head.record.state is State.PRESENT
        and bool(extraction.paragraphs)
        and head.record.fingerprint != _fingerprint(extraction)
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


def _observation(fetched: Fetched, extraction: Extraction | None) -> Observation:
    return Observation(
        kind=fetched.fetch_status.value,
        fetched_at=fetched.fetched_at,
        status=fetched.status,
        reason=fetched.reason,
        extraction=extraction,
        fingerprint=_fingerprint(extraction),
        hops=fetched.hops,
        final_url=fetched.capture.url if fetched.capture else None,
        dates=Dates(
            listed=fetched.target.modified,
            last_modified=fetched.capture.answer.header("last-modified")
            if fetched.capture
            else None,
        ),
    )


def _fingerprint(extraction: Extraction | None) -> str | None:
    if extraction is None or extraction.problem is not None:
        return None
    return fingerprint_of(extraction)


def _seen(extraction: Extraction | None) -> dict[str, Any]:
    """Return the fields of a check line that come from the page."""
    if extraction is None:
        return {}
    return {
        "fingerprint": _fingerprint(extraction),
        "extractor": extraction.extractor,
        "published": extraction.published,
        "modified": extraction.modified,
        "shown_modified": extraction.shown_modified,
        "developing": extraction.developing,
    }
