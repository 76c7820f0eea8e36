"""What is learned late.

A page that was fetched before others recorded newer states, a mapping that others accepted
meanwhile.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.capture import Fetched, Refetch
from crawler.identity import article_of
from crawler.index import open_index
from crawler.ingest import CheckRecorder
from crawler.model import Check, Outcome
from crawler.plan import PageTarget
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place
from tests.run.reader import Reader, again, fetch

PAGE = "editions/quay"


@pytest.fixture
def readers(place: Place, tmp_path: Path) -> Iterator[tuple[Reader, Reader]]:
    """Two readers of one archive on different machines: each has an index of its own."""
    indexes = [open_index(f"sqlite:///{tmp_path}/{name}.db") for name in ("ours", "theirs")]
    yield Reader(place.store, indexes[0]), Reader(place.store, indexes[1])
    for index in indexes:
        index.close()


def _fetched(gate: CheckRecorder, url: str) -> Fetched:
    """Return a page that was admitted and fetched, and has not been looked at yet."""
    target = PageTarget(url=url)
    return fetch(target, asyncio.run(gate.admit(target)))


async def _never(fetched: Fetched) -> Fetched:
    """Refuse to fetch a page again: the check is to be had of what came."""
    raise AssertionError(f"{fetched.url} was to be fetched again")


def _taken(gate: CheckRecorder, fetched: Fetched, refetch: Refetch = _never) -> Check:
    async def taken() -> Check:
        check = await gate.take(fetched, refetch)
        await gate.add(check)
        return check

    return asyncio.run(taken())


@pytest.mark.parametrize("known", [True, False], ids=["a known page", "a new page"])
def test_a_page_that_comes_late_is_no_revert(
    place: Place, newspaper: Press, readers: tuple[Reader, Reader], *, known: bool
) -> None:
    """A page that was fetched before others recorded the next state is the state that it was
    fetched in, and makes no version.
    """
    ours, theirs = readers
    url = newspaper.url(f"/{PAGE}")
    if known:
        ours.look(url)
    with ours.running(url) as (gate, _):
        late = _fetched(gate, url)
        theirs.look(url)
        newspaper.edit(PAGE)
        theirs.look(url)
        check = _taken(gate, late)
    assert (check.outcome, check.version) == (Outcome.UNCHANGED, 1)
    assert len(place.versions(url)) == 2
    assert place.verified().ok


def test_a_state_that_others_recorded_first_is_theirs(
    place: Place, newspaper: Press, readers: tuple[Reader, Reader]
) -> None:
    """A new state that others recorded first, and have left behind since, is seen as the version
    that it was, not as the newest.
    """
    ours, theirs = readers
    url = newspaper.url(f"/{PAGE}")
    ours.look(url)
    with ours.running(url) as (gate, _):
        target = PageTarget(url=url)
        admission = asyncio.run(gate.admit(target))
        newspaper.edit(PAGE)
        late = fetch(target, admission)
        for state in (1, 2, 1):
            newspaper.set(PAGE, state)
            theirs.look(url)
        check = _taken(gate, late)
    assert (check.outcome, check.version) == (Outcome.UNCHANGED, 2)
    assert check.reason == "another writer recorded this state first"
    assert len(place.versions(url)) == 4


def test_a_state_that_nobody_can_place_is_fetched_again(
    place: Place, newspaper: Press, readers: tuple[Reader, Reader]
) -> None:
    """A state that nobody else saw, while others recorded a later one, is not appended behind that:
    the page is fetched again.
    """
    ours, theirs = readers
    url = newspaper.url(f"/{PAGE}")
    ours.look(url)
    with ours.running(url) as (gate, _):
        target = PageTarget(url=url)
        admission = asyncio.run(gate.admit(target))
        newspaper.set(PAGE, 1)
        late = fetch(target, admission)
        newspaper.set(PAGE, 2)
        theirs.look(url)
        fetched_again: list[Fetched] = []

        async def refetch(fetched: Fetched) -> Fetched:
            fetched_again.append(await again(fetched))
            return fetched_again[-1]

        check = _taken(gate, late, refetch)
    assert len(fetched_again) == 1
    assert (check.outcome, check.version) == (Outcome.UNCHANGED, 2)
    assert len(place.versions(url)) == 2


def test_a_mapping_that_others_accepted_meanwhile_holds(
    place: Place, newspaper: Press, readers: tuple[Reader, Reader]
) -> None:
    """A URL that others found to be an article's AMP page stays that, though it declares nothing
    when it is looked at here.
    """
    ours, theirs = readers
    url, home = newspaper.url("/declared/pear/amp"), newspaper.url("/declared/pear")
    with ours.running(url) as (gate, _):
        newspaper.say("declared", home)
        theirs.look(url)
        newspaper.say("declared", "")
        check = _taken(gate, _fetched(gate, url))
    assert (check.outcome, check.article) == (Outcome.UNCHANGED, article_of(home))
    assert place.kinds()["versions"] == 1
    assert place.verified().ok
