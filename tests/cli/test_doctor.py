"""``doctor`` on set-ups that are sound, new, and broken in each way that it knows."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from crawler.checks import Part, PartHeader
from crawler.index import open_index
from crawler.model import Check, Outcome
from jobs.context import now
from tests.archives import Built
from tests.cli.conftest import bare
from tests.cli.shell import Shell
from tests.servers.s3 import S3Server

RUN = "20261121T090000Z-00000000"
SET_UP = (
    'index: {url: "sqlite:///index.db"}\ncrawl: {user_agent: "Tollen Archive '
    '(+https://archive.example)"}\n'
)


def _findings(shell: Shell, status: int) -> dict[str, dict[str, Any]]:
    """Return what is examined, by name; told to people with the same words."""
    listed, told = shell.run("doctor", "--json"), shell.run("doctor")
    assert (listed.status, told.status) == (status, status), listed.out
    assert set(listed.document) == {"ok", "findings"}
    assert listed.document["ok"] == (status == 0)
    for finding in listed.document["findings"]:
        assert list(finding) == ["about", "state", "detail", "hint"]
        assert f"{finding['state']:5} {finding['about']}: " in told.out
    return {finding["about"]: finding for finding in listed.document["findings"]}


def test_a_sound_archive(shell: Shell) -> None:
    """With an archive in place all is well, and the built-in user agent is noted."""
    shell.run("crawl", "http://127.0.0.1:1/")
    found = _findings(shell, 0)
    assert {about: finding["state"] for about, finding in found.items()} == {
        **dict.fromkeys(("configuration", "store", "index", "clock", "disk", "libraries"), "ok"),
        "user agent": "note",
    }


def test_a_new_set_up(shell: Shell) -> None:
    """Before the first crawl nothing is wrong.

    Store and index are still to be made, and looking makes neither.
    """
    shell.configure(SET_UP)
    found = _findings(shell, 0)
    assert (found["store"]["state"], found["index"]["state"]) == ("note", "note")
    assert [path.name for path in shell.folder.iterdir()] == ["config.yaml"]


def test_a_broken_configuration(shell: Shell) -> None:
    """All problems of the configuration are told, and nothing else is looked at."""
    shell.configure("captures: never\ncrawl: {retries: many}\n")
    found = _findings(shell, 2)
    assert list(found) == ["configuration"]
    assert len(found["configuration"]["detail"].splitlines()) == 2


def test_somebody_elses_folder(shell: Shell) -> None:
    """A folder with other things in it is wrong, with status 3."""
    shell.configure(SET_UP + 'store: {url: "file:taken"}\n')
    (shell.folder / "taken").mkdir()
    (shell.folder / "taken/diary.txt").write_text("mine")
    assert "palimpsest.json" in _findings(shell, 3)["store"]["detail"]


def test_variables_that_are_missing(shell: Shell) -> None:
    """A source's variables that are not set are wrong, with status 2.

    Proxies and loose settings are notes.
    """
    shell.configure(
        "crawl: {allow_private_networks: true, obey_robots: false}\n"
        'sources: [{name: tollen, feeds: ["https://news.example/rss"], cookies_env: '
        "TOLLEN_COOKIES}]\n"
    )
    shell.environ = {"https_proxy": "http://user:secret@proxy.example:3128"}
    found = _findings(shell, 2)
    assert "TOLLEN_COOKIES" in found["environment"]["detail"]
    assert {about for about, finding in found.items() if finding["state"] == "note"} >= {
        "proxy",
        "robots.txt",
        "private networks",
    }
    assert "the proxy proxy.example:3128" in found["proxy"]["detail"]
    assert "secret" not in json.dumps(found)


def test_the_doctor_on_a_terminal(shell: Shell) -> None:
    """On a terminal lines end between words, within its width, and stand under their finding."""
    shell.configure("captures: never\ncrawl: {retries: many, obey_robots: perhaps}\n")
    broken = shell.on_terminal("doctor", columns=60)
    shell.configure("crawl: {allow_private_networks: true}\n")
    for told in (broken, shell.on_terminal("doctor", columns=60)):
        lines = bare(told.out).splitlines()
        assert max(map(len, lines)) <= 60
        assert all(re.match(r"(ok   |note |wrong| {5}) [^ ]", line) for line in lines), lines
        assert sum(line.startswith(" ") for line in lines) >= 3


def test_an_index_that_is_damaged(kept: tuple[Shell, Built], tmp_path: Path) -> None:
    """A damaged index is a note, as the next command mends it.

    One in an impossible place is wrong.
    """
    shell = kept[0]
    (tmp_path / "index.db").write_text(
        "no database at all, but text that is long enough to look like a file" * 40
    )
    shell.environ = {"PALIMPSEST_INDEX__URL": f"sqlite:///{tmp_path}/index.db"}
    try:
        assert _findings(shell, 0)["index"]["state"] == "note"
        shell.environ = {"PALIMPSEST_INDEX__URL": "postgresql://127.0.0.1:1/none"}
        assert _findings(shell, 3)["index"]["state"] == "wrong"
    finally:
        shell.environ = {}


def test_a_clock_that_was_wrong(shell: Shell) -> None:
    """A check that lies in the future tells of a clock that was wrong."""
    shell.configure(SET_UP)
    index = open_index(f"sqlite:///{shell.folder}/index.db")
    at = now() + timedelta(days=400)
    check = Check(
        kind="article",
        run=RUN,
        url="https://news.example/a",
        article=f"news.example/{'0' * 32}",
        fetched_at=at,
        outcome=Outcome.FAILED,
    )
    part = Part(
        header=PartHeader(run=RUN, part=1, previous=None, trigger="test", started=at),
        checks=(check,),
    )
    index.add_part(part.key, "0" * 64, part)
    index.close()
    assert _findings(shell, 1)["clock"]["state"] == "wrong"


def test_buckets(shell: Shell, seaweed: S3Server) -> None:
    """An empty bucket is a note; one without object lock is wrong where retention is asked for.

    An auditor's keys are enough to read.
    """
    shell.environ = seaweed.environ
    store = (
        f'store: {{url: "s3://{seaweed.new_bucket()}/news", endpoint_url: '
        f'"{seaweed.endpoint_url}", addressing: path'
    )
    shell.configure(SET_UP + store + "}\n")
    found = _findings(shell, 0)
    assert (found["store"]["state"], found["bucket"]["state"]) == ("note", "ok")
    assert "object lock off" in found["bucket"]["detail"]
    shell.configure(SET_UP + store + ", object_lock_days: 3}\n")
    assert "object_lock_days" in _findings(shell, 2)["bucket"]["detail"]


def test_a_weak_server(shell: Shell, rclone: S3Server) -> None:
    """A server that writes over objects is wrong, with the setting that allows a single writer.

    So it is where there is no archive yet.
    """
    shell.environ = rclone.environ
    settings = (
        f'url: "s3://{rclone.new_bucket()}/news", endpoint_url: '
        f'"{rclone.endpoint_url}", addressing: path'
    )
    shell.configure(SET_UP + f"store: {{{settings}}}\n")
    assert "If-None-Match" in _findings(shell, 3)["store"]["detail"]
    shell.configure(SET_UP + f"store: {{{settings}, single_writer: true}}\n")
    shell.run("crawl", "http://127.0.0.1:1/")
    assert "one writer is declared" in _findings(shell, 0)["store"]["detail"]
    shell.configure(SET_UP + f"store: {{{settings}}}\n")
    found = _findings(shell, 3)["store"]
    assert "single_writer" in found["hint"]
