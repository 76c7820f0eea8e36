"""What one look at an article proves, as tables and as timelines."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.change import Decision
from crawler.model import CONFIRMATION_POLICY, Extraction, Outcome, State
from tests.change.newsroom import STORY, Newsroom, Page, article
from tests.diff.texts import pairs
from tests.examples import examples

EDITED = article(STORY[0].replace("Monday", "Tuesday"), *STORY[1:])
CUT = article(STORY[0][:60] + "…", free=False)
OTHER = article(
    *(
        (
            f"Chess fans met at the lake for game {number}, and nobody counted how often "
            "the white queen was lost this time."
        )
        for number in range(6)
    ),
    title="White queen lost again",
    published="2026-11-20",
)
WALL = article(
    "Log in to continue reading. Already a subscriber? Enter your password.", title="Log in"
)
CONSENT = article(
    "We value your privacy. Accept all cookies or choose your settings below.",
    title="Before you continue to the Herald",
)
ROBOT = article("Please verify that you are human.", title="Just a moment")
SOFT_404 = article("Sorry, the page you are looking for has been removed.", title="Page not found")
EMPTY = Extraction(extractor="reader 1", problem="no text: the page holds no story")


def newsroom(*pages: Extraction | int) -> Newsroom:
    """Return a newsroom that saw these pages, an hour apart, the last an hour before the start."""
    room = Newsroom()
    for number, page in enumerate(pages):
        room.look(page, at=number - len(pages))
    return room


def named(decision: Decision) -> str | None:
    """Return the finding that a reason names at its end, in brackets with its points."""
    found = re.search(r" \[([a-z0-9 ]+), ([5-9]\d|100) of 100\]$", decision.reason or "")
    return found[1] if found else None


@pytest.mark.parametrize(
    ("page", "outcome", "appended"),
    [
        (article(), Outcome.NEW, True),
        (EMPTY, Outcome.UNREADABLE, False),
        (404, Outcome.FAILED, False),
        (410, Outcome.FAILED, False),
        (403, Outcome.BLOCKED, False),
        (503, Outcome.FAILED, False),
        (SOFT_404, Outcome.UNREADABLE, False),
        (WALL, Outcome.BLOCKED, False),
        (ROBOT, Outcome.BLOCKED, False),
        (CONSENT, Outcome.BLOCKED, False),
        ("not_modified", Outcome.FAILED, False),
        ("failed", Outcome.FAILED, False),
        ("refused", Outcome.REFUSED, False),
        ("skipped", Outcome.SKIPPED, False),
    ],
)
# a column of the table
def test_first_look(page: Page, outcome: Outcome, appended: bool) -> None:  # noqa: FBT001
    """A first look makes version 1 of an article, and of nothing else."""
    decision = newsroom().look(page, at=0)
    assert (decision.outcome, decision.append) == (outcome, appended)


@pytest.mark.parametrize(
    ("page", "outcome", "finding", "kept", "validators"),
    [
        (article(), Outcome.UNCHANGED, None, False, True),
        (
            article(published="2026-11-22", modified="2026-11-22T07:00:00Z", tags=("bridge",)),
            Outcome.UNCHANGED,
            None,
            False,
            True,
        ),
        (
            article(*(f" {text.replace(' ', '  ')} " for text in STORY)),
            Outcome.UNCHANGED,
            None,
            False,
            True,
        ),
        (
            article(problem="section: the page lists other articles"),
            Outcome.UNCHANGED,
            "the text is the same",
            False,
            True,
        ),
        (EDITED, Outcome.CHANGED, None, False, True),
        (article(title="Old bridge closed"), Outcome.CHANGED, None, False, True),
        (article(authors=("Jo Lindt", "Kim Ost")), Outcome.CHANGED, None, False, True),
        ("not_modified", Outcome.NOT_MODIFIED, None, False, True),
        ("failed", Outcome.FAILED, None, False, False),
        (500, Outcome.FAILED, None, False, False),
        (404, Outcome.SUSPECT, "missing", True, False),
        (410, Outcome.SUSPECT, "missing", True, False),
        (429, Outcome.BLOCKED, "denied", True, False),
        (SOFT_404, Outcome.SUSPECT, "soft 404", True, False),
        (WALL, Outcome.BLOCKED, "login wall", True, False),
        (CONSENT, Outcome.BLOCKED, "consent page", True, False),
        (ROBOT, Outcome.BLOCKED, "bot challenge", True, False),
        (CUT, Outcome.SUSPECT, "paywall", True, False),
        (article("Nothing of it stands any more."), Outcome.SUSPECT, "soft 404", True, False),
        (article(STORY[0]), Outcome.SUSPECT, "shrunk", True, False),
        (OTHER, Outcome.SUSPECT, "another article", True, False),
        (EMPTY, Outcome.UNREADABLE, None, True, False),
    ],
)
def test_later_look(
    page: Page,
    outcome: Outcome,
    finding: str | None,
    kept: bool,  # noqa: FBT001
    validators: bool,  # noqa: FBT001
) -> None:
    """A page that may not be the article is suspect or blocked by name, its capture is kept, and no
    validators come from it.
    """
    decision = newsroom(article()).look(page, at=0)
    assert decision.outcome is outcome
    assert (
        finding is None or named(decision) == finding or (decision.reason or "").startswith(finding)
    )
    assert (decision.keep_capture, decision.validators_ok) == (kept, validators)
    assert (decision.finding.label if decision.finding else None) == named(decision)
    assert (decision.score is None) == (decision.finding is None)
    assert decision.append == (outcome is Outcome.CHANGED)


def test_a_suspicion_is_told_in_words() -> None:
    """A reason is a sentence for people.

    The finding's name and points stand behind it in brackets.
    """
    decision = newsroom(article()).look(404, at=0)
    assert decision.reason == (
        "the article may have been taken down: the server answered with status 404 "
        "[missing, 100 of 100]"
    )


@pytest.mark.parametrize("status", [404, 410])
def test_a_slip_in_the_address(status: int) -> None:
    """Where nothing was ever seen at an address, nothing is said to have been taken down."""
    decision = newsroom().look(status, at=0)
    assert decision.reason == f"not found at this address: the server answered with status {status}"


def test_removal_is_believed_after_checks_and_time() -> None:
    """A 404 becomes a version of state gone only after enough checks over enough time, and names
    the first capture that showed it.
    """
    room = newsroom(article())
    early = [room.look(404, at=hours).outcome for hours in (0, 0.5, 1, 1.5)]
    assert early == [Outcome.SUSPECT] * 4
    believed = room.look(410, at=2)
    assert (believed.outcome, believed.state, believed.append) == (Outcome.GONE, State.GONE, True)
    assert believed.captured_from is not None
    assert believed.captured_from.fetched_at.hour == 6
    assert believed.change is not None
    assert believed.change.kinds == ("gone",)


def test_removal_is_not_believed_over_two_checks_however_far_apart() -> None:
    """Time alone proves nothing: two checks far apart may both have met an outage."""
    room = newsroom(article())
    assert [room.look(404, at=hours).outcome for hours in (0, 24)] == [Outcome.SUSPECT] * 2


def test_a_sure_look_ends_a_suspicion() -> None:
    """After the article was seen again, a suspicion starts from nothing."""
    room = newsroom(article())
    pages: list[Page] = [404, 404, article(), 404, 404]
    outcomes = [room.look(page, at=hours).outcome for hours, page in enumerate(pages)]
    assert outcomes == [
        Outcome.SUSPECT,
        Outcome.SUSPECT,
        Outcome.UNCHANGED,
        Outcome.SUSPECT,
        Outcome.SUSPECT,
    ]


def test_only_equal_findings_add_up() -> None:
    """A wall between two 404s neither counts as one nor clears them."""
    room = newsroom(article())
    pages: list[Page] = [404, WALL, "failed", 404, SOFT_404]
    outcomes = [room.look(page, at=hours).outcome for hours, page in enumerate(pages)]
    assert outcomes == [
        Outcome.SUSPECT,
        Outcome.BLOCKED,
        Outcome.FAILED,
        Outcome.SUSPECT,
        Outcome.GONE,
    ]


def test_the_first_capture_of_a_finding_is_kept_once() -> None:
    """The bytes of a suspicion are kept with its first check, and not with the next ones."""
    room = newsroom(article())
    pages: list[Page] = [404, 404, WALL, WALL]
    kept = [room.look(page, at=hours).keep_capture for hours, page in enumerate(pages)]
    assert kept == [True, False, True, False]


@pytest.mark.parametrize("page", [article(STORY[0]), OTHER])
def test_a_text_that_persists_is_believed(page: Extraction) -> None:
    """A suspicious text that persists becomes a version, from the first capture that showed it,
    with its finding as the reason.
    """
    room = newsroom(article())
    outcomes = [room.look(page, at=hours).outcome for hours in (0, 1)]
    believed = room.look(page, at=2)
    assert [*outcomes, believed.outcome] == [Outcome.SUSPECT, Outcome.SUSPECT, Outcome.CHANGED]
    assert believed.captured_from is not None
    assert believed.captured_from.fetched_at.hour == 6
    assert f"believed as it persisted over {CONFIRMATION_POLICY.checks} checks" in (
        believed.reason or ""
    )
    assert room.look(page, at=3).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("page", [WALL, CONSENT, ROBOT, 403, 451])
def test_a_wall_is_never_the_article(page: Extraction | int) -> None:
    """What a site shows in the article's place never becomes a version of it, however long it
    stays.
    """
    room = newsroom(article())
    assert {room.look(page, at=hours).outcome for hours in range(10)} == {Outcome.BLOCKED}


def test_a_preview_is_never_the_article() -> None:
    """What a paywall leaves of a story is shown, and never becomes a version, however long it
    stays.
    """
    room = newsroom(article())
    assert {room.look(CUT, at=hours).outcome for hours in range(10)} == {Outcome.SUSPECT}


def test_removal_return_and_revert() -> None:
    """A removed article that is back is a version at once.

    Back with its old text, it equals the version that had it.
    """
    room = newsroom(article())
    for hours in range(3):
        room.look(404, at=hours)
    assert room.look(404, at=3).outcome is Outcome.UNCHANGED
    back = room.look(article(), at=4)
    assert (back.outcome, back.state) == (Outcome.CHANGED, State.PRESENT)
    assert back.change is not None
    assert back.change.kinds == ("revert", "returned")
    assert back.change.reasons["revert"] == "equals version 1"


def test_a_return_with_another_text_says_what_changed() -> None:
    """A returned article is compared with the last text that stood."""
    room = newsroom(article())
    for hours in range(3):
        room.look(404, at=hours)
    back = room.look(EDITED, at=4)
    assert back.change is not None
    assert back.change.kinds == ("fact", "returned")


def test_a_revert_is_stored_and_named() -> None:
    """A text that stood before is a new version, and says which one it equals."""
    decision = newsroom(article(), EDITED).look(article(), at=0)
    assert decision.append
    assert decision.change is not None
    assert decision.change.kinds == ("fact", "revert")
    assert decision.change.reasons["revert"] == "equals version 1"


def test_a_flapping_headline_is_named() -> None:
    """A headline that goes to and fro is labelled as what it is likely to be."""
    first, second = article(), article(title="Crack in bridge: town cut off")
    room = newsroom(first, second)
    reasons = [
        decision.change.reasons
        for page in (first, second)
        if (decision := room.look(page, at=len(room.checks))).change
    ]
    assert [reason["headline"].rpartition(";")[2] for reason in reasons] == [
        " it alternates (1 time back so far), as in an A/B test",
        " it alternates (2 times back so far), as in an A/B test",
    ]


def test_other_marks_of_a_list_are_nothing() -> None:
    """A bullet is no word. Without it, or with another, the page is the same."""
    marked, other = (article(*(f"{mark} {text}" for text in STORY)) for mark in "•-")
    assert newsroom(marked).look(other, at=0).outcome is Outcome.UNCHANGED
    assert newsroom(marked).look(article(), at=0).outcome is Outcome.UNCHANGED
    assert newsroom(marked).look(article(*STORY[:3]), at=0).outcome is Outcome.CHANGED


@pytest.mark.parametrize(
    "again", [article(extractor="reader 2"), article(*STORY[:3], extractor="reader 2")]
)
def test_a_newer_extractor_is_no_editor(again: Extraction) -> None:
    """Where today's extractor reads the head's capture as it reads today's page,
    nothing changed.
    """
    assert newsroom(article()).look(again, at=0, head_again=again).outcome is Outcome.UNCHANGED


def test_a_change_under_a_newer_extractor_is_told_from_its_reading_of_the_head() -> None:
    """Like is compared with like: a paragraph that only the newer extractor sees is no addition."""
    again = article(
        *STORY, "A reader's letter which the older extractor dropped.", extractor="reader 2"
    )
    page = article(
        *EDITED.paragraphs,
        "A reader's letter which the older extractor dropped.",
        extractor="reader 2",
    )
    decision = newsroom(article()).look(page, at=0, head_again=again)
    assert decision.change is not None
    assert decision.change.kinds == ("fact",)


@pytest.mark.parametrize(
    ("hops", "final_url", "page", "finding"),
    [
        (
            ("https://herald.example/2026/bridge",),
            "https://herald.example/",
            article("Latest news from town.", title="Herald"),
            "soft 404",
        ),
        (
            ("https://herald.example/2026/bridge",),
            "https://herald.example/2026/chess",
            OTHER,
            "soft 404",
        ),
    ],
)
def test_redirects_elsewhere(
    hops: Sequence[str], final_url: str, page: Extraction, finding: str
) -> None:
    """A redirect to the front page or to another article is no edit of this one: it is gone."""
    decision = newsroom(article()).look(page, at=0, hops=tuple(hops), final_url=final_url)
    assert (decision.outcome, named(decision)) == (Outcome.SUSPECT, finding)


def test_a_moved_article_is_the_same() -> None:
    """A redirect to the same text changes nothing."""
    decision = newsroom(article()).look(
        article(), at=0, hops=("https://herald.example/a",), final_url="https://herald.example/b"
    )
    assert decision.outcome is Outcome.UNCHANGED


def test_a_stub_that_is_filled_is_an_edit() -> None:
    """A first short report may be replaced by a whole story under a new headline at once."""
    stub = article(
        "A road was closed near the market. More follows.", title="Breaking news from town"
    )
    assert newsroom(stub).look(article(), at=0).outcome is Outcome.CHANGED


def test_a_story_about_a_wall_is_no_wall() -> None:
    """A long text may speak of captchas, cookies and missing pages."""
    text = (
        "Every page not found, every captcha and every demand to log in to continue "
        "costs readers time. "
    ) * 20
    assert (
        newsroom()
        .look(article(text, title="Why “page not found” is the web's commonest page"), at=0)
        .outcome
        is Outcome.NEW
    )


@settings(max_examples=examples(100), deadline=None)
@given(
    pairs(),
    st.lists(
        st.sampled_from([0, 1, 404, 403, 500, "failed", "not_modified", WALL, CUT, EMPTY]),
        max_size=8,
    ),
)
def test_whatever_is_seen(pair: tuple[Extraction, Extraction], looks: list[Page]) -> None:
    """Whatever comes in whatever order.

    Only a new state appends, with its change, and the numbers and states of versions make sense.
    """
    room = Newsroom()
    for hours, look in enumerate(looks):
        page = pair[look] if look in (0, 1) and isinstance(look, int) else look
        decision = room.look(page, at=hours)
        assert decision.append == (decision.outcome in {Outcome.NEW, Outcome.CHANGED, Outcome.GONE})
        assert decision.append == (decision.state is not None) == (decision.change is not None)
        assert not decision.validators_ok or decision.outcome in {
            Outcome.NEW,
            Outcome.CHANGED,
            Outcome.UNCHANGED,
            Outcome.NOT_MODIFIED,
        }
        assert (
            decision.reason
            or decision.append
            or decision.outcome in {Outcome.UNCHANGED, Outcome.NOT_MODIFIED}
        )
    fingerprints = [value for _, value in room.state().fingerprints]
    assert all(left != right for left, right in pairwise(fingerprints))
