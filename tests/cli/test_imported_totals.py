"""What the terminal says of an article with an older capture that was imported later."""

from datetime import timedelta

import pytest

from crawler.archive import open_for_writing
from crawler.model import Change
from crawler.store.files import FileStore
from tests.archives import capture_of
from tests.cli.conftest import KEPT
from tests.cli.shell import Shell
from tests.web.ferry import text
from tests.web.histories import NOON, History, body_of

URL = "https://news.example/2026/ferry"
FIRST, NEXT, LAST, OLDER = (
    text([f"Paragraph {number} of the ferry's story." for number in numbers])
    for numbers in ((1, 2), (1, 2, 3), (1, 2, 3, 4), (1, 9))
)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Provide a shell beside an article that stood in the order 4, 1, 2, 3."""
    shell = Shell(tmp_path_factory.mktemp("imported"))
    shell.configure(KEPT)
    history = History(open_for_writing(FileStore(shell.folder / "store"), now=NOON), URL)
    for hours, shown in enumerate((FIRST, NEXT, LAST), 1):
        at = NOON + timedelta(hours=hours)
        before = at - timedelta(minutes=30) if hours > 1 else None
        history.add(shown, capture_of(URL, body_of(shown), at), at, seen_before=before)
    page = capture_of(URL, body_of(OLDER), NOON)
    history.add_imported(OLDER, page, NOON, against=0, change=Change())
    return shell


def test_a_count_is_no_number(shell: Shell) -> None:
    """Where numbers do not follow the order of time, all versions are counted everywhere."""
    assert shell.run("show", URL).out.startswith("version 3 of 4, captured 2026-11-21 15:00:00Z")
    assert shell.run("show", URL, "--version", "4").out.startswith("version 4 of 4, captured")
    assert "\nversion 3 of 4, captured" in shell.run("blame", URL).out
    assert "  4 versions, present" in shell.run("articles").out
    (row,) = shell.run("articles", "--json").document["articles"]
    assert (row["version"], row["versions"]) == (3, 4)


def test_words_stand_in_the_order_of_capture(shell: Shell) -> None:
    """What `search` says of words goes by when versions stood, not by when they arrived."""
    assert "\n  v4, v1-v3; stands now\n" in shell.run("search", '"paragraph 1"').out
    gone = "v4; the words are gone since v1 ("
    assert f"\n  {gone}by 2026-11-21 13:00:00Z)\n" in shell.run("search", '"paragraph 9"').out
    assert "\n  v2-v3; stands now\n" in shell.run("search", '"paragraph 3"').out


def test_one_version_is_the_first(shell: Shell) -> None:
    """What was crawled first is not called the first seen, and came after what was imported."""
    named = "after 2026-11-21 12:00:00, by 13:00:00Z"
    said = "recorded as the first; what stood before was imported later"
    lines = shell.run("blame", URL).out.splitlines()
    origin = "imported from past.warc.gz, SHA-256 aaaaaaaaaaaa…"
    assert f"v4  by 2026-11-21 12:00:00Z: first seen; {origin}" in lines
    assert f"v1  {named}: {said}" in lines
    history = shell.run("history", URL).out
    assert f"  1  {named}\n     {said}\n" in history
    assert history.count("first seen") == 1


def test_a_redacted_version_is_listed(shell: Shell) -> None:
    """`blame` names what it leaves out among the versions, and `redact` says plainly what goes."""
    call = ["redact", URL, "--version", "2", "--reason", "order", "--order-id", "12-34"]
    would = shell.run(*call).out
    assert "bytes in all:\n  - the text of version 2\n  - 1 capture of the page" in would
    assert "\nversions 1, 3 and 4 stay. Each has a paragraph that goes, or is damaged" in would
    assert would.endswith("nothing was removed: the same call with --yes removes it, for good\n")
    assert "\nremoved, " in shell.run(*call, "--yes").out
    out = shell.run("blame", URL).out
    assert "\n(left out: version 2, which is redacted; sentences that came or left with it" in out
    when = "after 2026-11-21 13:30:00, by 14:00:00Z"
    assert f"\nv2  {when}: redacted: its text was removed on" in out
    assert [one["version"] for one in shell.run("blame", URL, "--json").document["redacted"]] == [2]
