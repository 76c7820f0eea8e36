"""What addresses show now and no version says yet: in ``articles``, ``changes``, ``history``."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.shell import Shell
from tests.newspaper.fixture import Press

STATUSES = {"clock": 404, "harbour": 410, "orchard": 403}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, module_press: Press) -> Iterator[Shell]:
    """Provide an archive of five pages, of which four show something else by now."""
    shell = Shell(tmp_path_factory.mktemp("pending"))
    press = module_press
    shell.configure(
        'store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n'
        "crawl: {allow_private_networks: true, per_host_delay: 0, retries: 0, workers: 1}\n"
        "sources:\n"
        f'  - {{name: tollen, feeds: ["{press.url("/status/500")}"]}}\n'
    )
    urls = [
        *(press.url(f"/gone/{name}") for name in STATUSES),
        press.url("/soft404/quay"),
        press.url("/story/pier"),
    ]
    assert shell.run("crawl", *urls).status == 0
    for name, status in STATUSES.items():
        press.set(f"gone/{name}", status)
    press.set("soft404/quay", 1)
    shell.run("crawl", *urls[:3], press.url("/soft404/quay"))
    shell.run("crawl", *urls[:1])
    shell.run("crawl", "--source", "tollen")
    yield shell
    press.reset()


def states(desk: Shell, state: str) -> list[str]:
    """Return the ends of the addresses that are listed."""
    listed = desk.run("articles", "--state", state, "--json").document
    assert listed["total"] == len(listed["articles"])
    return sorted("/".join(one["url"].split("/")[3:]) for one in listed["articles"])


def test_articles_by_what_they_show_now(desk: Shell) -> None:
    """A state is what the newest version says, or what the address shows now."""
    assert states(desk, "missing") == ["gone/clock", "gone/harbour", "soft404/quay"]
    assert states(desk, "blocked") == ["gone/orchard"]
    assert states(desk, "suspect") == states(desk, "gone") == states(desk, "unreadable") == []
    assert len(states(desk, "present")) == 5


def test_a_row_says_what_is_pending(desk: Shell) -> None:
    """An article that stands has nothing pending; another one says what, since when, how often."""
    rows: dict[str, Any] = {
        one["url"].rpartition("/")[2]: one["pending"]
        for one in desk.run("articles", "--json").document["articles"]
    }
    assert rows["pier"] is None
    clock = rows["clock"]
    assert (clock["state"], clock["finding"], clock["status"]) == ("missing", "missing", 404)
    assert (clock["looks"], clock["looks_needed"]) == (2, 1)
    assert clock["since"] < clock["last"] < clock["confirmed_from"]
    assert (rows["orchard"]["looks_needed"], rows["orchard"]["confirmed_from"]) == (None, None)


def test_changes_pending(desk: Shell) -> None:
    """``changes --pending`` lists what may become a version, for people and as JSON."""
    document = desk.run("changes", "--pending", "--json").document
    assert document["total"] == 4
    assert [one["since"] for one in document["pending"]] == sorted(
        (one["since"] for one in document["pending"]), reverse=True
    )
    told = desk.run("changes", "--pending", "--limit", "1").out
    assert "1 article of 4; --limit 4 shows all" in told
    told = " ".join(desk.run("changes", "--pending").out.split())
    assert "missing now (2 looks since" in told
    assert "it counts as the article's state after 1 more look, not before" in told
    assert "this is never taken for the article's own state" in told
    nothing = desk.run("changes", "--pending", "--host", "nowhere.example")
    assert (nothing.status, nothing.out) == (0, "nothing is pending\n")


def test_what_is_pending_has_no_kind(desk: Shell) -> None:
    """Filters that only settled changes have an answer to are refused."""
    for narrowing in (("--kind", "fact"), ("--silent",), ("--since", "1d")):
        result = desk.run("changes", "--pending", *narrowing)
        assert (result.status, result.out) == (2, "")
        assert "--pending goes with --host, --source and --limit only" in result.err


def test_history_marks_it(desk: Shell, module_press: Press) -> None:
    """``history`` ends with what the address shows now; of a sound article it says nothing."""
    url = module_press.url("/gone/clock")
    assert desk.run("history", url, "--json").document["pending"]["state"] == "missing"
    assert "status 404" in desk.run("history", url).out
    sound = module_press.url("/story/pier")
    assert desk.run("history", sound, "--json").document["pending"] is None
    assert " now (" not in desk.run("history", sound).out


def test_a_rebuilt_index_says_the_same(desk: Shell) -> None:
    """What is pending follows from the store alone."""
    before = desk.run("changes", "--pending", "--json").document
    assert desk.run("reindex").status == 0
    assert desk.run("changes", "--pending", "--json").document == before


def test_a_failing_source_is_named(desk: Shell) -> None:
    """``report`` says since when a source fails, and why."""
    (row,) = (
        one for one in desk.run("report", "--json").document["sources"] if one["name"] == "tollen"
    )
    assert row["failing"]["since"].endswith("Z")
    assert (row["failing"]["last_good"], "500" in row["failing"]["reason"]) == (None, True)
    told = " ".join(desk.run("report").out.split())
    assert "! tollen: since " in told
    assert "no look at its lists has succeeded" in told


def test_a_run_is_told_later(desk: Shell, module_press: Press) -> None:
    """``report --run`` shows a run by its name, by its beginning, and the last one."""
    runs = {
        run["checks"]: run["run"] for run in desk.run("report", "--json").document["runs"]
    }  # their names do not tell which of one second came first
    listed = desk.run("crawl", "--source", "tollen", "--json").document["run"]
    assert desk.run("report", "--run", "last", "--json").status == 0
    whole = desk.run("report", "--run", listed[:-1], "--json").document
    assert whole["run"]["run"] == listed
    assert [(one["name"], one["outcome"]) for one in whole["sources"]] == [("tollen", "failed")]
    first = desk.run("report", "--run", runs[5], "--json").document
    assert first["run"]["counts"] == {"new": 5}
    assert first["run"]["plan"]["trigger"] == "crawl"
    assert {(one["outcome"], one["version"]) for one in first["checks"]} == {("new", 1)}
    told = desk.run("report", "--run", runs[5], "--limit", "3").out
    assert "Versions made" in told
    assert "2 more; --limit 5 shows all" in told
    trouble = desk.run("report", "--run", runs[4]).out
    assert "Trouble" in trouble
    assert module_press.url("/gone/orchard") in trouble


def test_a_run_that_is_not_there(desk: Shell) -> None:
    """A name that none or several runs have is refused, with those that are near."""
    runs = [one["run"] for one in desk.run("report", "--json").document["runs"]]
    unknown = desk.run("report", "--run", runs[0][:-1] + "zz")
    assert (unknown.status, unknown.out) == (2, "")
    assert "the archive knows no run" in unknown.err
    assert runs[0] in unknown.err
    several = desk.run("report", "--run", runs[0][:4])
    assert "several runs begin with" in several.err
    both = desk.run("report", "--run", "last", "--since", "1d")
    assert (both.status, "neither --since nor --source" in both.err) == (2, True)
