"""Lists that many ask for at once are made once for all of them."""

from pathlib import Path

import pytest

from jobs.web.page_request import PageAnswer, PageRequest
from jobs.web.routes import PAGES, SHARED
from jobs.web.shared_pages import MAX_BODY, MAX_PAGES, SHARED_SECONDS, SharedPages
from tests.web.site import config_at, serving

STATE = ("archive", 1)


def asked(query: str = "", base: str = "http://one") -> PageRequest:
    """Return a request for the change list."""
    return PageRequest(path="/", base_url=base, site_name="P", query=(("q", query),))


def shared_pages(*times: float) -> SharedPages:
    """Return the pages, with a clock that shows these times."""
    clock = iter(times)
    return SharedPages(clock=lambda: next(clock))


def test_a_page_is_shared_for_a_moment() -> None:
    """It says how old it is, and is made anew when it is too old."""
    pages = shared_pages(0.0, SHARED_SECONDS - 0.5, SHARED_SECONDS)
    made = pages.keep(STATE, asked(), PageAnswer(body=b"list"))
    again = pages.known(STATE, asked())
    assert again is not None
    assert (again.body, again.etag, again.headers["Age"]) == (b"list", made.etag, "1")
    assert pages.known(STATE, asked()) is None


@pytest.mark.parametrize(
    ("state", "request_"),
    [
        (("archive", 2), asked()),
        (("other", 1), asked()),
        (STATE, asked("word")),
        (STATE, asked(base="http://two")),
    ],
)
def test_another_page_is_another(state: tuple[str, int], request_: PageRequest) -> None:
    """What was looked up since, another archive, another filter, or another name of the site."""
    pages = shared_pages(0.0, 0.0)
    pages.keep(STATE, asked(), PageAnswer(body=b"list"))
    assert pages.known(state, request_) is None


def test_only_whole_pages_of_some_size_are_kept() -> None:
    """No problem, no stream, nothing large; and no more than so many."""
    pages = SharedPages(clock=lambda: 0.0)
    for told in (
        PageAnswer(body=b"", status=404),
        PageAnswer(body=iter([b"x"])),
        PageAnswer(body=b"x" * (MAX_BODY + 1)),
    ):
        assert pages.keep(STATE, asked(), told) is told
        assert pages.known(STATE, asked()) is None
    for number in range(MAX_PAGES + 1):
        pages.keep(STATE, asked(str(number)), PageAnswer(body=b"x"))
    assert pages.known(STATE, asked("0")) is None
    assert pages.known(STATE, asked("1")) is not None


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
        assert [
            [("age" in site.get(path).headers) for _ in range(2)] for path in sorted(SHARED - {"/"})
        ] == [[False, True]] * (len(SHARED) - 1)
