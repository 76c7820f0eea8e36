"""Lists that many ask for at once are made once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from crawler.errors import UsageError
from crawler.index import open_index
from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.routes import PAGES, SHARED
from jobs.web.shared_pages import (
    KEPT_SECONDS,
    MAX_BODY,
    MAX_PAGES,
    SHARED_SECONDS,
    SeenState,
    SharedPages,
)
from tests.web.site import config_at, serving


def asked(query: str = "", base: str = "http://one") -> PageRequest:
    """Return a request for the change list."""
    return PageRequest(path="/", base_url=base, site_name="P", query=(("q", query),))


class Maker:
    """Makes pages, each with another body, and counts them."""

    def __init__(self, *answers: PageAnswer) -> None:
        self.made = 0
        self.may_go = asyncio.Event()
        self.may_go.set()
        self._answers = answers

    async def __call__(self) -> PageAnswer:
        """Return the next page, once it may go."""
        self.made += 1
        number = self.made
        await self.may_go.wait()
        if len(self._answers) >= number:
            return self._answers[number - 1]
        return PageAnswer(body=f"list {number}".encode())


class Reader:
    """Asks for pages at times of a clock of its own."""

    def __init__(self, make: Maker) -> None:
        self.now = 0.0
        self.pages = SharedPages(clock=lambda: self.now)
        self._make = make

    async def __call__(
        self,
        *,
        state: str = "first",
        archive: str = "archive",
        request: PageRequest | None = None,
        wait: Callable[["asyncio.Task[PageAnswer]"], Awaitable[PageAnswer]] = asyncio.shield,
    ) -> PageAnswer:
        """Return the page, of an index that is in this state now."""
        seen = SeenState(archive, state, self.now)
        return await self.pages.page(seen, request or asked(), self._make, wait)


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    """Run a scenario on an event loop of its own."""

    async def whole() -> None:
        await scenario()

    asyncio.run(whole())


def test_a_page_is_kept_while_nothing_is_written() -> None:
    """It says how old it is; after a while it is made anew all the same."""

    async def scenario() -> None:
        reader = Reader(make := Maker())
        made = await reader()
        reader.now = KEPT_SECONDS - 0.5
        again = await reader()
        assert "Age" not in made.headers
        assert (again.body, again.etag, again.headers["Age"]) == (b"list 1", made.etag, "9")
        reader.now = KEPT_SECONDS + SHARED_SECONDS
        await reader()  # still right, and being made anew
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert make.made == 2
        assert (await reader()).body == b"list 2"

    run(scenario)


def test_what_was_written_is_hidden_for_a_moment_at_most() -> None:
    """Meanwhile one makes the page anew; who comes later than that waits for it."""

    async def scenario() -> None:
        reader = Reader(make := Maker())
        await reader()
        make.may_go.clear()
        reader.now = SHARED_SECONDS - 0.1
        assert [(await reader(state="second")).body for _ in range(3)] == [b"list 1"] * 3
        reader.now = SHARED_SECONDS
        late = [asyncio.create_task(reader(state="second")) for _ in range(3)]
        await asyncio.sleep(0)
        assert not any(one.done() for one in late)
        make.may_go.set()
        assert [(await one).body for one in late] == [b"list 2"] * 3
        assert make.made == 2

    run(scenario)


def test_a_page_is_made_once_for_all_who_wait() -> None:
    """A failure is everybody's too, and is not kept; who leaves last ends the work."""

    async def scenario() -> None:
        reader = Reader(make := Maker())
        make.may_go.clear()
        both = [asyncio.create_task(reader()) for _ in range(2)]
        await asyncio.sleep(0)
        for one in both:
            one.cancel()
        assert await asyncio.gather(*both, return_exceptions=True)
        make.may_go.set()
        assert (await reader()).body == b"list 2"

        async def failing() -> PageAnswer:
            raise UsageError("no such kind")

        pages = SharedPages()
        for _ in range(2):
            with pytest.raises(UsageError):
                await pages.page(
                    SeenState("archive", "first", 0.0), asked(), failing, asyncio.shield
                )

    run(scenario)


@pytest.mark.parametrize(
    ("archive", "request_"),
    [
        ("other", asked()),
        ("archive", asked("word")),
        ("archive", asked(base="http://two")),
    ],
)
def test_another_page_is_another(archive: str, request_: PageRequest) -> None:
    """Another archive, another filter, or another name of the site."""

    async def scenario() -> None:
        reader = Reader(Maker())
        await reader()
        assert (await reader(archive=archive, request=request_)).body == b"list 2"

    run(scenario)


def test_only_whole_pages_of_some_size_are_kept() -> None:
    """No problem, nothing large; and no more than so many."""

    async def scenario() -> None:
        problem, large = PageAnswer(body=b"", status=404), PageAnswer(body=b"x" * (MAX_BODY + 1))
        reader = Reader(make := Maker(problem, large))
        assert [await reader(), await reader()] == [problem, large]
        for number in range(MAX_PAGES + 1):
            await reader(request=asked(str(number)))
        made = make.made
        await reader(request=asked("1"))
        assert make.made == made
        await reader(request=asked("0"))
        assert make.made == made + 1

    run(scenario)


def test_an_index_says_when_it_was_written_to(tmp_path: Path) -> None:
    """Each write names another state, and so does an index that is made anew."""
    url = f"sqlite:///{tmp_path}/index.db"
    index = open_index(url)
    states = [index.state(), index.state()]
    assert len(set(states)) == 1
    index.mark_complete()
    states.append(index.state())
    index.start_over()
    states.append(index.state())
    index.close()
    assert len(set(states)) == 3
    assert None not in states


def test_lists_are_shared_and_articles_are_not(archive_folder: Path) -> None:
    """A list asked for twice is made once; the second answer can be unchanged for its reader."""
    pages = {path for path in SHARED if not path.startswith("/api/")}
    assert pages <= {path for path, _ in PAGES}
    assert not any("{" in path for path in SHARED)
    with serving(config_at(archive_folder)) as site:
        first, second = site.get("/"), site.get("/")
        assert (first.status, "age" in first.headers, "age" in second.headers) == (200, False, True)
        assert (first.text, first.headers["etag"]) == (second.text, second.headers["etag"])
        assert site.get("/", if_none_match=first.headers["etag"]).status == 304
        others = [
            f"{path}?q=ferry" if "search" in path else path for path in sorted(SHARED - {"/"})
        ]
        assert [[("age" in site.get(path).headers) for _ in range(2)] for path in others] == [
            [False, True]
        ] * len(others)
