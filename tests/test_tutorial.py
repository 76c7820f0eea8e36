"""docs/use/tutorial.md, followed step by step against the demonstration's newspaper."""

import re
import shlex
from collections.abc import Iterator

import pytest

from jobs.demo.editions import EDITIONS
from jobs.demo.newspaper import Press
from tests.cli.shell import ROOT, Shell

TUTORIAL = (ROOT / "docs" / "use" / "tutorial.md").read_text(encoding="utf-8")
SITE = "https://news.example"
_STEP = re.compile(r"<!-- newspaper: edition (\d) -->|```(sh|yaml)\n(.*?)```", re.DOTALL)
ON_LOOPBACK = {
    "PALIMPSEST_CRAWL__ALLOW_PRIVATE_NETWORKS": "true",
    "PALIMPSEST_CRAWL__PER_HOST_DELAY": "0",
}
"""The newspaper runs on this machine, and a test need not be polite to it."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int, str]]:
    """Provide each call of the tutorial with its exit status and what it printed."""
    shell = Shell(tmp_path_factory.mktemp("tutorial"), ON_LOOPBACK)
    with Press(EDITIONS[0]) as press:
        return list(followed(shell, press))


def followed(shell: Shell, press: Press) -> Iterator[tuple[str, int, str]]:
    """Follow the page from top to bottom, and yield each call."""
    for edition, language, block in _STEP.findall(TUTORIAL):
        text = block.replace(SITE, press.base)
        if edition:
            press.edition = EDITIONS[int(edition) - 1]
        elif language == "yaml":
            shell.configure(text)
        else:
            for line in text.splitlines():
                program, *arguments = shlex.split(line)
                assert program == "palimpsest"
                result = shell.run(*arguments)
                yield line, result.status, result.out + result.err


def told(printed: list[tuple[str, int, str]], call: str) -> str:
    """Return what the calls of this command printed, one after the other."""
    return "".join(out for line, _, out in printed if line.startswith(f"palimpsest {call}"))


def test_every_call_succeeds(printed: list[tuple[str, int, str]]) -> None:
    """Every call of the tutorial ends with status 0."""
    assert len(printed) >= 14
    assert [(line, out) for line, status, out in printed if status != 0] == []


def test_it_shows_what_it_promises(printed: list[tuple[str, int, str]]) -> None:
    """Text, outcome, difference, silent change and proof come out as the tutorial says."""
    assert "Ferry runs aground off Skerrin harbour" in told(printed, "extract")
    assert re.search(r"changed.*ferry-aground", told(printed, "crawl"))
    assert "Ferry{+ with 14 passengers+} runs aground" in told(printed, "diff")
    assert "1 change of 1" in told(printed, "changes --silent")
    assert "next check" in told(printed, "why")
    assert "no damage" in told(printed, "verify")


def test_its_sample_is_what_diff_prints(printed: list[tuple[str, int, str]]) -> None:
    """The sample of a difference holds lines that ``diff`` really prints, but for its times."""
    (sample,) = re.findall(r"```text\n(.*?)```", TUTORIAL, re.DOTALL)
    flat, real = (" ".join(text.split()) for text in (sample, told(printed, "diff")))
    for part in re.split(r" ?(?:\S*---|\+\+\+|~) ?", flat):
        if "captured" not in part and "came about" not in part:
            assert part in real
