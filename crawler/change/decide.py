"""``decide``: what one check of an article proves. Pure; all it knows are its arguments.

The order of the questions: was there an answer; is the page still there; is it what it was; is it
to be believed; what changed.
"""

from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from crawler.change.attachment_noise import with_steady_objects
from crawler.change.extraction_noise import without_extraction_noise
from crawler.change.first_looks import never_seen
from crawler.change.kinds import classify
from crawler.change.list_marks import without_bullets
from crawler.change.rotation import without_rotating
from crawler.change.same_state import is_same_state
from crawler.change.suspicion import Suspicion, holds_half, of_page, of_status, of_text
from crawler.change.values import ArticleState, Decision, Observation
from crawler.diff import Diff, carried, rough_diff, text_difference
from crawler.fingerprint import fingerprint_of, text_part
from crawler.model import (
    CONFIRMATION_POLICY,
    Change,
    ChangeKind,
    Check,
    ConfirmationPolicy,
    Extraction,
    Outcome,
    State,
)

_UNANSWERED = {"failed": Outcome.FAILED, "refused": Outcome.REFUSED, "skipped": Outcome.SKIPPED}
_SAME_PAGES = "all that was read otherwise stands on both pages"
_SAME_ENTRIES = "the entries are the same, in another order or without those that scrolled off"
_SUCCESS = range(200, 300)


def decide(
    state: ArticleState,
    observation: Observation,
    belief: ConfirmationPolicy = CONFIRMATION_POLICY,
    *,
    rough: str | None = None,
) -> Decision:
    """Return the outcome of a check with its reason, and what to append if it proves a new state.

    ``rough`` says what was wrong with a comparison sentence by sentence ("took longer than 20 s"):
    then whole paragraphs are compared.
    """
    if observation.kind in _UNANSWERED:
        return Decision(outcome=_UNANSWERED[observation.kind], reason=observation.reason)
    return _Case(state, observation, belief, rough).decide()


class _Case:
    """One check of one article."""

    def __init__(
        self,
        state: ArticleState,
        observation: Observation,
        belief: ConfirmationPolicy,
        rough: str | None,
    ) -> None:
        self.state, self.observation, self.belief, self.rough = state, observation, belief, rough
        self.present = state.head is not None and state.head.record.state is State.PRESENT
        self.gone = state.head is not None and not self.present

    @cached_property
    def base(self) -> Extraction | None:
        """The text to compare with, without teasers that rotated since."""
        known = self.known
        return known and without_rotating(known, self.observation.rotation)

    @cached_property
    def known(self) -> Extraction | None:
        """The text before, of today's extractor where it is to be had: like with like."""
        head, new = self.state.head, self.observation.extraction
        if head is None or new is None:
            return None
        if self.gone:
            return self.state.last_present.extraction if self.state.last_present else None
        again = self.state.head_again
        theirs = head.record.extraction
        differs = theirs is None or theirs.extractor != new.extractor
        return again if again is not None and again.problem is None and differs else theirs

    @cached_property
    def steady(self) -> Extraction | None:
        """The article on the page, without teasers that rotated."""
        new = self.observation.extraction
        return new and without_rotating(new, self.observation.rotation)

    @cached_property
    def new(self) -> Extraction | None:
        """The article on the page.

        Without rotating teasers, and without what only the extractor's judgement took or left. A
        live blog is taken with the entries that only scrolled off.
        """
        new, pages = self.steady, (self.state.head_page, self.observation.page)
        if self.base is not None and new is not None and self.base.entries and new.entries:
            return carried(self.base, new)
        if self.base is None or new is None or pages[0] is None or pages[1] is None or self.rough:
            return new
        noisy = text_difference(self.base, new)
        new = without_extraction_noise(noisy, self.base, new, pages[0], pages[1])
        return with_steady_objects(new, self.base, self.observation.rotation.standing)

    @cached_property
    def difference(self) -> Diff | None:
        """What differs from the text to compare with."""
        new = self.new
        if self.base is None or new is None:
            return None
        return (rough_diff if self.rough else text_difference)(self.base, new)

    def decide(self) -> Decision:
        """Judge whatever was answered."""
        if self.observation.kind == "not_modified":
            return self.not_modified()
        suspicion = of_status(self.observation)
        if suspicion is not None:
            return self.suspicious(suspicion)
        status = self.observation.status
        if status is not None and status not in _SUCCESS:
            told = f"the server answered with status {status}"
            return Decision(outcome=Outcome.FAILED, reason=told)
        return self.readable() if self.observation.readable else self.unreadable()

    def not_modified(self) -> Decision:
        """Judge a 304."""
        if not self.present:
            return Decision(
                outcome=Outcome.FAILED,
                reason="the server says that a page is unchanged which the archive does not hold",
            )
        return Decision(outcome=Outcome.NOT_MODIFIED)

    def unreadable(self) -> Decision:
        """Judge a page that no article could be made of.

        One with the head's text is the article, whatever else speaks against it.
        """
        extraction = self.observation.extraction
        if (
            self.present
            and extraction is not None
            and extraction.paragraphs
            and self.sameness() is not None
        ):
            return Decision(
                outcome=Outcome.UNCHANGED,
                reason=f"the text is the same, though: {extraction.problem}",
            )
        known = self.state.head is not None and not self.half_stands()
        suspicion = of_page(self.observation, extraction, before=self.state.head_signs, known=known)
        if suspicion is not None:
            return self.suspicious(suspicion)
        reason = extraction.problem if extraction else "nothing was extracted"
        return Decision(
            outcome=Outcome.UNREADABLE, reason=reason, keep_capture=self.state.head is not None
        )

    def half_stands(self) -> bool:
        """Return whether a page that is called no article still tells half of the text."""
        base, new, difference = self.base, self.observation.extraction, self.difference
        if base is None or new is None or difference is None or not new.paragraphs:
            return False
        return holds_half(base, new, difference)

    def readable(self) -> Decision:
        """Judge an article's page."""
        same = self.sameness() if self.present else None
        if same is not None:
            return Decision(outcome=Outcome.UNCHANGED, reason=same or None)
        suspicion = self.suspicion()
        return self.believed() if suspicion is None else self.suspicious(suspicion)

    def sameness(self) -> str | None:
        """Return why the page shows the head's state though it was read otherwise.

        Empty where it was read as the head was; None where it does not show that state.
        """
        seen, head, base = self.observation.fingerprint, self.state.head, self.base
        if head is not None and self.observation.shows(head, self.state.known):
            return ""
        if base is None or self.new is None or self.known is None:
            return None
        if seen == fingerprint_of(self.known):
            return "another extractor reads the same page otherwise"
        if is_same_state(base, self.new):
            noise = _SAME_ENTRIES if self.new.entries else _SAME_PAGES
            return self.observation.rotation.reason if self.rotated else noise
        return (
            "only the marks before paragraphs differ"
            if is_same_state(without_bullets(base), without_bullets(self.new))
            else None
        )

    @property
    def rotated(self) -> bool:
        """Whether either text held a teaser that rotated."""
        return self.base is not self.known or self.steady is not self.observation.extraction

    def suspicion(self) -> Suspicion | None:
        """Return what speaks against the page. A text that stood before is known."""
        new = self.new
        known = {text_part(value) for _, value in self.state.fingerprints}
        if new is None or text_part(self.observation.fingerprint or "") in known:
            return None
        if self.base is None or self.difference is None:
            return of_page(self.observation, new)
        return of_text(self.observation, self.state, self.base, new, self.difference)

    def believed(self, first: Check | None = None, why: str | None = None) -> Decision:
        """Return a new state of the article, with what changed."""
        new = self.new
        if self.state.head is None or new is None:
            return Decision(outcome=Outcome.NEW, append=True, state=State.PRESENT, change=Change())
        change = classify(
            self.base,
            new,
            self.difference,
            returned=self.gone,
            fingerprint=self.observation.fingerprint,
            fingerprints=self.state.fingerprints,
            before=self.state.before,
            now=self.observation.dates,
            rough=self.rough,
        )
        told = (
            why,
            self.rough and f"compared by whole paragraphs: sentence by sentence {self.rough}",
            f"left out: {self.observation.rotation.reason}" if self.rotated else None,
        )
        return Decision(
            outcome=Outcome.CHANGED,
            reason="; ".join(filter(None, told)) or None,
            append=True,
            state=State.PRESENT,
            change=change,
            captured_from=first,
        )

    def suspicious(self, suspicion: Suspicion) -> Decision:
        """Judge a page that may not be the article's."""
        decision = self.judged(suspicion)
        return replace(decision, finding=suspicion.finding, score=suspicion.score)

    def judged(self, suspicion: Suspicion) -> Decision:
        """Return what is to be done about a page that may not be the article's."""
        if self.state.head is None:
            return never_seen(suspicion)
        finding = suspicion.finding
        if self.gone and finding.means_removal:
            return Decision(outcome=Outcome.UNCHANGED, reason=f"still gone: {suspicion.reason}")
        alike = [check for check in self.state.pending if finding.agrees(check.finding)]
        if not finding.is_about_us and self.persists(alike):
            since = alike[0].fetched_at
            why = (
                f"{suspicion.reason}; believed as it persisted over {len(alike) + 1} checks "
                f"since {since:%Y-%m-%d %H:%M} UTC"
            )
            return self.persisting(suspicion, alike, why)
        return Decision(
            outcome=finding.outcome,
            reason=suspicion.reason,
            keep_capture=not any(check.capture for check in alike),
        )

    def persists(self, alike: list[Check]) -> bool:
        """Return whether earlier checks with this finding are enough to believe it now.

        In number and over time.
        """
        since = self.observation.fetched_at - alike[0].fetched_at if alike else timedelta(0)
        return len(alike) + 1 >= self.belief.checks and since >= self.belief.over

    def persisting(self, suspicion: Suspicion, alike: list[Check], why: str) -> Decision:
        """Return the suspected state, believed now."""
        kept = [check for check in alike if check.capture]
        if suspicion.finding.means_removal:
            first = next(iter(kept), None)
            change = Change(kinds=(ChangeKind.GONE,), reasons={ChangeKind.GONE: why})
            return Decision(
                outcome=Outcome.GONE,
                reason=why,
                append=True,
                state=State.GONE,
                change=change,
                captured_from=first,
            )
        extractor = self.observation.extraction.extractor if self.observation.extraction else None
        now = (self.observation.fingerprint, extractor)
        return self.believed(
            next((check for check in kept if (check.fingerprint, check.extractor) == now), None),
            why,
        )
