"""What is wrong with a call, a configuration or a store is said in a sentence, with the promised
exit status and never a traceback.
"""

import os
import socket
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from tests.archives import Built, build_archive
from tests.cli.shell import Shell
from tests.servers.s3 import S3Server, credentials

URL = "https://news.example/2026/bridge-1"
WITNESS = "w.example+e25d5acc+BAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
"""A witness's verifier key."""


@pytest.mark.parametrize(
    ("call", "sentences"),
    [
        (
            ["history", "https://news.example/2026/brigde-1"],
            ["the archive keeps no version of", "Nearest in the archive:", URL],
        ),
        (["history", "https://[bold]/:warning:"], ["no version of https://[bold]/:warning:"]),
        (
            ["history", "https://elsewhere.invalid/"],
            ["the archive keeps no version of", "`palimpsest articles` lists"],
        ),
        (
            ["history", "bridge"],
            ["'bridge' fits several articles:", "bridge-0", URL, "Give the whole URL"],
        ),
        (["history", "https://"], ["'https://' names no article"]),
        (["history", "\udcff\udcfe"], ["the archive keeps no version of ??"]),
        (["changes", "--until", "soon"], ["--until 'soon' is no age and no time"]),
        (
            ["show", URL, "--version", "3"],
            ["has versions 1 to 2, no version 3", f"`palimpsest history {URL}` lists them"],
        ),
        (["show", URL, "--version", "0"], ["no version 0"]),
        (
            ["show", URL, "--version", "two"],
            [
                "invalid value for '--version': this must be a whole number, not two",
                "`palimpsest show --help`",
            ],
        ),
        (
            ["show", URL, "--at", "2026-11-21T09:00:00Z"],
            ["at 2026-11-21 09:00:00Z nothing was archived yet", "first seen 2026-11-21 10:00:02Z"],
        ),
        (
            ["show", URL, "--at", "yesterday"],
            ["--at 'yesterday' is no time", "Give an ISO 8601 time"],
        ),
        (["show", URL, "--at", "2026-11-21"], ["--at '2026-11-21' is a day, and no time of it"]),
        (["show", URL, "--at", "2026-11-21T10:00"], ["names no time zone"]),
        (
            ["show", URL, "--at", "2026-11-21T12:00:00Z", "--version", "1"],
            ["--version and --at both name a version"],
        ),
        (
            ["diff", URL, "--at", "2026-11-21T09:00:00Z"],
            ["at 2026-11-21 09:00:00Z nothing was archived yet"],
        ),
        (
            ["diff", URL, "--at", "2026-11-21T12:00:00Z", "--from", "1"],
            ["--from and --at both name the older version"],
        ),
        (
            ["diff", URL, *["--at", "2026-11-21T12:00:00Z"] * 2, "--to", "1"],
            ["--to and the second --at both name the newer version"],
        ),
        (["diff", URL, *["--at", "2026-11-21T12:00:00Z"] * 3], ["--at may be given twice"]),
        (["changes", "--follow", "--until", "1d"], ["--until ends before it"]),
        (["changes", "--follow", "--pending"], ["--pending goes with --host"]),
        (["diff", URL, "--to", "1"], ["there is no version before version 1"]),
        (
            ["diff", URL, "--format", "pdf"],
            ["--format takes text, unified, html, json, svg or png, not 'pdf'"],
        ),
        (
            ["articles", "--state", "asleep"],
            ["--state takes present, gone, missing, blocked, suspect or unreadable, not 'asleep'"],
        ),
        (
            ["articles", "--max-age", "soon"],
            ["--max-age 'soon': a duration is a number of seconds, or a number and its unit"],
        ),
        (["articles", "--max-age", ""], ["--max-age '': a duration is a number of seconds"]),
        (["changes", "--since", ""], ["--since '' is no age and no time"]),
        (["changes", "--until", ""], ["--until '' is no age and no time"]),
        (["changes", "--pending", "--since", ""], ["--pending goes with --host"]),
        (["report", "--since", ""], ["--since '' is no age and no time"]),
        (["crawl", "--since-last", "", URL], ["--since-last '': a duration is"]),
        (["articles", "--source", "nowhere"], ["no source 'nowhere' is configured"]),
        (
            ["articles", "--source", "nowhere", "--state", "missing"],
            ["no source 'nowhere' is configured"],
        ),
        (
            ["alias", "join", "nowhere/at-all", "bridge-1"],
            ["'nowhere/at-all' is neither a whole URL nor a part", "Write a new address with"],
        ),
        (["alias", "join", "bridge", "bridge-1"], ["'bridge' fits several addresses:", URL]),
        (["alias", "join", "https://news.example/new", "nope"], ["keeps no version of nope"]),
        (["alias", "split", "nope"], ["the archive keeps no version of nope"]),
        (
            ["alias", "split", "https://news.example/2026/brigde-1"],
            ["keeps no version of https://news.example/2026/brigde-1", f"archive:\n       {URL}"],
        ),
        (["alias", "split", "bridge-1"], [f"{URL} belongs to no other article"]),
        (["articles", "--limit", "0"], ["invalid value for '--limit': this must be at least 1"]),
        (["web", "--port", "99999"], ["'--port': this must be at most 65535, not 99999"]),
        (["export", URL, "--format", "wcz"], ["not 'wcz'", "Did you mean wacz?"]),
        (["export", URL, "--output", "/nope/f"], ["cannot be written", "Make the folder /nope"]),
        (["export", URL, "--output", "."], [". is a folder", "Name a new file"]),
        (["verify", "--checkpoint", "nope"], ["nope cannot be read", "checkpoints/NUMBER.json"]),
        (["verify", "--checkpoint", "config.yaml"], ["the copy is no checkpoint, or not as"]),
        (["checkpoint", "--new-key", "/nope/k"], ["cannot be written", "Make the folder /nope"]),
        (["checkpoint", "--witness-key", "w"], ["--witness-key 'w' is no verifier key of a wit"]),
        (["checkpoint", "--witness-key", "w+00000000+AAAA"], ["is cut off, or longer than a key"]),
        (["checkpoint", "--witness-key", WITNESS], ["no witness is to be asked", "--cosign URL"]),
        (["checkpoint", "--cosign", "w"], ["--cosign 'w' is no address", "https://witness"]),
        (["crawl"], ["there is nothing to crawl", "Give URLs, --source NAME, or --all"]),
        (["crawl", "-"], ["there is nothing to crawl"]),
        (
            ["crawl", "news.example/a", "ftp://news.example/"],
            ["'news.example/a' has no scheme", "its scheme is 'ftp'", "https://"],
        ),
        (
            ["crawl", "--source", "nowhere"],
            ["there is no source 'nowhere'", "Known sources: none yet"],
        ),
        (["crawl", "--since-last", "a while", URL], ["--since-last 'a while': a duration is"]),
        (["sources"], ["the configuration names no sources"]),
        (["sources", "nowhere"], ["there is no source 'nowhere'"]),
        (["extract", "no-such-file.html"], ["is neither a file here nor a URL"]),
        (["extract", "store"], ["store cannot be read: Is a directory"]),
        (["demo", "--keep", "store"], ["store is there already, and no empty folder"]),
        (["hist", URL], ["no such command 'hist'", "Did you mean 'history'?"]),
        (["history", URL, "--jsn"], ["no such option: --jsn", "--json"]),
        (
            ["--config", "config.yaml", "history", URL],
            ["no such option: --config", "options stand behind the command"],
        ),
        (["history"], ["missing argument 'URL'"]),
    ],
)
def test_wrong_calls(reader: Shell, call: list[str | bytes], sentences: list[str]) -> None:
    """A wrong call ends with 2, prints nothing on standard output, and says what is wrong and how
    to mend it.
    """
    result = reader.run(*call)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: ")
    for sentence in sentences:
        assert sentence in result.err


def test_the_only_version_has_nothing_to_compare(shell: Shell) -> None:
    """``diff`` of an article with one version says so, and ``show`` that there is only one."""
    shell.configure('store: {url: "file:store"}')
    build_archive(FileStore(shell.folder / "store"), articles=1, runs=1)
    assert "has only one version so far" in shell.run("diff", "bridge-0").err
    assert "has only version 1, no version 9" in shell.run("show", "bridge-0", "--version", "9").err


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("a: [1", ["config.yaml:1: not valid YAML"]),
        ("- 1", ["the file must be a mapping"]),
        (
            "stor: {url: x}\ncrawl:\n  concurency: 4\n  retries: -1\n",
            [":1: stor: unknown key; did you mean store?", ":3: crawl.", ":4: crawl."],
        ),
    ],
)
def test_a_wrong_configuration(shell: Shell, text: str, sentences: list[str]) -> None:
    """Every problem of the configuration is listed at once, each with its line and key, and the
    status is 2.
    """
    shell.configure(text)
    result = shell.run("articles")
    assert (result.status, result.out) == (2, "")
    for sentence in sentences:
        assert sentence in result.err


def test_a_configuration_that_cannot_be_read(shell: Shell) -> None:
    """A file that is missing or a folder is an error where it was named.

    Without a name, no file means the defaults.
    """
    missing = shell.run("articles", "--config", "missing.yaml")
    assert (
        missing.status,
        "missing.yaml: the configuration file cannot be read" in missing.err,
    ) == (2, True)
    assert shell.run("articles", env={"PALIMPSEST_CONFIG": "missing.yaml"}).err == missing.err
    assert shell.run("articles", "--config", ".").status == 2
    shell.configure("")
    assert "the folder" in shell.run("articles").err


def test_no_archive_there(shell: Shell) -> None:
    """A folder that is missing, empty or somebody else's is no archive.

    Status 3, with what to do.
    """
    missing = shell.run("articles")
    assert (missing.status, missing.out) == (3, "")
    assert "does not exist" in missing.err
    (shell.folder / "archive/store").mkdir(parents=True)
    assert "holds no archive: palimpsest.json is missing" in shell.run("articles").err
    (shell.folder / "archive/store/diary.txt").write_text("mine")
    foreign = shell.run("crawl", "https://news.example/")
    assert (foreign.status, "holds other things" in foreign.err) == (3, True)


def test_a_format_from_the_future(shell: Shell) -> None:
    """An archive that a newer release wrote is refused with the advice to upgrade."""
    store = shell.folder / "archive/store"
    store.mkdir(parents=True)
    (store / "palimpsest.json").write_text(
        '{"born":"2030-01-01T00:00:00Z","format":2,"identity_rules":1}\n'
    )
    result = shell.run("articles")
    assert result.status in {3, 4}
    assert "Upgrade Palimpsest" in result.err


def _s3(shell: Shell, server: S3Server, url: str) -> None:
    shell.configure(
        f'store: {{url: "{url}", endpoint_url: "{server.endpoint_url}", addressing: '
        f'path}}\nindex: {{url: "sqlite:///index.db"}}\n'
    )


def test_a_missing_bucket(shell: Shell, seaweed: S3Server) -> None:
    """A bucket that is not there is named, with status 3, by readers, writers and ``doctor``."""
    _s3(shell, seaweed, "s3://no-such-bucket/news")
    shell.environ = seaweed.environ
    for call in (["articles"], ["crawl", "https://news.example/"], ["doctor"]):
        result = shell.run(*call)
        assert result.status == 3
        assert "no-such-bucket" in result.out + result.err


def test_wrong_credentials(shell: Shell, seaweed: S3Server) -> None:
    """Wrong credentials and none at all are told as such, with status 3, and no secret
    is printed.
    """
    _s3(shell, seaweed, seaweed.url())
    for environ in (credentials("ADMINKEY", "a-wrong-secret"), credentials("", "")):
        shell.environ = environ
        for call in (["articles"], ["doctor"]):
            result = shell.run(*call)
            assert result.status == 3
            assert "AWS_ACCESS_KEY_ID" in result.out + result.err
            assert "a-wrong-secret" not in result.out + result.err


def test_a_store_that_is_down(shell: Shell) -> None:
    """A server that is not there is a sentence with status 3."""
    with socket.socket() as taken:
        taken.bind(
            ("127.0.0.1", 0)
        )  # bound, never listening: nobody else gets the port, and nobody answers
        port = taken.getsockname()[1]
        shell.configure(
            f'store: {{url: "s3://bucket/news", endpoint_url: "http://127.0.0.1:{port}"}}\n'
        )
        shell.environ = credentials("KEY", "secret")
        result = shell.run("articles")
    assert (result.status, result.out) == (3, "")
    assert "error: " in result.err


@pytest.mark.skipif(
    os.geteuid() == 0, reason="the superuser may read everything: run it as another"
)
def test_an_unreadable_configuration(shell: Shell) -> None:
    """A file without the right to read it is named."""
    shell.configure("captures: all").chmod(0)
    assert "Permission denied" in shell.run("articles").err


def test_an_index_that_cannot_be_made(kept: tuple[Shell, Built], tmp_path: Path) -> None:
    """Where no index file can be had, reading goes on with a throwaway one and says so."""
    shell, _ = kept
    (tmp_path / "file").write_text("in the way")
    result = shell.run(
        "history",
        URL,
        "--json",
        env={"PALIMPSEST_INDEX__URL": f"sqlite:///{tmp_path}/file/index.db"},
    )
    assert result.status == 0
    assert result.document["versions"]
    assert "reading the whole archive" in result.err


@pytest.mark.parametrize("option", ["--host", "--source"])
def test_bytes_that_are_no_text_find_nothing(reader: Shell, option: str) -> None:
    """Bytes that are no UTF-8 in an option that is looked up are nothing that is kept, and no
    crash.
    """
    result = reader.run("articles", option, b"a\xffb")
    assert result.status in {0, 2}
    assert "news.example" not in result.out
