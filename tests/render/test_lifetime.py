"""The browser ends with the crawl, however that ends."""

import os
import signal
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place, until

pytestmark = pytest.mark.slow
"""Browsers that are started and killed while nine other things go on have little to say of
themselves on a machine with two processors.
"""


@pytest.fixture
def place(tmp_path: Path, newspaper: Press) -> Place:
    """Provide an archive whose source has one page that never comes to rest, and one after it."""
    (tmp_path / "store").mkdir()
    newspaper.say("acting/waiting", "fetch('/endless/x');")
    source = {
        "name": "scripted",
        "urls": [newspaper.url("/acting/waiting"), newspaper.url("/scripted/clock")],
        "render": True,
    }
    made = Place(
        tmp_path,
        FileStore(tmp_path / "store"),
        {"url": f"file:{tmp_path}/store"},
        {"TMPDIR": str(tmp_path)},
    )
    return made.configure(sources=[source], crawl={"timeout": 600})


def _browsers(folder: Path, *kinds: str) -> list[int]:
    """Return the processes of a browser whose profile lies in the folder.

    With ``kinds``, only those of these kinds.
    """
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (
                (entry / "cmdline").read_bytes().decode("utf-8", "replace")
                if entry.name.isdigit()
                else ""
            )
        except OSError:
            continue
        if f"--user-data-dir={folder}" in line and (
            not kinds or any(f"--type={kind}" in line for kind in kinds)
        ):
            found.append(int(entry.name))
    return found


def _until_rendering(newspaper: Press) -> None:
    until(lambda: newspaper.log("/endless") and newspaper.log("/told"), "both pages in the browser")


@pytest.mark.parametrize(
    ("number", "group"), [(signal.SIGINT, True), (signal.SIGTERM, False), (signal.SIGKILL, False)]
)
def test_no_browser_outlives_its_crawl(
    place: Place, newspaper: Press, number: signal.Signals, *, group: bool
) -> None:
    """Ctrl-C, a request to stop and a sudden death leave no process of the browser.

    After the first two, the rest is recorded.
    """
    running = place.start("crawl", "--json", "--all")
    _until_rendering(newspaper)
    assert _browsers(place.folder)
    running.signal(number, group=group)
    until(lambda: not running.alive, "the end of the crawl")
    until(lambda: not _browsers(place.folder), "the end of the browser")
    if number != signal.SIGKILL:
        crawled = place.crawled(running)
        assert "/acting/waiting" not in crawled.outcomes
        assert crawled.report["interrupted"]
    assert place.verified().ok


def test_browser_knows_no_secrets(place: Place, newspaper: Press) -> None:
    """No process of the browser is given the variables of the crawl, which hold credentials."""
    running = Place(
        place.folder,
        place.store,
        place.settings,
        {**place.environ, "AWS_SECRET_ACCESS_KEY": "hush"},
    ).start("crawl", "--all")
    _until_rendering(newspaper)
    given = [(Path("/proc") / str(pid) / "environ").read_bytes() for pid in _browsers(place.folder)]
    running.signal(signal.SIGTERM)
    running.wait()
    assert any(b"PATH=" in variables for variables in given)
    assert not any(b"hush" in variables for variables in given)


def test_browser_that_is_killed_is_started_again(place: Place, newspaper: Press) -> None:
    """When the whole browser dies under a page, that page is tried again in a new one."""
    running = place.start("crawl", "--json", "--all")
    _until_rendering(newspaper)
    before = len(newspaper.log("/endless"))
    for pid in _browsers(place.folder):
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(newspaper.log("/endless")) > before, "the page in a new browser")
    running.signal(signal.SIGTERM)
    crawled = place.crawled(running)
    assert crawled.outcomes.get("/scripted/clock") == "new"
    until(lambda: not _browsers(place.folder), "the end of the browser")
