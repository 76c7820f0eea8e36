"""The index is a function of what is stored: order and repetition leave no trace."""

import random
import tempfile
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.identity import alias_key, article_of
from crawler.index import THROWAWAY, Index, open_index
from crawler.model import Outcome, State
from tests.examples import examples
from tests.index.dump import dump
from tests.index.making import ARTICLE, NOON, REPORT, URL, after, check, part, run_id, version

Feed = Callable[[Index], None]
URLS = (URL, "https://harbour.example/2026/port-reopens", "https://hill.example/a")


def adding(method: str, *arguments: Any) -> Feed:
    """Return a call that feeds one stored object to an index."""
    return lambda index: getattr(index, method)(*arguments)


checks = st.builds(
    lambda url, outcome, minutes, number, source, kept: check(
        outcome,
        url=url,
        fetched_at=after(minutes=minutes),
        version=number,
        source=source,
        etag=f'"{minutes}"',
        capture="some capture" if kept else None,
    ),
    url=st.sampled_from(URLS),
    outcome=st.sampled_from(Outcome),
    minutes=st.integers(0, 6),
    number=st.integers(1, 3),
    source=st.sampled_from([None, "harbour", "hill"]),
    kept=st.booleans(),
)


@st.composite
def archives(draw: st.DrawFn) -> list[Feed]:
    """Return the objects of a small archive, each as the call that feeds it."""
    feeds: list[Feed] = []
    for url in URLS:
        for number in range(1, draw(st.integers(0, 3)) + 1):
            state = draw(st.sampled_from(State))
            feeds.append(
                adding(
                    "add_version",
                    *version(number, url, state=state, at=after(minutes=draw(st.integers(0, 6)))),
                )
            )
    feeds.append(adding("add_alias", alias_key(URLS[2]), "hill.example", URLS[2], article_of(URL)))
    for number in range(draw(st.integers(1, 3))):
        lines = draw(st.lists(checks, max_size=6))
        first = part(
            *lines[:3],
            run=run_id(number),
            plan={"watch": draw(st.booleans())},
            started=after(minutes=number),
        )
        last = part(
            *lines[3:], run=run_id(number), number=2, report=draw(st.sampled_from([None, REPORT]))
        )
        feeds += [adding("add_part", *first), adding("add_part", *last)]
    return feeds


def dump_of(feeds: list[Feed]) -> bytes:
    """Return the dump of a new index that was fed in this order."""
    index = open_index(THROWAWAY)
    for feed in feeds:
        feed(index)
    try:
        return dump(index)
    finally:
        index.close()


@settings(max_examples=examples(40), deadline=None)
@given(archives(), st.randoms(use_true_random=False))
def test_order_and_repetition_leave_no_trace(feeds: list[Feed], chance: random.Random) -> None:
    """Feeding an archive's objects in any order, some of them again, gives byte-equal dumps."""
    shuffled = feeds + chance.choices(feeds, k=len(feeds) // 2)
    chance.shuffle(shuffled)
    assert dump_of(shuffled) == dump_of(feeds)


def test_one_call_for_many_is_as_many_calls_for_one() -> None:
    """Objects fed in one transaction leave the same rows as objects fed one by one."""
    stored = [version(number) for number in (1, 2, 3)]
    parts = [
        part(check(fetched_at=after(minutes=number)), run=run_id(number)) for number in range(3)
    ]
    one_by_one = [adding("add_version", *item) for item in stored] + [
        adding("add_part", *item) for item in parts
    ]
    assert dump_of(one_by_one) == dump_of(
        [adding("add_versions", stored), adding("add_parts", parts)]
    )


def test_dump_shows_a_difference() -> None:
    """Indexes of different content give different dumps."""
    assert dump_of([adding("add_part", *part(check(etag='"a"')))]) != dump_of(
        [adding("add_part", *part(check(etag='"b"')))]
    )


def test_watch_counts_whichever_part_comes_first() -> None:
    """A one-off check is watched whether the part with the plan is fed before it or after it."""
    plan, lines = part(plan={"watch": True}), part(check(), number=2)
    for order in ([plan, lines], [lines, plan]):
        index = open_index(THROWAWAY)
        for item in order:
            index.add_part(*item)
        summary = index.summary(ARTICLE)
        assert summary is not None
        assert summary.watched


def test_the_dump_holds_no_time_of_indexing() -> None:
    """Two indexes fed at different times are equal: no column says when or where it was fed."""
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(f"sqlite:///{folder}/index.db")
        index.add_version(*version(at=NOON))
        text = dump(index)
        index.close()
    assert text == dump_of([adding("add_version", *version(at=NOON))])
