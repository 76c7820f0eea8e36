"""SIGHUP: what a changed configuration may do, and what is refused with the reason while the old
one stays in force.
"""

import json
import signal
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.errors import ConfigError
from jobs.schedule.reloading import changes, settled
from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place
from tests.service.running import Serving, serving
from tests.service.test_service import configured, ended, source

IDLE = "sources without a schedule: only `crawl` crawls them"
REFUSED = "the changed configuration is wrong; the old one stays in force"


def _refused(service: Serving, text: str, count: int) -> str:
    """Replace the file, and return why that is refused."""
    (service.place.folder / "config.yaml").write_text(text)
    service.signal(signal.SIGHUP)
    problems = service.wait_for(REFUSED, count)[-1]["problems"]
    told = json.loads(service.get("/healthz?verbose")[1])["last_reload"]
    assert (told["taken"], told["problems"]) == (False, problems)
    return "\n".join(problems)


@pytest.mark.slow
def test_a_reload_that_loses_something_is_refused(place: Place, newspaper: Press) -> None:
    """An emptied or cut file, another store or index, and no sources are refused.

    A source that fails makes nobody unready. One without a schedule is named at the start, and
    after a reload that is taken over; so is a new archive.
    """
    configured(
        place,
        source(newspaper, "news", "/story/harbour"),
        source(newspaper, "ill", "/status/500"),
        source(newspaper, "by-hand", "/story/clock", schedule=None),
    )
    good = (place.folder / "config.yaml").read_text()
    with serving(place) as service:
        ended(service, 2)
        assert [line["sources"] for line in service.lines(IDLE)] == [["by-hand"]]
        (made,) = service.lines("made a new archive")
        assert made["store"] == json.loads(good)["store"]["url"]
        assert "the file is empty" in _refused(service, "", 1)
        _refused(service, good[: len(good) // 2], 2)
        moved = json.loads(good)
        moved["store"]["url"] += "-elsewhere"
        moved["index"]["url"] += "-elsewhere"
        why = _refused(service, json.dumps(moved), 3)
        assert ("store.url" in why, "index.url" in why) == (True, True)
        assert "names no sources" in _refused(
            service, json.dumps({**json.loads(good), "sources": []}), 4
        )
        assert "store.url" in _refused(service, "captures: all\n", 5)
        changed = json.loads(good)
        changed["sources"] = [source(newspaper, "other", "/story/bridge"), *changed["sources"][1:]]
        changed["captures"] = "all"
        (place.folder / "config.yaml").write_text(json.dumps(changed))
        service.signal(signal.SIGHUP)
        (taken,) = service.wait_for("the configuration was taken over")
        assert (taken["sources_added"], taken["sources_dropped"], taken["settings"]) == (
            ["other"],
            ["news"],
            ["captures"],
        )
        ended(service, 3)
        assert [line["sources"] for line in service.wait_for(IDLE, 2)] == [["by-hand"]] * 2
        status, text = service.get("/readyz")
        assert (status, json.loads(text)["ready"]) == (200, True)
        verbose = json.loads(service.get("/healthz?verbose")[1])
        assert verbose["last_reload"]["taken"] is True
        assert (verbose["alive"], verbose["archive"]) == (True, "usable")
        assert "sources" not in json.loads(service.get("/healthz")[1])
    assert not (place.folder / "store-elsewhere").exists()


def test_a_file_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    """Half a file is not taken for a whole one: it is read again until it has come to rest."""
    file, whole = tmp_path / "config.yaml", Config(captures="all")
    file.write_text("captures: a")
    reads = []

    def load() -> Config:
        reads.append(file.read_text())
        if len(reads) == 1:
            file.write_text("captures: all\n")
        return whole

    assert settled(file, load, pause=0) is whole
    assert reads == ["captures: a", "captures: all\n"]


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    """A file that was deleted does not mean the defaults."""
    with pytest.raises(ConfigError, match="is gone"):
        settled(tmp_path / "config.yaml", Config, pause=0)


def test_nothing_changed() -> None:
    """A reload of the same file says of no change."""
    assert changes(Config(), Config()) == {}
