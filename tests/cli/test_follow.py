"""``changes --follow``: the last changes, and then those that come."""

import json
import os
import signal
from pathlib import Path
from typing import Any

from crawler.model import ChangeFilter
from jobs.commands import changes
from jobs.context import Context
from tests.newspaper.fixture import Press
from tests.run.conftest import place
from tests.run.palimpsest import Place, Running, inherited, until

__all__ = ["place"]

FIRST, SECOND = "/editions/a", "/editions/b"


def _follow(host: str | None) -> None:
    wanted = ChangeFilter(limit=1, host=host)
    context = Context(config_path=Path("config.yaml"), json=True)
    raise SystemExit(changes.run_follow(context, wanted, every=0.05))


def following(place: Place, *, host: str | None = None) -> Running:
    """Start to follow the changes, impatiently."""
    return Running(place.folder, inherited(), _follow, host)


def rows(running: Running) -> list[dict[str, Any]]:
    """Return the lines that were printed so far."""
    text = running._out.read_text() if running._out.exists() else ""
    return [json.loads(line) for line in text.split("\n")[:-1]]


def test_new_changes_are_printed_as_they_are_found(place: Place, newspaper: Press) -> None:
    """First the last ones, then each new one once, whoever found it. The filter holds for both.

    Ctrl-C ends it in order.
    """
    urls = [newspaper.url(FIRST), newspaper.url(SECOND)]
    place.crawl(*urls)
    newspaper.set("editions/a", 1)
    place.crawl(urls[0])
    eager, other = following(place), following(place, host="elsewhere.example")
    until(lambda: rows(eager), "the last change")
    newspaper.set("editions/b", 1)
    place.crawl(*urls)
    newspaper.set("editions/a", 2)
    place.crawl(*urls)
    until(lambda: len(rows(eager)) == 3, "the changes that came")
    for running in (eager, other):
        os.kill(running.pid, signal.SIGINT)
    assert (eager.wait().status, other.wait().status) == (0, 0)
    assert [(row["url"], row["version"]) for row in rows(eager)] == [
        (urls[0], 2),
        (urls[1], 2),
        (urls[0], 3),
    ]
    assert rows(other) == []
    assert set(rows(eager)[1]) == set(place.run("changes", "--json").json["changes"][0])
