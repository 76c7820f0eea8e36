"""What becomes of a live blog's entries between two looks, in all layouts that they are read of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.change import ArticleState, Decision, Observation, decide
from crawler.diff import apply, carried, diff
from crawler.extract import extract
from crawler.fingerprint import fingerprint_of
from crawler.model import ChangeKind, Extraction, Outcome, Silence
from tests.change.newsroom import head_of
from tests.newspaper.live_pages import SUMMARY, Entry, entries, live_page, stamp

URL = "https://paper.example/live/bridge"
AT = datetime(2026, 11, 27, 8, tzinfo=UTC)


def read(layout: str, told: list[Entry], **page: object) -> Extraction:
    """Return a live blog as it is read."""
    return extract(live_page(layout, told, **page), URL, fetched_at=AT)  # type: ignore[arg-type]


def judged(old: Extraction, new: Extraction) -> Decision:
    """Return the decision on a look that finds ``new`` where ``old`` stood."""
    head = head_of(old, URL, at=AT)
    state = ArticleState(head=head, fingerprints=((1, head.record.fingerprint),))
    seen = Observation(
        kind="answered",
        fetched_at=AT + timedelta(minutes=10),
        status=200,
        extraction=new,
        fingerprint=fingerprint_of(new),
    )
    assert apply(diff(old, carried(old, new)), old).paragraphs == carried(old, new).paragraphs
    return decide(state, seen)


def kinds(decision: Decision) -> dict[str, str]:
    """Return the kinds of a change, each with its reason; empty where there was none."""
    if decision.change is None:
        assert decision.outcome is Outcome.UNCHANGED
        return {}
    return decision.change.reasons


def edited(told: list[Entry], number: int, **what: object) -> list[Entry]:
    """Return the entries with one of them changed."""
    return [replace(one, **what) if one.number == number else one for one in told]  # type: ignore[arg-type]


BASE = entries(12)
FACT = (BASE[0].paragraphs[0].replace("14", "15"), BASE[0].paragraphs[1])
WITHOUT_5 = [one for one in BASE if one.number != 5]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (entries(13), {"entry"}),
        (entries(12, first=2), {"entry"}),
        (entries(12, first=30), {"entry"}),
        (edited(BASE, 0, paragraphs=FACT), {"fact"}),
        (edited(entries(13), 0, paragraphs=FACT), {"entry", "fact"}),
        (WITHOUT_5, {"removal"}),
        (BASE[1:], {"removal"}),
        (BASE[2:], {"removal"}),
        (BASE[:-1], {"removal"}),
        ([*WITHOUT_5[1:], *entries(2, first=12)], {"entry", "removal"}),
        (BASE, set()),
    ],
    ids=[
        "came",
        "scrolled",
        "all scrolled",
        "edited",
        "edited as one came",
        "gone from the middle",
        "gone from the tail",
        "two gone from the tail",
        "gone from the top",
        "gone as others came",
        "nothing",
    ],
)
@pytest.mark.parametrize(("layout", "step"), [("script-only", -1), ("address", 1)])
def test_what_came_is_an_entry_and_what_was_touched_the_finding(
    layout: str, step: int, after: list[Entry], expected: set[str]
) -> None:
    """The same in both orders: additions are entries, and what scrolled off was not removed."""
    decision = judged(read(layout, BASE[::step]), read(layout, after[::step], ago=14))
    assert kinds(decision).keys() == expected


def test_another_order_alone_is_no_change() -> None:
    """A page that turns its entries round is unchanged; what came with that is told alone."""
    old = read("declared", BASE[::-1])
    assert judged(old, read("declared", BASE)).outcome is Outcome.UNCHANGED
    pinned = [BASE[3], *(one for one in BASE[::-1] if one.number != 3)]
    assert judged(old, read("declared", pinned)).outcome is Outcome.UNCHANGED
    assert kinds(judged(old, read("declared", entries(13)))).keys() == {"entry"}


@pytest.mark.parametrize(
    ("stays", "page"),
    [(20, {}), (13, {"more": True})],
    ids=["a round number", "goes on elsewhere"],
)
def test_a_page_that_was_cut_removed_nothing(stays: int, page: dict[str, bool]) -> None:
    """At a round number of entries, or with a link to the others, the rest is elsewhere now."""
    long = entries(45)
    cut = read("declared", long[-stays:][::-1], **page)
    assert kinds(judged(read("declared", long[::-1]), cut)) == {}
    back = judged(cut, read("declared", long[::-1]))
    assert kinds(back) == {}, "older ones that come back into view did not come"


def test_an_entry_left_is_named() -> None:
    """Its time, headline, words and text stand in the reason; so do those of an edited one."""
    told = kinds(judged(read("list", BASE[::-1]), read("list", WITHOUT_5[::-1])))
    assert told["removal"].startswith(
        f"the entry 2026-11-27 06:50 “{BASE[5].headline}”, 31 words, left: “{BASE[5].headline}”; "
    )
    edit = kinds(judged(read("list", BASE), read("list", edited(BASE, 0, paragraphs=FACT))))
    assert edit["fact"] == (
        f"in the entry 2026-11-27 06:00 “{BASE[0].headline}”: number: “14” → “15”"
    )
    came = kinds(judged(read("list", BASE), read("list", entries(14))))
    assert came["entry"].startswith("2 entries came: 2026-11-27 08:00 “Auction begins late”; ")


def test_a_summary_is_compared_as_text() -> None:
    """A number in the key points is a fact, and no entry's."""
    other = (SUMMARY[0], SUMMARY[1].replace("Fourteen", "Fifteen"))
    told = kinds(judged(read("list", BASE), read("list", BASE, summary=other)))
    assert told == {"fact": "number: “Fourteen” → “Fifteen”"}


def test_ids_that_count_anew_are_not_believed() -> None:
    """Where the newest entry is always number 1, entries are known by their texts."""

    def counted(told: list[Entry]) -> Extraction:
        html = live_page("address", told)
        for at, one in enumerate(told):
            html = html.replace(f'id="{one.id}"', f'id="entry-{at}"')
        return extract(html, URL, fetched_at=AT)

    old = counted(BASE[::-1])
    assert kinds(judged(old, counted(entries(13)[::-1]))).keys() == {"entry"}
    assert kinds(judged(old, counted(edited(BASE, 0, paragraphs=FACT)[::-1]))).keys() == {"fact"}


def test_silence_is_the_entrys_own() -> None:
    """The page's date moves with each new entry: it announces no edit of an older one."""
    old = read("list", BASE[::-1])

    def silence(after: list[Entry]) -> Silence | None:
        change = judged(old, read("list", after[::-1])).change
        assert change is not None
        return change.silence

    assert silence(entries(13)) is Silence.ANNOUNCED
    assert silence(edited(entries(13), 0, paragraphs=FACT)) is Silence.SILENT
    dated = edited(entries(13), 0, paragraphs=FACT, modified=490)
    assert silence(dated) is Silence.ANNOUNCED
    both = edited(dated, 2, paragraphs=("The bearing is frozen, she says.",))
    assert silence(both) is Silence.SILENT
    assert silence(WITHOUT_5) is Silence.SILENT


def test_a_text_without_entries_is_compared_as_ever() -> None:
    """An article that becomes a live blog, or was recorded before entries were, has a change."""
    live = read("list", BASE)
    plain = replace(live, entries=(), live=None)
    assert carried(plain, live) is live
    assert judged(plain, live).outcome is Outcome.UNCHANGED
    shorter = replace(plain, paragraphs=plain.paragraphs[:-1])
    assert kinds(judged(shorter, live)).keys() == {"addition"}


def test_times_without_a_day_and_no_ids_are_enough() -> None:
    """Entries that show a time of day alone are matched by it when their text was edited."""
    old = read("list", BASE)
    bare = replace(
        old,
        entries=tuple(
            replace(one, id=None, headline=None, published=(one.published or "")[11:16])
            for one in old.entries
        ),
    )
    places = bare.entries[3]
    texts = list(bare.paragraphs)
    texts[places.first + 1] = "Something else stands here now, of quite another thing."
    new = replace(bare, paragraphs=tuple(texts))
    told = kinds(judged(bare, new))
    assert told.keys() == {ChangeKind.REWRITE}
    assert "in the entry 06:30" in told["rewrite"]
    assert stamp(390)[11:16] == "06:30"
