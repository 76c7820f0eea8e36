"""Decide: put together what is known of an article, and have ``crawler.change`` decide on it."""

import logging
from dataclasses import replace
from itertools import pairwise

from crawler import identity
from crawler.archive import Archive
from crawler.capture import FetchStatus
from crawler.change import ArticleState, Before, Dates, Decision, Observation
from crawler.comparing import Case, decided
from crawler.errors import BadRecord, ObjectMissing
from crawler.extract.no_article import NoArticle
from crawler.index import Index
from crawler.ingest.article_context import ArticleContext
from crawler.ingest.article_lookup import ArticleLookup
from crawler.ingest.fresh_lines import MAX_CHECKS_BACK, FreshLines
from crawler.ingest.page_workers import PageWorkers
from crawler.ingest.profiles import ProfileCache
from crawler.ingest.settle import SettledPage
from crawler.model import Capture, Check, Extraction, Head, Outcome, State, Version, VersionPlace

log = logging.getLogger(__name__)

MAX_LIGHT_TEXT = 100_000
"""Characters of an article's first text up to which it is decided on without a worker process:
there is nothing to compare it with.
"""


class DecisionMaker:
    """Has the pages of one run decided."""

    def __init__(
        self,
        archive: Archive,
        index: Index,
        lookup: ArticleLookup,
        *,
        profiles: ProfileCache,
        workers: PageWorkers,
        lines: FreshLines | None = None,
    ) -> None:
        """Decide with these. ``lines`` knows of checks that the index has not been told of yet."""
        self._archive, self._index, self._lookup = archive, index, lookup
        self._looks = lines or index
        self._profiles = profiles
        self._workers = workers

    async def compared(self, page: SettledPage, case: Case) -> Decision:
        """Return a worker process's decision on a case that ``begun`` left. Raises ``Stopped``."""
        found = await self._workers.decision(case, page.fetched.url, page.fetched.size)
        return _on_chain(page.context, found)

    def unread(self, page: SettledPage) -> Decision:
        """Return the decision on a fetch that brought no page: there is no text to compare."""
        found = decided(Case(state=self._state(page), observation=_observation(page)))
        return _on_chain(page.context, found)

    def begun(self, page: SettledPage) -> tuple[Case, Decision | None]:
        """Return the case, and the decision where that is little work.

        Else ``compared`` gives it.
        """
        with self._index.one_state():
            case = self._case(page)
        is_heavy = case.fetched is not None or _is_heavy(page, case)
        return case, None if is_heavy else _on_chain(page.context, decided(case))

    def _case(self, page: SettledPage) -> Case:
        """Return what ``decide`` is to know.

        Where the text is not the head's, that is all of both pages too, and the head's text as
        today's extractor makes it: like is compared with like.
        """
        context, fetched, extraction = page.context, page.fetched, page.extraction
        head = context.head
        case = Case(state=self._state(page), observation=_observation(page))
        if (
            head is None
            or extraction is None
            or fetched.capture is None
            or not (_differs(page, head, case) or _is_doubtful(page, head))
        ):
            return case
        case = replace(case, fetched=fetched.capture, max_bytes=self._workers.max_bytes)
        if head.record.state is not State.PRESENT:
            return case
        try:
            shown = self._archive.capture(head.record.capture.key)
        except (ObjectMissing, BadRecord) as error:
            key = head.record.capture.key
            if self._index.removal_of(key) is not None:  # its time was over: no damage
                return case
            problem = error.message.removeprefix(f"{key} ")
            self._lookup.note(key, f"{problem}; compared without it")
            return case
        host, theirs = identity.host_of(shown.url), head.record.extraction
        return replace(
            case,
            shown=shown,
            earlier=self._earlier(context, head),
            again=theirs is not None and theirs.extractor != extraction.extractor,
            profile=self._profiles.of(host),
            options=self._workers.options(host),
        )

    def _state(self, page: SettledPage) -> ArticleState:
        """Return what ``decide`` may know of the article from versions and check lines.

        Where nothing came, that is its head only: nothing else bears on it.
        """
        context = page.context
        head, summary, article = context.head, context.summary, context.article
        if page.fetched.fetch_status is not FetchStatus.ANSWERED:
            return ArticleState(head=head)
        pending = tuple(self._looks.pending(article, upto=context.at))
        if head is None:
            return ArticleState(pending=pending)
        present = head.record.state is State.PRESENT
        seen = self._seen(context)
        return ArticleState(
            head=head,
            fingerprints=self._fingerprints(context),
            pending=pending,
            last_seen=summary.last_seen if summary else None,
            last_present=None if present else self._last_present(context),
            known=_known(seen, head),
            before=_before(seen, head),
            answered_at=next((check.final_url for check in seen if check.outcome.shows_text), None),
        )

    def _fingerprints(self, context: ArticleContext) -> tuple[tuple[int, str], ...]:
        if context.at is None:
            return tuple(self._index.fingerprints(context.article))
        places = self._places(context)
        return tuple((place.number, place.fingerprint) for place in places)

    def _earlier(self, context: ArticleContext, head: Head) -> Capture | None:
        """Return the capture of the Version that stood before the head, None where none is had."""
        article, places = context.article, self._places(context)
        before = next(
            (
                one
                for one, later in pairwise(places)
                if later.number == head.record.version and one.state is State.PRESENT
            ),
            None,
        )
        found = self._index.recorded(article, before.number) if before else None
        try:
            return self._archive.capture(found.record.capture.key) if found else None
        except (ObjectMissing, BadRecord):
            return None  # `verify` names it

    def _places(self, context: ArticleContext) -> list[VersionPlace]:
        """Return the places of the Versions up to the one that stands, in order."""
        if context.at is None:
            return self._index.capture_order(context.article)
        return self._index.standing_at(context.article, context.at)

    def _last_present(self, context: ArticleContext) -> Version | None:
        for place in reversed(self._places(context)):
            if place.state is State.PRESENT:
                found = self._index.recorded(context.article, place.number)
                if found is not None and found.record.extraction is not None:
                    return found.record
        return None

    def _seen(self, context: ArticleContext) -> list[Check]:
        """Return the last checks that saw the state which their line names, newest first."""
        return [
            check
            for check in self._looks.checks(context.article, upto=context.at, limit=MAX_CHECKS_BACK)
            if check.outcome.confirms_head
        ]


def _known(seen: list[Check], head: Head) -> str | None:
    """Return the fingerprint of the last page that was found to show the head's text.

    It may be another than the head's.
    """
    last = next((check for check in seen if check.outcome.shows_text), None)
    return last.fingerprint if last and last.version == head.record.version else None


def _before(seen: list[Check], head: Head) -> Before:
    """Return what the last checks of the head's text found of its modification.

    That may be later than the head's.
    """
    listed = [
        check.listed_modified
        for check in seen
        if check.version == head.record.version and check.listed_modified
    ]
    last = next((check for check in seen if check.outcome.shows_text), None)
    if last is None:
        return Before()
    return Before(
        declared=last.modified,
        shown=last.shown_modified,
        listed=next(iter(listed), None),
        last_modified=last.last_modified,
        list_wavers=len(set(listed)) > 1,
    )


def _is_doubtful(page: SettledPage, head: Head) -> bool:
    """Return whether the page may be none of the article's: it shows no story, or it was gone."""
    extraction = page.extraction
    return extraction is not None and (
        head.record.state is not State.PRESENT or _leaves_no_story(extraction)
    )


def _leaves_no_story(extraction: Extraction) -> bool:
    """Return whether the page shows that no story stands there."""
    return isinstance(extraction.problem, NoArticle) and extraction.problem.leaves_no_story


def _is_heavy(page: SettledPage, case: Case) -> bool:
    """Return whether texts are to be compared, or a long one to be read.

    What that takes is for the site to say.
    """
    if page.extraction is None or not page.extraction.paragraphs:
        return False
    head = page.context.head
    if head is None:
        return sum(map(len, page.extraction.paragraphs)) > MAX_LIGHT_TEXT
    return not case.observation.shows(head, case.state.known)


def _differs(page: SettledPage, head: Head, case: Case) -> bool:
    """Return whether there is a text to hold against a head that stands, and it is another."""
    return (
        head.record.state is State.PRESENT
        and page.extraction is not None
        and bool(page.extraction.paragraphs)
        and not case.observation.shows(head, case.state.known)
    )


def _observation(page: SettledPage) -> Observation:
    fetched = page.fetched
    return Observation(
        kind=fetched.fetch_status.value,
        fetched_at=fetched.fetched_at,
        status=fetched.status,
        reason=fetched.reason,
        extraction=page.extraction,
        fingerprint=page.fingerprint,
        hops=fetched.hops,
        final_url=fetched.capture.url if fetched.capture else None,
        story_left=page.extraction is None or not _leaves_no_story(page.extraction),
        dates=Dates(
            listed=fetched.target.modified,
            last_modified=fetched.capture.answer.header("last-modified")
            if fetched.capture
            else None,
        ),
    )


def _stored_anew(context: ArticleContext, decision: Decision) -> Decision:
    """Return the decision; where the chain is broken, the one to store the head's state anew.

    That is for a page that shows what the head says. So the archive holds a record that says what
    is missing, and from there on the chain is sound.
    """
    if not context.broken or decision.append or decision.outcome is not Outcome.UNCHANGED:
        return decision
    missing = ", ".join(
        f"{first}" if first == last else f"{first} to {last}" for first, last in context.gaps
    )
    reason = f"stored anew: version {missing} is not in this archive"
    return replace(
        decision, outcome=Outcome.NEW, append=True, state=State.PRESENT, change=None, reason=reason
    )


def _on_chain(context: ArticleContext, decision: Decision) -> Decision:
    """Return the decision, after what is the matter with the article's chain.

    Over a damaged record a readable page is recorded anew, with no word on what changed.
    """
    decision = _stored_anew(context, decision)
    if context.damaged is None or not decision.append:
        return decision
    reason = (
        f"version {context.damaged.version} is {context.damaged.word} "
        f"({context.damaged.problem}): the page was recorded anew"
    )
    return replace(decision, outcome=Outcome.CHANGED, reason=reason)
