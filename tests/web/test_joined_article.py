"""Two articles of which one became an address of the other are one course, until they are split."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from crawler.identity import article_of
from crawler.model import Extraction
from crawler.store.files import FileStore
from tests.cli.shell import Shell
from tests.export.test_check_export import checked, rebuilt
from tests.web.courses import FIRST, RUN, Seen, write_course
from tests.web.site import Site, config_at, serving
from tests.web.test_memento import links

ELDER = "https://news.example/2026/bridge"
YOUNGER = "https://news.example/2026/harbour-bridge-closed"
OWN, OTHER = article_of(ELDER), article_of(YOUNGER)


def _text(count: int) -> Extraction:
    hurt = f"Bridge closed, {count} hurt"
    return replace(FIRST, title=hurt, paragraphs=(*FIRST.paragraphs, f"{hurt}."))


def _course(*hours: int) -> list[Seen]:
    return [Seen(timedelta(hours=hour), _text(hour)) for hour in hours]


INTERLEAVED = [(OWN, 1), (OTHER, 1), (OWN, 2), (OTHER, 2), (OWN, 3)]
"""By the times of the captures: noon, and two, three, four and five hours later."""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide an archive whose younger article a person has joined to the elder one."""
    shell = Shell(tmp_path_factory.mktemp("joined"))
    store = FileStore(shell.folder / "store")
    write_course(store, ELDER, _course(0, 3, 5))
    write_course(store, YOUNGER, _course(2, 4), run=f"{RUN[:-8]}{1:08x}", watch=True)
    shell.configure(f"store: {{url: 'file:{shell.folder}/store'}}\n")
    assert shell.run("alias", "join", YOUNGER, ELDER, "--reason", "one story").status == 0
    return shell


@pytest.fixture(scope="module")
def site(shell: Shell) -> Iterator[Site]:
    """Provide its pages."""
    with serving(config_at(shell.folder)) as site:
        yield site


def test_history_goes_by_capture_and_names_both(shell: Shell) -> None:
    """Each address shows the versions of both, each named by its article, and why they are one."""
    for url in (ELDER, YOUNGER):
        told = shell.run("history", "--json", url).document
        assert [(row["article"], row["version"]) for row in told["versions"]] == INTERLEAVED
        (alias,) = told["aliases"]
        assert (alias["url"], alias["article"], alias["by_hand"]) == (YOUNGER, OWN, True)
        assert alias["reasons"][0] == {"kind": "hand", "detail": "one story"}
        assert alias["score"] > 50
    printed = shell.run("history", ELDER).out
    assert printed.count(f"of {YOUNGER}") == 2
    assert "hand: one story" in printed


def test_a_time_finds_the_version_that_stood(shell: Shell) -> None:
    """``--at`` goes by the captures of both articles, and so does what stood before."""
    told = shell.run("show", "--json", ELDER, "--at", "2026-11-21T16:30Z").document
    assert (told["article"], told["version"], told["url"]) == (OTHER, 2, YOUNGER)
    told = shell.run("diff", "--json", ELDER, "--at", "2026-11-21T16:30Z").document
    assert (told["from_article"], told["from"]) == (OTHER, 2)
    assert (told["article"], told["to"]) == (OWN, 3)
    assert told["words_added"] == told["words_removed"] > 0
    told = shell.run("diff", "--json", ELDER).document
    assert (told["from"], told["to"], "from_article" in told) == (2, 3, False)
    at = ("--at", "2026-11-21T14:30Z", "--at", "2026-11-21T15:30Z")
    told = shell.run("diff", "--json", ELDER, *at).document
    assert [(told["from_article"], told["from"]), (told["article"], told["to"])] == INTERLEAVED[1:3]
    told = shell.run("diff", YOUNGER, *at).out
    assert f"version 1 of {YOUNGER}" in told


def test_the_timemap_has_both(site: Site) -> None:
    """The TimeMap of either address lists all, and each memento is the version of its article."""
    for url in (ELDER, YOUNGER):
        listed = links(site.get(f"/timemap/link/{url}").text)
        assert len([link for link in listed if "memento" in link.rel]) == len(INTERLEAVED)
    told = site.get(f"/memento/20261121160000/{ELDER}")
    assert told.headers["memento-datetime"] == "Sat, 21 Nov 2026 16:00:00 GMT"
    assert "Bridge closed, 4 hurt" in told.text
    assert "Bridge closed, 4 hurt" in site.get(f"/memento/20261121160000id_/{ELDER}").text


def test_the_page_links_the_versions_of_both(site: Site) -> None:
    """The article's page has the joined versions in their places, and the decision with its date;
    the interface says the same as the command.
    """
    page = site.get(f"/articles/{OWN}").text
    places = [
        page.index(f'href="/articles/{article}/versions/{number}">Version')
        for article, number in INTERLEAVED
    ]
    assert places == sorted(places, reverse=True)
    for article, number in INTERLEAVED:
        beside = " under another address" if article == OTHER else ""
        link = f'href="/articles/{article}/versions/{number}" aria-label="Version {number}{beside},'
        assert link in page
    assert "3 versions and 2 under other addresses" in page
    assert "a person decided" in page
    assert "hand: one story" in page
    told = json.loads(site.get(f"/api/v1/articles/{OWN}").text)
    assert [(row["article"], row["version"]) for row in told["versions"]] == INTERLEAVED
    assert [row["url"] for row in told["aliases"]] == [YOUNGER]


def test_who_watched_either_watches_the_article(shell: Shell) -> None:
    """A joined article that a person told to watch makes the article it belongs to watched."""
    for url in (ELDER, YOUNGER):
        told = shell.run("why", "--json", url).document
        assert (told["article"], told["watched"]) == (OWN, True)


@pytest.mark.slow
def test_a_split_restores_both(shell: Shell, tmp_path: Path) -> None:
    """After a split each has its own versions again, with an index that is made anew, too, and
    each is watched or not as it was; ``unwatch`` before it was about the article alone.
    """
    copy = Shell(tmp_path)
    FileStore(tmp_path / "store")
    for key in (store := FileStore(shell.folder / "store")).list():
        FileStore(tmp_path / "store").create(key, store.read(key))
    copy.configure(f"store: {{url: 'file:{tmp_path}/store'}}\n")
    assert copy.run("unwatch", YOUNGER).status == 0
    assert copy.run("why", "--json", ELDER).document["watched"] is False
    assert copy.run("alias", "split", YOUNGER).status == 0
    assert [copy.run("why", "--json", url).document["watched"] for url in (ELDER, YOUNGER)] == [
        *(False, True)
    ]
    for url, article, count in ((ELDER, OWN, 3), (YOUNGER, OTHER, 2)):
        told = copy.run("history", "--json", url).document
        assert "article" not in told["versions"][0]
        assert (told["article"], len(told["versions"])) == (article, count)
        assert [alias["holds"] for alias in told["aliases"]] == [False, True]


def test_an_export_has_both(shell: Shell, tmp_path: Path) -> None:
    """Each form has the versions of both and who decided that they are one; the package holds for
    the script that checks it, and no longer when a record of the joined article was altered.
    """
    told = shell.run("export", "--format", "json", ELDER).document
    (alias,), (other,) = told["aliases"], told["joined_articles"]
    assert (alias["url"], alias["by_hand"]) == (YOUNGER, True)
    assert alias["reasons"][0] == {"kind": "hand", "detail": "one story"}
    assert told["manifest"][alias["name"]] == alias["alias_sha256"]
    assert told["joined"] == [OTHER] == [other["article"]]
    assert [len(one["versions"]) for one in (told, other)] == [3, 2]
    assert {one["article"] for one in other["checks"]} == {OTHER}
    for link in other["chain"]:
        assert told["manifest"][link["name"]] == link["sha256"]
    path = tmp_path / "both.wacz"
    assert shell.run("export", "--format", "wacz", YOUNGER, "--output", str(path)).status == 0
    assert "5 versions and 5 captures are as they were stored" in checked(path).stdout
    with ZipFile(path) as package:
        listed = package.read("pages/pages.jsonl").decode().splitlines()[1:]
        page = package.read("evidence/history.html").decode()
    assert [json.loads(one)["id"] for one in listed] == [
        *("version-1", "version-1b", "version-2", "version-2b", "version-3")
    ]
    assert "hand: one story" in page
    assert f'<pre id="file:{alias["name"]}">' in page
    record = f"joined/{OTHER}/versions/00000001.json"
    assert f'<pre id="file:{record}">' in page
    changed = rebuilt(path, {record: lambda data: data + b" "}, honest=False)
    assert "out of chain" in checked(changed).stderr


def test_blame_goes_through_both(shell: Shell, site: Site) -> None:
    """A sentence has the version that brought it, of whichever article; of a joined one the
    command, the interface and the page name its article.
    """
    told = shell.run("blame", "--json", ELDER).document
    (last,) = (one for one in told["sentences"] if one["text"].startswith("Bridge closed, 5"))
    assert (last["version"], "article" in last) == (3, False)
    assert [(one["version"], one.get("article", OWN)) for one in last["earlier"]] == [
        (number, article) for article, number in INTERLEAVED[:-1]
    ]
    assert json.loads(site.get(f"/api/v1/articles/{OWN}/blame").text) == told
    printed = shell.run("blame", YOUNGER).out
    assert "(reworded from v2b, v2, v1b, v1)" in " ".join(printed.split())
    assert f"of {YOUNGER}" in printed
    page = site.get(f"/articles/{OWN}/blame").text
    assert "In version 2b: <q" in page
    told = shell.run("blame", "--json", OTHER).document
    assert [one["version"] for one in told["sentences"][-1]["earlier"]] == [1]


def test_the_feed_of_one_article_has_the_changes_of_both(site: Site) -> None:
    """A list or feed narrowed to the article has what changed at either address, newest first."""
    told = json.loads(site.get(f"/api/v1/changes?article={OWN}").text)
    changed = [place for place in INTERLEAVED if place[1] > 1]
    assert [(row["article"], row["version"]) for row in told["changes"]] == changed[::-1]
    feed = site.get(f"/feeds/changes.atom?article={OWN}").text
    assert all(f"/articles/{article}/compare/" in feed for article, _ in changed)
    told = json.loads(site.get(f"/api/v1/changes?article={OTHER}").text)
    assert [row["article"] for row in told["changes"]] == [OTHER]


def test_verify_looks_at_both(shell: Shell) -> None:
    """``verify URL`` goes through the joined article's chain too; a whole id means one alone."""
    counted = {
        text: shell.run("verify", "--json", text).document for text in (ELDER, YOUNGER, OWN, OTHER)
    }
    assert {text: one["versions"] for text, one in counted.items()} == {
        **dict.fromkeys((ELDER, YOUNGER), 5),
        OWN: 3,
        OTHER: 2,
    }
    assert all(one["ok"] for one in counted.values())
    assert shell.run("verify").status == 0


def test_search_finds_what_stood_under_either_address(shell: Shell) -> None:
    """The article answers once; words that only a joined one had are found there, and stand no
    more.
    """
    (both,) = shell.run("search", "--json", "barge").document["results"]
    assert (both["article"], both["current"]) == (OWN, True)
    (old,) = shell.run("search", "--json", '"closed 4 hurt"').document["results"]
    assert (old["article"], old["versions"], old["current"]) == (OTHER, [2], False)


@pytest.mark.slow
def test_a_redaction_names_what_it_does_not_cover(shell: Shell) -> None:
    """What was archived under another address is redacted by a call of its own."""
    call = ("redact", ELDER, "--reason", "order", "--order-id", "7")
    assert shell.run(*call, "--json").document["joined"] == [OTHER]
    assert f"`palimpsest redact {OTHER} ...`" in shell.run(*call).out
