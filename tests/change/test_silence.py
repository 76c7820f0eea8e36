"""Whether a change of the text was announced.

The rule of docs/understand/changes.md, row by row, and what must hold for all of it.
"""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.change import Before, Dates, announcement, classify
from crawler.change.silence_rules import NO_DATES, NOTHING_BEFORE, silence
from crawler.codec import decode, encode
from crawler.diff import diff
from crawler.model import Change, Extraction, Silence, SilenceEvidence
from tests.change.newsroom import STORY, article

NOTICE = "Correction: An earlier version of this report named the wrong pier."
EDITED = STORY[:3]
TYPO = (STORY[0].replace("engineers", "enginers"), *STORY[1:])
EARLY, LATE = "2026-11-20T10:00:00Z", "2026-11-20T12:00:00Z"
MONDAY, TUESDAY = "Fri, 20 Nov 2026 10:00:00 GMT", "Fri, 20 Nov 2026 12:00:00 GMT"
ANNOUNCED, SILENT, UNKNOWN = Silence


def judged(
    old: dict[str, str],
    new: dict[str, str],
    text: tuple[str, ...] = EDITED,
    before: Before = NOTHING_BEFORE,
    now: Dates = NO_DATES,
) -> Change:
    """Return the change from the story with the fields ``old`` to the text with the
    fields ``new``.
    """
    first, second = article(**old), article(*text, **new)
    return classify(first, second, diff(first, second), before=before, now=now)


@pytest.mark.parametrize(
    ("old", "new", "expected", "reason"),
    [
        ({}, {}, SILENT, "no notice; no line that shows an update; no declared modification"),
        ({"published": EARLY}, {"published": EARLY}, SILENT, "its publication still is"),
        (
            {"published": EARLY},
            {"published": LATE},
            UNKNOWN,
            f"its publication moved from {EARLY} to {LATE}",
        ),
        (
            {"modified": EARLY},
            {"modified": EARLY},
            SILENT,
            f"its declared modification still is {EARLY}",
        ),
        ({"modified": EARLY}, {"modified": "2026-11-20T11:00:00+01:00"}, SILENT, "still is"),
        (
            {"modified": EARLY},
            {"modified": LATE},
            ANNOUNCED,
            f"its declared modification moved from {EARLY} to {LATE}",
        ),
        ({}, {"modified": LATE}, ANNOUNCED, "the page now declares that it was modified"),
        ({"published": EARLY}, {"published": EARLY, "modified": EARLY}, SILENT, "no notice"),
        ({"modified": EARLY}, {}, UNKNOWN, "it no longer declares its modification"),
        (
            {"modified": EARLY, "published": EARLY},
            {"modified": EARLY, "published": LATE},
            SILENT,
            "still is",
        ),
        (
            {"shown_modified": "Updated 10:20"},
            {"shown_modified": "Updated  10:20"},
            SILENT,
            "the page still shows “Updated 10:20”",
        ),
        (
            {"shown_modified": "Updated 10:20"},
            {"shown_modified": "Updated 11:05"},
            ANNOUNCED,
            "in place of “Updated 10:20”",
        ),
        (
            {},
            {"shown_modified": "Stand: 14.03.2026"},
            ANNOUNCED,
            "the page now shows “Stand: 14.03.2026”",
        ),
        ({"shown_modified": "Updated 10:20"}, {}, UNKNOWN, "the page no longer shows"),
        ({"shown_modified": "Updated 10:20"}, {"modified": LATE}, ANNOUNCED, "now declares"),
        ({"extractor": "reader 0"}, {}, UNKNOWN, "another extractor"),
        (
            {"extractor": "reader 0", "modified": EARLY},
            {"modified": EARLY},
            UNKNOWN,
            "another extractor",
        ),
        ({"extractor": "reader 0", "modified": EARLY}, {"modified": LATE}, ANNOUNCED, "moved"),
    ],
)
def test_what_the_page_says(
    old: dict[str, str], new: dict[str, str], expected: Silence, reason: str
) -> None:
    """A date or line of the page announces by moving or coming, and tells of silence by standing
    still; without any, it was silent.
    """
    found = judged(old, new)
    assert found.silence is expected
    assert reason in announcement(found)


@pytest.mark.parametrize(
    ("before", "now", "old", "expected", "reason"),
    [
        (
            Before(listed=EARLY),
            Dates(listed=LATE),
            {},
            ANNOUNCED,
            "the list that named it moved its date",
        ),
        (
            Before(listed=EARLY),
            Dates(listed=EARLY),
            {},
            SILENT,
            "the list that named it still dates it",
        ),
        (Before(listed=EARLY, list_wavers=True), Dates(listed=LATE), {}, UNKNOWN, "moved its date"),
        (
            Before(listed=EARLY),
            Dates(listed=LATE),
            {"modified": EARLY},
            SILENT,
            "its declared modification still is",
        ),
        (Before(listed=EARLY), Dates(), {}, SILENT, "no notice"),
        (
            Before(last_modified=MONDAY),
            Dates(last_modified=MONDAY),
            {},
            SILENT,
            "the server's Last-Modified did not move",
        ),
        (Before(last_modified=MONDAY), Dates(last_modified=TUESDAY), {}, SILENT, "no notice"),
        (Before(declared=LATE), Dates(), {"modified": EARLY}, ANNOUNCED, f"from {LATE} to {EARLY}"),
        (
            Before(shown="Updated 11:05"),
            Dates(),
            {"shown_modified": "Updated 11:05"},
            SILENT,
            "still shows",
        ),
    ],
)
def test_what_is_said_elsewhere(
    before: Before, now: Dates, old: dict[str, str], expected: Silence, reason: str
) -> None:
    """A list is heard where the page declares nothing, unless it dates anew what stands.

    The server's header never announces.
    """
    found = judged(old, old, before=before, now=now)
    assert found.silence is expected
    assert reason in announcement(found)


def test_a_notice_announces() -> None:
    """A notice that appeared announces, whatever the dates say; one that stood before does not."""
    told = judged({"modified": EARLY}, {"modified": EARLY, "notices": (NOTICE,)}, (*STORY, NOTICE))  # type: ignore[dict-item]
    assert (told.silence, told.silence_evidence[0]) == (
        ANNOUNCED,
        SilenceEvidence(kind="notice", new=NOTICE, says=ANNOUNCED),
    )
    assert judged({"notices": (NOTICE,)}, {"notices": (NOTICE,)}).silence is SILENT  # type: ignore[dict-item]


def test_of_a_mended_letter_nobody_can_tell_without_a_date() -> None:
    """A change of no more than characters calls for no notice.

    Without a date that stood still, whether it was silent is unknown.
    """
    assert judged({}, {}, TYPO).silence is UNKNOWN
    assert judged({"modified": EARLY}, {"modified": EARLY}, TYPO).silence is SILENT


def test_only_a_change_of_the_text_is_judged() -> None:
    """Headline and byline are no part of the question; neither is a first version."""
    for edit in ({"title": "Old bridge is shut"}, {"authors": ("Kim Ost",)}):
        found = judged({}, edit, STORY)  # type: ignore[arg-type]
        assert (found.silence, found.silence_evidence, found.stealth) == (None, (), False)
    assert (Change().silence, Change().stealth) == (None, None)


dates = st.sampled_from((None, EARLY, LATE))


@given(
    st.tuples(dates, dates),
    st.tuples(dates, dates),
    st.tuples(dates, dates),
    st.tuples(dates, dates),
    st.booleans(),
)
def test_the_rule_is_whole(
    declared: tuple[str, str],
    shown: tuple[str, str],
    listed: tuple[str, str],
    header: tuple[str, str],
    noticed: bool,  # noqa: FBT001  # drawn
) -> None:
    """Every case has an answer that some evidence gives; a notice always announces.

    What lists and headers say never overrules the page.
    """
    old = article(modified=declared[0], shown_modified=shown[0])
    new = article(*EDITED, modified=declared[1], shown_modified=shown[1])
    new = replace(new, paragraphs=(*new.paragraphs, NOTICE), notices=(NOTICE,)) if noticed else new
    before, now = (
        Before(listed=listed[0], last_modified=header[0]),
        Dates(listed=listed[1], last_modified=header[1]),
    )
    found, bare = (
        classify(old, new, diff(old, new), before=before, now=now),
        classify(old, new, diff(old, new)),
    )
    assert found.silence in {one.says for one in found.silence_evidence}
    assert found.silence is ANNOUNCED or not noticed
    by_page = [
        one
        for one in bare.silence_evidence
        if one.says is ANNOUNCED or (one.says is SILENT and one.old)
    ]
    assert found.silence is bare.silence or not by_page
    assert decode(Change, encode(found)) == found


@given(
    st.lists(
        st.builds(
            SilenceEvidence,
            kind=st.sampled_from(
                ("notice", "shown", "declared", "listed", "last_modified", "published")
            ),
            old=dates,
            new=dates,
            says=st.sampled_from((*Silence, None)),
        )
    )
)
def test_order_makes_no_difference(found: list[SilenceEvidence]) -> None:
    """What evidence comes to does not hang on its order."""
    assert silence(found) is silence(found[::-1])


@pytest.mark.parametrize(
    ("stored", "expected", "stealth"),
    [
        ('{"kinds":["removal"],"stealth":true}', SILENT, True),
        ('{"kinds":["removal"],"stealth":false}', ANNOUNCED, False),
        ('{"kinds":["removal"],"stealth":null}', UNKNOWN, None),
        ('{"kinds":["headline"],"stealth":false}', None, False),
        ('{"kinds":["gone"],"stealth":null}', None, None),
        ('{"kinds":[],"stealth":null}', None, None),
    ],
)
def test_records_of_earlier_releases(
    stored: str,
    expected: Silence | None,
    stealth: bool | None,  # noqa: FBT001
) -> None:  # a column
    """A record that has only ``stealth`` reads as the value of ``silence`` that it stood for."""
    found = decode(Change, stored)
    assert (found.silence, found.stealth) == (expected, stealth)
    assert ("evidence is not kept" in announcement(found)) is (expected is not None)


def test_stealth_follows_silence() -> None:
    """Records go on carrying ``stealth`` for readers of early releases.

    True is silent, false announced, null unknown.
    """
    for said, derived in zip((ANNOUNCED, SILENT, UNKNOWN), (False, True, None), strict=True):
        for given_before in (True, False, None):
            assert Change(kinds=("fact",), silence=said, stealth=given_before).stealth is derived


def test_every_evidence_has_words() -> None:
    """Whatever the evidence, the reason is a text of words: no empty part, no bare None."""
    values = (None, EARLY, LATE)
    for old, new in product(values, values):
        pair: tuple[Extraction, Extraction] = (
            article(modified=old, shown_modified=old),
            article(*EDITED, modified=new, shown_modified=new),
        )
        told = announcement(
            classify(
                *pair,
                diff(*pair),
                before=Before(listed=old, last_modified=old),
                now=Dates(listed=new, last_modified=new),
            )
        )
        assert told.split(": ")[0] in {"announced", "silent", "unknown"}
        assert "None" not in told
        assert "; ;" not in told
        assert not told.endswith(": ")
