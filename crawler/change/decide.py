"""``decide``: what one look at an article proves. Pure; all it knows are its arguments.

The order of the questions: was there an answer; is the page still there; is it what it was; is it to be believed; what changed.
"""

from datetime import timedelta

from crawler.change.kinds import classify
from crawler.change.suspicion import GONE_CODES, Suspicion, of_page, of_status, of_text
from crawler.change.values import BELIEF, ArticleState, Belief, Decision, Observation
from crawler.diff import diff
from crawler.fingerprint import fingerprint
from crawler.model import Change, Check, Extraction, Outcome, State

_UNANSWERED = {"failed": Outcome.FAILED, "refused": Outcome.REFUSED, "skipped": Outcome.SKIPPED}


def decide(state: ArticleState, observation: Observation, belief: Belief = BELIEF) -> Decision:
    """The outcome of a check with its reason, and the Version to append if it proves a new state."""
    if observation.kind in _UNANSWERED:
        return Decision(outcome=_UNANSWERED[observation.kind], reason=observation.reason)
    if observation.kind == "not_modified":
        return _not_modified(state)
    suspicion = of_status(observation)
    if suspicion is not None:
        return _suspicious(state, observation, suspicion, belief)
    if observation.status is not None and not 200 <= observation.status < 300:  # noqa: PLR2004  # the class of success, RFC 9110
        return Decision(outcome=Outcome.FAILED, reason=f"the server answered with status {observation.status}")
    return _page(state, observation, belief)


def _not_modified(state: ArticleState) -> Decision:
    if state.head is None or state.head.record.state is State.GONE:
        return Decision(outcome=Outcome.FAILED, reason="the server says that nothing changed since a page which the archive doesn't hold")
    return Decision(outcome=Outcome.NOT_MODIFIED, validators_ok=True)


def _page(state: ArticleState, observation: Observation, belief: Belief) -> Decision:
    """Judge a page that the server calls a success."""
    extraction = observation.extraction
    if extraction is None or extraction.problem is not None:
        suspicion = of_page(observation, extraction)
        if suspicion is not None:
            return _suspicious(state, observation, suspicion, belief)
        reason = extraction.problem if extraction else "nothing was extracted"
        return Decision(outcome=Outcome.UNREADABLE, reason=reason, keep_capture=state.head is not None)
    base = _base(state, extraction)
    if state.head is not None and state.head.record.state is State.PRESENT and _equal(state, observation, base):
        return Decision(outcome=Outcome.UNCHANGED, validators_ok=True)
    known = observation.fingerprint in {value for _, value in state.fingerprints}
    suspicion = None if known else of_page(observation, extraction) if base is None else of_text(observation, base, extraction)
    if suspicion is not None:
        return _suspicious(state, observation, suspicion, belief)
    return _believed(state, observation, base)


def _base(state: ArticleState, extraction: Extraction) -> Extraction | None:
    """The text to compare with, of today's extractor where it is to be had: like is compared with like."""
    head = state.head
    if head is None:
        return None
    if head.record.state is State.GONE:
        return state.last_present.extraction if state.last_present else None
    again = state.head_again
    differs = head.record.extraction is None or head.record.extraction.extractor != extraction.extractor
    return again if again is not None and again.problem is None and differs else head.record.extraction


def _equal(state: ArticleState, observation: Observation, base: Extraction | None) -> bool:
    if state.head is not None and observation.fingerprint == state.head.record.fingerprint:
        return True
    return base is not None and observation.fingerprint == fingerprint(base.title, base.byline, base.text)


def _believed(
    state: ArticleState, observation: Observation, base: Extraction | None, first: Check | None = None, why: str | None = None
) -> Decision:
    """A new state of the article, with what changed."""
    extraction = observation.extraction
    if state.head is None or extraction is None:
        return Decision(outcome=Outcome.NEW, append=True, state=State.PRESENT, change=Change(), validators_ok=True)
    change = classify(
        base,
        extraction,
        diff(base, extraction) if base else None,
        returned=state.head.record.state is State.GONE,
        fingerprint=observation.fingerprint,
        fingerprints=state.fingerprints,
        modified_before=state.modified_seen,
    )
    return Decision(
        outcome=Outcome.CHANGED, reason=why, append=True, state=State.PRESENT, change=change, captured_from=first, validators_ok=True
    )


def _suspicious(state: ArticleState, observation: Observation, suspicion: Suspicion, belief: Belief) -> Decision:
    """Judge a page that may not be the article's."""
    if state.head is None:
        return _never_seen(suspicion)
    if state.head.record.state is State.GONE and suspicion.code in GONE_CODES:
        return Decision(outcome=Outcome.UNCHANGED, reason=f"still gone: {suspicion.reason}")
    alike = [check for check in state.pending if suspicion.same_finding(check.reason)]
    if suspicion.believable and _persists(alike, observation, belief):
        why = f"{suspicion.reason}; believed as it persisted over {len(alike) + 1} checks since {alike[0].fetched_at:%Y-%m-%d %H:%M} UTC"
        return _persisting(state, observation, suspicion, alike, why)
    return Decision(outcome=suspicion.outcome, reason=suspicion.reason, keep_capture=not any(check.capture for check in alike))


def _never_seen(suspicion: Suspicion) -> Decision:
    """Judge a suspicious page at a URL that the archive holds nothing of: there is nothing that it could have replaced."""
    if suspicion.outcome is Outcome.BLOCKED:
        return Decision(outcome=Outcome.BLOCKED, reason=suspicion.reason)
    outcome = Outcome.FAILED if suspicion.code == "missing" else Outcome.UNREADABLE
    return Decision(outcome=outcome, reason=suspicion.reason)


def _persists(alike: list[Check], observation: Observation, belief: Belief) -> bool:
    if len(alike) + 1 < belief.checks:
        return False
    since = observation.fetched_at - alike[0].fetched_at if alike else timedelta(0)
    return since >= belief.over


def _persisting(state: ArticleState, observation: Observation, suspicion: Suspicion, alike: list[Check], why: str) -> Decision:
    """The suspected state, believed now."""
    if suspicion.code in GONE_CODES:
        first = next((check for check in alike if check.capture), None)
        change = Change(kinds=("gone",), reasons={"gone": why})
        return Decision(outcome=Outcome.GONE, reason=why, append=True, state=State.GONE, change=change, captured_from=first)
    extraction = observation.extraction
    extractor = extraction.extractor if extraction else None
    first = next(
        (check for check in alike if check.capture and check.fingerprint == observation.fingerprint and check.extractor == extractor), None
    )
    return _believed(state, observation, _base(state, extraction) if extraction else None, first, why)
