"""What goes where: standard output for results, nothing but JSON with ``--json``, colour and bars
on terminals only.
"""

import gc
import io
import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.archive import open_for_writing
from crawler.codec import sha256
from crawler.fingerprint import fingerprint
from crawler.identity import article_of
from crawler.model import Extraction, State, Version
from crawler.store.files import FileStore
from jobs.cli.options import context
from jobs.terminal.screen import Screen, plain
from tests.archives import BORN, capture_of
from tests.cli.conftest import bare
from tests.cli.shell import PATIENCE, ROOT, Shell
from tests.newspaper.fixture import Press
from tests.servers.s3 import credentials

URL = "https://news.example/2026/bridge-1"
HEAVY = {
    "scrapy",
    "twisted",
    "trafilatura",
    "boto3",
    "botocore",
    "sqlalchemy",
    "rich",
    "lxml",
    "yaml",
}

_WIDE = re.compile(r"[^\s]{40,}")
"""What no width can break: URLs, keys and hashes, which people copy."""


_CALLS = """\
import json, sys
from jobs import cli
for call in json.loads(sys.argv[1]):
    try:
        cli.main(call)
    except SystemExit as end:
        assert not end.code, call
sys.stderr.write(json.dumps(list(sys.modules)))
"""


def _imported(*calls: list[str]) -> set[str]:
    """Return the modules that these calls of the command line import, which must all end well."""
    done = subprocess.run(
        [sys.executable, "-c", _CALLS, json.dumps(calls)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "call", [["--help"], ["--version"], ["crawl", "--help"], ["doctor", "--help"]]
)
def test_help_is_instant(call: list[str]) -> None:
    """Help imports no library that takes time to import."""
    assert not _imported(call) & HEAVY


def test_reading_needs_no_crawler(reader: Shell) -> None:
    """Commands that read import neither Scrapy nor trafilatura."""
    config = str(reader.folder / "config.yaml")
    calls = [
        [*call, "--json", "--config", config]
        for call in (["history", URL], ["show", URL], ["diff", URL], ["articles"], ["verify"])
    ]
    assert not _imported(*calls) & {"scrapy", "twisted", "trafilatura"}


def test_garbage_is_collected_while_a_command_works() -> None:
    """Collecting garbage is put off only until the command's modules are there and its context is
    asked for.
    """
    gc.disable()
    try:
        context(None, json=False)
        assert gc.isenabled()
    finally:
        gc.unfreeze()
        gc.enable()


@pytest.mark.parametrize(
    "call", [["history", URL], ["show", URL], ["diff", URL], ["articles"], ["verify"], ["doctor"]]
)
def test_one_json_document(reader: Shell, call: list[str]) -> None:
    """With ``--json`` standard output is one JSON document, and a pipe never sees an escape
    sequence.
    """
    asked, told = reader.run(*call, "--json"), reader.run(*call)
    assert isinstance(asked.document, dict)
    assert asked.out.endswith("}\n")
    assert "\x1b" not in asked.out + asked.err + told.out + told.err


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize(
    "call",
    [["history", URL], ["show", URL], ["diff", URL], ["articles"], ["verify"]],
)
def test_no_line_is_wider_than_the_terminal(reader: Shell, call: list[str], columns: int) -> None:
    """On a terminal lines wrap between words.

    Only what cannot be broken, such as a URL, runs over.
    """
    shown = bare(reader.on_terminal(*call, columns=columns).out)
    assert len(shown.splitlines()) > 0
    for line in shown.splitlines():
        assert len(line) <= columns or _WIDE.search(line), line


def test_a_report_fits_80_columns(reader: Shell) -> None:
    """Runs stand on lines that end between words, under their time."""
    shown = bare(reader.on_terminal("report", columns=80).out).splitlines()
    assert max(map(len, shown)) <= 80
    assert re.match(r"\d{4}-\d\d-\d\d .*: (finished|interrupted)", "\n".join(shown[-2:]))


def test_a_report_on_a_narrow_terminal(reader: Shell) -> None:
    """Where the table does not fit, each source has a paragraph, and nothing is cut."""
    shown = bare(reader.on_terminal("report", columns=40).out)
    names = {one["name"] for one in reader.run("report", "--json").document["sources"]}
    lines = shown.splitlines()
    assert all(len(line) <= 40 or _WIDE.search(line) for line in lines)
    assert {name or "(one-off)" for name in names} <= set(lines)
    assert "…" not in shown
    assert re.search(r"\d+ checks,", shown)


def test_colour_is_for_terminals_that_want_it(reader: Shell) -> None:
    """A terminal gets colour; with ``NO_COLOR`` none; and the marks of a diff read without it."""
    coloured = reader.on_terminal("diff", URL).out
    uncoloured = reader.on_terminal("diff", URL, env={"NO_COLOR": "1"}).out
    assert re.search(r"\x1b\[[\d;]*3[12]m", coloured)
    assert not re.search(r"\x1b\[(?:\d+;)*[34]\d", uncoloured)
    assert "[-1-]{+2+}" in bare(uncoloured)


def test_a_pipe_gets_paragraphs_whole(shell: Shell) -> None:
    """In a pipe nothing is wrapped: a paragraph is a line, for grep."""
    long = "The council of Varn met for nine hours and decided nothing at all, " * 5
    _archive(shell, [("palimpsest 1", "Nothing decided", (long.strip(),))])
    assert long.strip() in shell.run("show", "varn").out.splitlines()
    pipe = io.StringIO()
    Screen(file=pipe).print(long)
    assert pipe.getvalue() == long + "\n"


def test_text_of_others_is_shown_as_text(shell: Shell) -> None:
    """Markup, emoji names and control characters of a page do nothing to the terminal of its
    reader.
    """
    _archive(
        shell,
        [
            (
                "palimpsest 1",
                "A [bold]title[/bold] :warning:",
                ("He wrote [red]x[/red] :smile: and [/]",),
            )
        ],
    )
    for call in (["show", "varn"], ["history", "varn"], ["articles"]):
        shown = bare(shell.on_terminal(*call).out)
        assert "A [bold]title[/bold] :warning:" in shown
    assert "He wrote [red]x[/red] :smile: and [/]" in bare(shell.on_terminal("show", "varn").out)
    assert plain("a\x1b[31mb\x9b5m\rc\x07\td\n") == "a⟨U+001B⟩[31mb⟨U+009B⟩5m⟨U+000D⟩c⟨U+0007⟩\td\n"


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
)
def test_any_locale(reader: Shell, env: dict[str, str]) -> None:
    """Output is UTF-8 whatever the locale says, and never fails on a character."""
    assert "Zoë Ōno" in reader.pipe("show", URL, env=env).out
    assert "Zoë Ōno" in reader.pipe("show", URL, "--json", env=env).document["text"]


@pytest.mark.parametrize(
    "call", [["history", URL], ["verify", "--json"], ["diff", URL, "--format", "html"]]
)
def test_a_reader_that_goes_away(reader: Shell, call: list[str]) -> None:
    """When nobody reads on, as with ``| head``, the command ends in silence, with the status that
    shells give and never with 0.
    """
    with reader.start(*call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        err = process.stderr.read()
        process.wait(PATIENCE)
    assert (process.returncode, err) == (141, b"")


def test_ctrl_c_while_reading(shell: Shell) -> None:
    """Ctrl-C in a reading command ends it with 130 and one word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE)
        port = silent.getsockname()[1]
        shell.configure(
            f'store: {{url: "s3://bucket/news", endpoint_url: "http://127.0.0.1:{port}"}}\n'
        )
        shell.environ = credentials("KEY", "secret")
        with shell.start("articles", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            asked, _ = silent.accept()  # it waits for an answer that never comes
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)
        asked.close()
    assert (process.returncode, out, err) == (130, b"", b"interrupted\n")


@pytest.mark.slow
def test_the_progress_bar(shell: Shell, newspaper: Press) -> None:
    """On a terminal a crawl shows how many pages it has checked, at what rate, and the time left.

    Afterwards only the summary stays.
    """
    shell.configure(
        'store: {url: "file:store"}\ncrawl: {allow_private_networks: true, '
        "per_host_delay: 0.3, workers: 1, obey_robots: false}\n"
    )
    urls = [
        newspaper.url(f"/story/{name}?n={number}")
        for name in ("harbour", "clock", "orchard")
        for number in range(2)
    ]
    result = shell.on_terminal("crawl", *urls)
    shown = bare(result.out)
    assert result.status == 0
    assert re.search(r"crawling .*[1-5]/6 pages +\d+\.\d/s +\d\d:\d\d left", shown)
    assert "6 checks in" in shown.splitlines()[-1]
    quiet = shell.on_terminal("crawl", *urls, "--json").out
    assert json.loads(quiet)["counts"] == {"unchanged": 6}


def test_versions_of_different_extractors(shell: Shell) -> None:
    """``diff`` of versions that different extractors made extracts both captures again, says so,
    and compares like with like.
    """
    text = tuple(
        f"On day {number} the harbour board of Varn met again and heard the owner of the ferry."
        for number in range(8)
    )
    _archive(
        shell,
        [
            ("old rules", "Varn", ("Cookies, please", *text)),
            ("new rules", "Varn", (*text[:-1], "It met no more.")),
        ],
    )
    told, listed = shell.run("diff", "varn"), shell.run("diff", "varn", "--json").document
    assert "extracted again from both captures" in told.out
    assert "extracted again from both captures" in listed["note"]
    assert "Cookies" not in told.out
    assert "It met no more." in told.out


def test_a_lost_capture_is_named(shell: Shell) -> None:
    """Where that needs a capture that is lost, its key is named with status 3."""
    _archive(shell, [("old rules", "Varn", ("One.",)), ("new rules", "Varn", ("Two.",))])
    for path in (shell.folder / "archive/store").rglob("*.warc.gz"):
        path.unlink()
    result = shell.run("diff", "varn")
    assert (result.status, "/captures/" in result.err) == (3, True)


def _archive(shell: Shell, editions: list[tuple[str, str, tuple[str, ...]]]) -> None:
    """Make an archive of one article, with a version for each (extractor, title, paragraphs).

    Its captures hold just these paragraphs.
    """
    archive = open_for_writing(FileStore(Path(shell.folder / "archive/store")), now=BORN)
    url, previous = "https://news.example/varn", None
    for number, (extractor, title, paragraphs) in enumerate(editions, 1):
        story = [text for text in paragraphs if text != "Cookies, please"]
        page = (
            f"<title>{title}</title><article><h1>{title}"
            f"</h1>{''.join(f'<p>{text}</p>' for text in story)}</article>"
        )
        at = BORN.replace(hour=10 + number)
        text = "\n\n".join(paragraphs)
        head = archive.append(
            Version(
                article=article_of(url),
                url=url,
                version=number,
                state=State.PRESENT,
                captured_at=at,
                confirmed_at=at,
                last_seen_before=at.replace(minute=1) if previous else None,
                capture=archive.keep(article_of(url), capture_of(url, page, at)),
                previous=previous,
                fingerprint=fingerprint(title, "", text),
                content_sha256=sha256(text.encode()),
                run="20261121T090000Z-00000000",
                extraction=Extraction(extractor=extractor, title=title, paragraphs=paragraphs),
            )
        )
        assert head is not None
        previous = head.sha256


def test_the_list_of_commands_is_whole(shell: Shell) -> None:
    """At 80 columns no command's summary is cut off, and the first ones are those that a newcomer
    needs.
    """
    listed = shell.pipe("--help", env={"COLUMNS": "80"}).out
    assert "..." not in listed.partition("Commands:")[2]
    assert (
        listed.index("  demo ")
        < listed.index("  crawl ")
        < listed.index("  history ")
        < listed.index("  verify ")
    )
