"""A live blog is archived as it goes on, and all that reads articles reads it."""

import pytest

from crawler.model import Version
from tests.newspaper.fixture import Press
from tests.newspaper.live_pages import STATES, SUMMARY
from tests.run.palimpsest import Place


def _kinds(version: Version) -> set[str]:
    return set(version.change.kinds)


@pytest.mark.slow
def test_a_live_blog_has_versions(place: Place, newspaper: Press) -> None:
    """Entries that come are entries; the old one that was edited and those that left are found."""
    path = "/live/bridge"
    url = newspaper.url(path)
    outcomes = []
    for _ in STATES:
        outcomes += [place.crawl(url).lines[path].outcome for _ in range(2)]
        newspaper.edit("bridge")
    assert outcomes == ["new", "unchanged", *["changed", "unchanged"] * 3]
    versions = place.versions(url)
    assert [_kinds(one) for one in versions] == [
        set(),
        {"entry"},
        {"entry", "rewrite"},
        {"removal"},
    ]
    assert [one.change.silence for one in versions] == [None, "announced", "silent", "silent"]

    shown = place.run("show", url, "--json").json
    assert [one["id"] for one in shown["entries"]] == [one.id for one in STATES[-1][::-1]]
    assert tuple(shown["paragraphs"][:2]) == SUMMARY
    assert shown["live"]["continued"] is False
    assert STATES[-1][0].published in place.run("show", url).out

    told = place.run("diff", url, "--from", "1", "--to", "3", "--json").json
    touched = {block["entry"] for block in told["blocks"] if block["kind"] == "removed"}
    assert touched == {"2026-11-27 06:10 “Engineers on their way”"}, "none for what scrolled off"
    edit = place.run("diff", url, "--from", "2", "--to", "3").out
    assert "[2026-11-27 06:10 “Engineers on their way”]" in edit

    blamed = place.run("blame", url, "--json").json
    assert "frozen solid" in str(blamed)
    changes = place.run("changes", "--kind", "entry", "--json").json
    assert len(changes["changes"]) == 2
    assert place.run("verify", "--json").json["ok"]
    assert place.run("export", url, "--format", "html", "--output", "x.html").status == 0
