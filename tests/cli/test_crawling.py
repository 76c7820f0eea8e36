"""``crawl``, ``sources`` and ``extract`` against the lying newspaper."""

import gzip
import json
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.capture import FetchStatus, ListFetched
from crawler.config import Config
from crawler.plan import Trigger
from jobs.commands.sources import in_turn
from jobs.planning import make_plan
from tests.archives import BORN
from tests.cli.shell import Shell
from tests.newspaper.fixture import Press
from tests.run.palimpsest import until

CRAWL = [
    "run",
    "started",
    "finished",
    "interrupted",
    "reason",
    "left",
    "counts",
    "costs",
    "stats",
    "new_archive",
    "checks",
    "sources",
]
CHECK = ["url", "article", "outcome", "version", "reason"]
SOURCE = ["name", "url", "outcome", "found", "reason", "dropped"]


@pytest.fixture
def desk(shell: Shell, newspaper: Press) -> Shell:
    """Provide a shell that may fetch from this machine and has one source."""
    shell.configure(
        'store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n'
        "crawl: {allow_private_networks: true, per_host_delay: 0, retries: 0, workers: 1}\n"
        f'sources: [{{name: tollen, feeds: ["{newspaper.url("/feeds/rss.xml")}"], '
        f'urls: ["{newspaper.url("/story/clock")}"]}}]\n'
    )
    return shell


def test_crawl_json(desk: Shell, newspaper: Press) -> None:
    """``crawl --json`` has the promised shape, status 0 when all went well, and nothing else on
    standard output.
    """
    url = newspaper.url("/story/harbour")
    result = desk.pipe("crawl", url, url, "--json")
    document = result.document
    assert (result.status, result.err) == (0, "")
    assert list(document) == CRAWL
    assert document["new_archive"] == f"file:{desk.folder}/store"
    assert document["counts"] == {"new": 1}
    (check,) = document["checks"]
    assert list(check) == CHECK
    assert (check["url"], check["version"]) == (url, 1)
    host, _, number = check["article"].partition("/")
    assert (host in url, len(number)) == (True, 32)


def test_a_crawl_for_people(desk: Shell, newspaper: Press) -> None:
    """In a pipe a crawl prints plain sentences, one for each notable page, no progress bar and no
    colour.
    """
    newspaper.edit("harbour")
    result = desk.run("crawl", newspaper.url("/story/harbour"), newspaper.url("/drop/clock"))
    assert result.status == 1
    assert f"new version 1 {newspaper.url('/story/harbour')}\n" in result.out
    assert f"failed {newspaper.url('/drop/clock')} (" in result.out
    assert "2 checks in" in result.out
    assert "\x1b" not in result.out + result.err
    assert result.err == f"made a new archive at file:{desk.folder}/store\n"
    assert "see what changed" not in result.out
    again = desk.run("crawl", newspaper.url("/story/harbour"), "--json")
    assert (again.err, again.document["new_archive"]) == ("", None)


def test_a_crawl_ends_with_what_shows_the_changes(desk: Shell, newspaper: Press) -> None:
    """One changed article is shown by ``diff``, several by ``changes``; the call can be pasted."""
    harbour, bridge = newspaper.url("/story/harbour"), newspaper.url("/story/bridge")
    desk.run("crawl", harbour, bridge)
    newspaper.edit("harbour")
    last = desk.run("crawl", harbour, bridge).out.splitlines()[-1]
    assert last == f"see what changed: palimpsest diff {harbour}"
    assert desk.run(*last.partition("palimpsest ")[2].split()).status == 0
    newspaper.edit("harbour")
    newspaper.edit("bridge")
    told = desk.run("crawl", harbour, bridge, "--config", "config.yaml").out.splitlines()[-1]
    assert told.startswith("see what changed: palimpsest changes --since 20")
    assert told.endswith("Z --config config.yaml")
    shown = desk.run(*told.partition("palimpsest ")[2].split(), "--json").document["changes"]
    assert {change["url"] for change in shown} == {harbour, bridge}
    assert "see what changed" not in desk.run("crawl", harbour).out


def test_links_that_rules_drop_are_told(desk: Shell, newspaper: Press) -> None:
    """A list of which nothing is taken says which rule left out how many, and so does its line in
    the store.
    """
    newspaper.say("links", "https://a.other.test/1\nhttps://b.other.test/2\n/story/clock?utm_id=1")
    desk.run("crawl", newspaper.url("/story/harbour"))
    words = "1 link; left out: 2 on other sites (same_site)"
    assert words in desk.run("crawl", "--source", "tollen").out
    (row,) = desk.run("crawl", "--source", "tollen", "--json").document["sources"]
    assert (row["found"], row["dropped"]) == (1, {"same_site": 2})
    assert "left out: 2 on other sites (same_site)" in desk.run("sources").out
    (listed,) = desk.run("sources", "--json").document["sources"]
    assert listed["dropped"] == {"same_site": 2}
    stored = [
        json.loads(line)
        for path in sorted((desk.folder / "store" / "checks").rglob("*.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    lists = [line["dropped"] for line in stored if line["kind"] == "source"]
    assert lists == [[["same_site", 2]]] * 2
    reports = [line["stats"].get("dropped/same_site", 0) for line in stored if "stats" in line]
    assert sorted(reports) == [0, 2, 2]  # runs of one second have no order


def test_other_commands_that_make_an_archive_say_so(shell: Shell) -> None:
    """``checkpoint`` and ``notify`` name a new archive once, in a sentence or in their document."""
    made = f"file:{shell.folder}/archive/store"
    shell.run("checkpoint", "--new-key", "key.pem")
    told = shell.run("checkpoint", "--key", "key.pem", "--json")
    assert (told.err, told.document["new_archive"]) == ("", made)
    assert "new_archive" not in shell.run("checkpoint", "--key", "key.pem", "--json").document
    shutil.rmtree(shell.folder / "archive")
    shell.configure("alerts: [{name: desk, targets_env: DESK}]\n")
    told = shell.run("notify", env={"DESK": "json://127.0.0.1:1"})
    assert told.err == f"made a new archive at {made}\n"


def test_urls_from_standard_input(desk: Shell, newspaper: Press) -> None:
    """``crawl -`` takes a URL a line, without comments and blanks.

    A bad one is recorded as refused and costs no good one.
    """
    given = (
        f"\ufeff# today\n\n  {newspaper.url('/story/harbour')}  \nnot a "
        f"url\nftp://news.example/\n{newspaper.url('/story/clock')}\n"
    )
    result = desk.pipe("crawl", "-", "--json", given=given.encode() + b"\xff\xfe\n")
    outcomes = {
        check["url"]: (check["outcome"], check["article"] is None)
        for check in result.document["checks"]
    }
    assert outcomes == {
        newspaper.url("/story/harbour"): ("new", False),
        newspaper.url("/story/clock"): ("new", False),
        "not a url": ("refused", True),
        "ftp://news.example/": ("refused", True),
        "\ufffd\ufffd": ("refused", True),
    }
    assert result.status == 1
    assert desk.run("verify", "--json").document["checks"] == 5


def test_one_line_says_why(desk: Shell, newspaper: Press) -> None:
    """Whatever is the matter with a page, one line says it, and the status is 1."""
    reasons = {
        "https://no-such-host.invalid/x": "the host's name cannot be resolved",
        "http://127.0.0.1:1/x": "the connection was refused",
        newspaper.tls_base + "/story/clock": "TLS",
        newspaper.url("/gone/clock"): "404",
    }
    newspaper.set("gone/clock", 404)
    result = desk.run("crawl", *reasons)
    lines = result.out.splitlines()
    assert result.status == 1
    for url, reason in reasons.items():
        (line,) = (line for line in lines if f" {url} " in line)
        assert reason in line


def test_private_networks_are_refused_by_default(shell: Shell, newspaper: Press) -> None:
    """Without a word in the configuration this machine is not fetched from, and the reason names
    the setting.
    """
    result = shell.run("crawl", newspaper.url("/story/clock"))
    assert result.status == 1
    assert "allow_private_networks" in result.out


def test_a_source(desk: Shell, newspaper: Press) -> None:
    """``--source`` crawls one source, whose lists stand in the report.

    ``--since-last`` skips what was just checked.
    """
    newspaper.say("links", newspaper.url("/story/harbour"))
    first = desk.run("crawl", "--source", "tollen", "--json").document
    assert [list(source) for source in first["sources"]] == [SOURCE]
    assert (first["sources"][0]["name"], first["sources"][0]["found"]) == ("tollen", 1)
    assert first["counts"] == {"new": 2}
    again = desk.run("crawl", "--all", "--since-last", "1h", "--json")
    assert (again.status, again.document["counts"]) == (0, {"skipped": 2})


def test_sources_archives_nothing(desk: Shell, newspaper: Press) -> None:
    """``sources`` lists the links and plain pages that a source yields, and makes no archive."""
    newspaper.say("links", newspaper.url("/story/harbour"))
    document = desk.run("sources", "--json").document
    (listed,) = document["sources"]
    assert list(listed) == [
        *("name", "url", "kind", "outcome", "found", "reason", "dropped", "other_hosts", "links")
    ]
    assert [link["url"] for link in listed["links"]] == [newspaper.url("/story/harbour")]
    assert document["pages"] == [{"name": "tollen", "url": newspaper.url("/story/clock")}]
    told = desk.run("sources", "tollen")
    assert told.status == 0
    assert f"{newspaper.url('/story/harbour')}\n{'':24}About harbour\n" in told.out
    assert not (desk.folder / "store").exists()


def test_sources_come_in_the_order_of_the_configuration() -> None:
    """However lists arrive, they are told in the configuration's order, and behind a source's own
    those that they led to.
    """
    config = Config.model_validate(
        {
            "sources": [
                {"name": "b", "feeds": ["https://b.example/2", "https://b.example/1"]},
                {"name": "a", "sitemaps": ["https://a.example/map"]},
            ]
        }
    )
    plan = make_plan(
        config, trigger=Trigger.SOURCES, now=BORN, randomness=b"0123", sources=config.sources
    )
    led = [replace(plan.lists[-1], url=f"https://a.example/map/{name}") for name in "12"]
    wanted = [*plan.lists, *led]
    arrived = [
        ListFetched(list=one, fetch_status=FetchStatus.ANSWERED, fetched_at=BORN)
        for one in reversed(wanted)
    ]
    assert [one.list for one in in_turn(plan, arrived)] == wanted


def test_a_source_that_fails(desk: Shell, newspaper: Press) -> None:
    """A list that cannot be had or read is status 1 for ``sources`` and ``crawl`` alike."""
    desk.configure(
        'store: {url: "file:store"}\ncrawl: {allow_private_networks: true, '
        "per_host_delay: 0, retries: 0}\n"
        f'sources: [{{name: lost, feeds: ["{newspaper.url("/no-such-feed")}"]}}]\n'
    )
    assert desk.run("sources").status == 1
    assert desk.run("crawl", "--all").status == 1


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_extract_a_file(shell: Shell, name: str) -> None:
    """``extract`` shows what the archive would see in a file, and in JSON gives the text whole."""
    text = "".join(
        (
            f"<p>On day {number} the ferry to the isles sailed late, as the ice in the "
            "sound had grown.</p>"
        )
        for number in range(9)
    )
    page = (
        "<html><title>Ice in the sound</title><article><h1>Ice in the "
        f"sound</h1>{text}</article></html>"
    )
    (shell.folder / name).write_text(page)
    document = shell.run("extract", name, "--json").document
    assert document["title"] == "Ice in the sound"
    assert document["text"].count("the ice in the sound") == 9
    assert document["problem"] is None
    assert "Ice in the sound" in shell.run("extract", name).out


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.html", b""),
        ("rubbish.html", bytes(range(256)) * 40),
        ("rubbish.warc.gz", bytes(range(256)) * 40),
        (
            "other.warc.gz",
            gzip.compress(
                b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n", mtime=0
            ),
        ),
        ("bare.html", b"<html><body></body></html>"),
    ],
    ids=["empty", "rubbish", "rubbish capture", "other capture", "bare"],
)
def test_extract_says_what_is_no_article(shell: Shell, name: str, data: bytes) -> None:
    """Where no article can be made of a file, ``extract`` says why and ends with 1."""
    (shell.folder / name).write_bytes(data)
    told, listed = shell.run("extract", name), shell.run("extract", name, "--json")
    assert (told.status, listed.status) == (1, 1)
    assert told.out.startswith("no article: ")
    assert listed.document["problem"]


def test_extract_a_capture_and_its_url(desk: Shell, newspaper: Press) -> None:
    """A capture's extraction equals the version's text, and equals what the URL gives now."""
    url = newspaper.url("/story/harbour")
    desk.run("crawl", url)
    (capture,) = (desk.folder / "store").rglob("*.warc.gz")
    kept = desk.run("extract", str(capture), "--json").document
    assert (
        kept["text"]
        == desk.run("show", url, "--json").document["text"]
        == desk.run("extract", url, "--json").document["text"]
    )


def test_extract_a_url_that_gives_nothing(desk: Shell, newspaper: Press) -> None:
    """A URL that cannot be fetched, however long, or has no page is status 1 with the reason."""
    for url, reason in (
        (newspaper.url("/nowhere"), "status 404"),
        ("http://127.0.0.1:1/" + "a" * 3000, "refused"),
    ):
        result = desk.run("extract", url)
        assert (result.status, reason in result.out) == (1, True)


def test_the_configuration_beside_the_archive(
    desk: Shell, newspaper: Press, tmp_path: Path
) -> None:
    """``PALIMPSEST_CONFIG`` names the file, whose relative paths start at its own folder."""
    elsewhere = Shell(tmp_path / "elsewhere")
    elsewhere.folder.mkdir()
    named = {"PALIMPSEST_CONFIG": str(desk.folder / "config.yaml")}
    assert elsewhere.run("crawl", newspaper.url("/story/clock"), env=named).status == 0
    assert (desk.folder / "store/palimpsest.json").exists()
    assert elsewhere.run("history", "clock", env=named).status == 0


@pytest.mark.parametrize("call", [["extract"], ["sources", "--config", "slow.yaml"]])
def test_ctrl_c_while_looking(desk: Shell, newspaper: Press, call: list[str]) -> None:
    """Ctrl-C in a look that archives nothing ends it with 130: half of an answer is none."""
    slow = newspaper.url("/slow/clock?seconds=100")
    desk.configure(
        (
            f"crawl: {{allow_private_networks: true, obey_robots: false, retries: "
            f'0}}\nsources: [{{name: slow, sections: ["{slow}"]}}]\n'
        ),
        "slow.yaml",
    )
    arguments = [*call, *([slow, "--config", "slow.yaml"] if call == ["extract"] else [])]
    looking = desk.fork(*arguments)
    until(lambda: newspaper.log("/slow"), "the request")
    looking.signal(signal.SIGINT)
    done = looking.wait()
    assert (done.status, done.out, done.err) == (130, "", "interrupted\n")
