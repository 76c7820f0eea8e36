"""Pages that are what they were at the last look: nothing is read of them, and all is recorded."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import page_look
from crawler.index import Index, KnownPage, open_index
from crawler.ingest.rechecks import FULL_EVERY
from crawler.model import Check
from crawler.store.files import FileStore
from jobs.observe.metrics import Metrics
from tests.archives import capture_of
from tests.extract.altered_pages import FETCHED
from tests.extract.recheck_pages import EDITS, NOISES, PAGE
from tests.extract.test_cases import CASES
from tests.newspaper.live_pages import entries, live_page, stamp
from tests.run.older import answered
from tests.run.reader import Reader, again

URL = "https://courier.example/2026/03/14/ferry-4711"
NEVER = 10**9
"""No look is made in full that can be spared, as good as."""
Look = tuple[float, str]
"""Hours since the first look, and the page."""


class Way:
    """An archive whose article is looked at in one way."""

    def __init__(self, folder: Path, full_every: int, url: str = URL) -> None:
        self.url = url
        self.index: Index = open_index(f"sqlite:///{folder}/index.db")
        self._reader = Reader(FileStore(folder / "store"), self.index, full_every=full_every)
        self.counts: Counter[str] = Counter()

    def look(self, at: datetime, markup: str) -> Check:
        """Return the check of one look, in a run of its own."""
        with self._reader.running(self.url, at) as (gate, report):
            fetched = answered(capture_of(self.url, markup, at), at)

            async def taken() -> None:
                await gate.admit(fetched.target)
                await gate.record(fetched, again)

            asyncio.run(taken())
        self.counts.update(report.stats)
        return report.checks[-1]

    def looks(self, looks: Iterable[Look]) -> list[Check]:
        """Return what is recorded of these looks, without what no two runs share."""
        found = (self.look(FETCHED + timedelta(hours=at), markup) for at, markup in looks)
        return [replace(check, run="", record_sha256=None, extract_ms=None) for check in found]


def both(folder: Path, looks: Sequence[Look], url: str = URL) -> Way:
    """Return the way that spares what it can, which recorded what reading all in full does."""
    spared, full = Way(folder / "spared", NEVER, url), Way(folder / "full", 1, url)
    assert spared.looks(looks) == full.looks(looks)
    assert not any(name.endswith(("bytes", "sketch")) for name in full.counts)
    return spared


def case_looks(case: Path) -> tuple[list[Look], str]:
    """Return looks at a recorded page: the same bytes, others of the same story, on two days."""
    markup, meta = (
        (case / "page.html").read_text("utf-8"),
        json.loads((case / "meta.json").read_text()),
    )
    noisy = markup.replace("</body>", "<script>nonce = 4711</script></body>", 1)
    hours = (0, 1, 2, 3, 24, 25)
    pages = (markup, markup, noisy, markup, markup, noisy)
    return list(zip(hours, pages, strict=True)), meta.get("url") or URL


@pytest.mark.parametrize(
    "case",
    [
        case if at % 20 == 0 else pytest.param(case, marks=pytest.mark.slow)
        for at, case in enumerate(CASES)
    ],
    ids=lambda case: case.name,
)
def test_both_ways_record_the_same(case: Path, tmp_path: Path) -> None:
    """Checks are equal, field by field, whether a known page is read again or not."""
    looks, url = case_looks(case)
    both(tmp_path, looks, url)


def test_what_is_known_is_spared(tmp_path: Path) -> None:
    """The same bytes are not read at all, the same story by its sketch; a new day's first look is.

    Edits are found between looks that were spared, and what came back is known again.
    """
    noisy, edited = NOISES["a token"](PAGE), EDITS["a number"](PAGE)
    looks = [(0, PAGE), (1, PAGE), (2, noisy), (3, edited), (4, edited), (5, PAGE), (24, PAGE)]
    way = both(tmp_path, looks)
    assert way.counts == {
        "rechecked/same_bytes": 2,
        "rechecked/same_sketch": 1,
        "rechecked/in_full": 3,
    }


def test_some_looks_are_made_in_full() -> None:
    """One in so many is, whatever is known: the constant says it."""
    assert FULL_EVERY == 20


def test_a_disagreement_is_an_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A page that tells, read in full, what its sketch did not: logged, counted, and not spared.

    Not until the article has another version.
    """
    way = Way(tmp_path, 1)
    way.look(FETCHED, PAGE)
    monkeypatch.setattr("crawler.extract.is_sketched", lambda *_: True)
    edited = EDITS["a number"](PAGE)
    check = way.look(FETCHED + timedelta(hours=1), edited)
    assert check.outcome == "changed"
    assert way.counts["rechecked/disagreed"] == 1
    assert "could have been spared" in caplog.text
    assert check.article is not None
    known = way.index.known_page(check.article)
    assert known is not None
    assert not known.trusted
    way.look(FETCHED + timedelta(hours=2), edited)
    assert way.index.known_page(check.article) == known


def test_what_is_known_of_a_text_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The passages of a page that shows what is kept are the index's: twins are found by them."""
    url = f"{URL}-471147"
    page, edited = (one.replace(URL, url) for one in (PAGE, EDITS["a number"](PAGE)))
    way = Way(tmp_path, NEVER, url)
    way.look(FETCHED, page)
    monkeypatch.setattr("crawler.ingest.moved_address.shingles", None)
    assert way.look(FETCHED + timedelta(hours=1), page).outcome == "unchanged"
    assert way.look(FETCHED + timedelta(hours=2), edited).outcome == "failed"


def test_the_index_forgets_pages_of_versions_that_are_gone(tmp_path: Path) -> None:
    """What was read of a page goes with the article's versions, and is replaced by the next."""
    index = open_index(f"sqlite:///{tmp_path}/index.db")
    first = KnownPage(article="a.example/1", version=1, read_at=FETCHED, terms=b"t", body=b"b")
    index.keep_known_pages([first])
    second = replace(first, version=2, sketch=b"s", differing='{"title":"x"}')
    index.keep_known_pages([second])
    assert index.known_page("a.example/1") == second
    index.forget("a.example/1")
    assert index.known_page("a.example/1") is None


def test_a_running_live_blog_is_never_known() -> None:
    """Its state is a matter of the minute; one that ended is known as any page."""
    at, told = datetime(2026, 11, 27, 12, tzinfo=UTC), entries(6)[::-1]
    running = live_page("declared", told)
    ended = live_page("declared", told, ended=stamp(11 * 60))
    for markup, is_timed in ((running, True), (ended, False)):
        look = page_look.look_at(capture_of(URL, markup, at), 10**7, None, None, None, spare=False)
        assert look.extraction is not None
        assert look.extraction.live is not None
        assert (look.is_timed, look.sketch is None) == (is_timed, is_timed)


def test_the_service_counts_how_pages_were_read() -> None:
    """Counts of a run's report become figures, those of other names do not."""
    metrics = Metrics()
    metrics.rechecked({"rechecked/same_bytes": 2, "rechecked/disagreed": 1, "retried/timeout": 3})
    text = metrics.text().decode()
    assert 'palimpsest_rechecks_total{way="same_bytes"} 2.0' in text
    assert 'palimpsest_rechecks_total{way="disagreed"} 1.0' in text
    assert "timeout" not in text
