"""What a reading command imports: a library that it has no use for is start-up time for nothing.

``bench/startup.py`` gives the times.
"""

import json
import subprocess
import sys

import pytest

from tests.archives import Built
from tests.cli.shell import Shell

READING = (
    *("history", "show", "diff", "blame", "articles", "changes", "report", "why", "search"),
    "story",
)

FOREIGN = {
    *("boto3", "botocore", "scrapy", "twisted", "requests", "urllib3", "trafilatura", "lxml"),
    *("starlette", "uvicorn", "apprise", "apscheduler", "structlog", "tldextract", "cssselect"),
    *("warcio", "brotli", "cryptography", "playwright", "feedparser"),
    "sqlalchemy.dialects.postgresql",
}
"""Nothing that reads an archive in files has a use for these, until it reads a capture."""

COMPARING = {"rapidfuzz", "icu4py", "sentencex", "crawler.diff", "crawler.passages"}
"""Only what compares texts, or cuts them, needs these."""

WORKERS = {
    *("trafilatura", "htmldate", "pypdf", "crawler.extract.pipeline", "crawler.extract.site"),
    *("feedparser", "chardet", "ftfy", "wcwidth", "crawler.discover.sections"),
}
"""What reads pages and lists, and compares them: worker processes have it, and the crawl that feeds
them has no use for it.
"""

ENGINE = {"structlog", "rfc3161_client", "psutil", "jobs.job_queue", "jobs.schedule", "pygments"}
"""What only an engine, a service or a checkpoint needs, or somebody who asks for memory."""

LATER = {"pydantic", "sqlalchemy", "scrapy", "feedparser", "ftfy", "rapidfuzz", "crawler.change"}
"""What a worker process has no use for as long as it reads pages that nobody has seen before."""

LOOK = """
import importlib, inspect, json, sys
from jobs.cli import main
try:
    main(["history", sys.argv[1]])
except SystemExit as ended:
    status = ended.code
first = sorted(sys.modules)
for name in sys.argv[2:]:
    importlib.import_module(f"jobs.commands.{name}")
every = sorted(sys.modules)
whole, searches = inspect.stack, []
inspect.stack = lambda *given: searches.append(1) or whole(*given)
searching = inspect.stack
importlib.import_module("jobs.run")
from scrapy.core.downloader.tls import ScrapyClientTLSOptions as old
named = [old.__module__, len(searches), inspect.stack is searching]
json.dump([status, first, every, sorted(sys.modules), named], sys.stderr)
"""


@pytest.fixture(scope="module")
def looked(kept: tuple[Shell, Built]) -> list[list[str]]:
    """Provide what ``LOOK`` saw."""
    shell, built = kept
    call = [sys.executable, "-c", LOOK, built.articles[0], *READING]
    shell.pipe("articles")  # so that the index is there, and history only reads
    done = subprocess.run(call, cwd=shell.folder, capture_output=True, text=True, check=True)
    seen: list[list[str]]
    status, *seen = json.loads(done.stderr)
    assert status == 0
    assert "1 " in done.stdout
    return seen


@pytest.fixture
def imported(looked: list[list[str]]) -> tuple[set[str], set[str], set[str]]:
    """Provide the modules that ``history`` loads, those that all reading commands import, and those
    with what carries out a crawl besides.
    """
    return set(looked[0]), set(looked[1]), set(looked[2])


def test_reading_files_imports_no_library_of_other_work(
    imported: tuple[set[str], set[str], set[str]],
) -> None:
    """No reading command on a store of files imports what fetches, extracts, serves or sends."""
    assert sorted(imported[1] & FOREIGN) == []


def test_history_imports_nothing_that_compares(
    imported: tuple[set[str], set[str], set[str]],
) -> None:
    """A command that shows what was found imports nothing that would find it anew."""
    assert sorted(imported[0] & COMPARING) == []


def test_a_crawl_leaves_reading_pages_to_its_workers(
    imported: tuple[set[str], set[str], set[str]],
) -> None:
    """The process that fetches and stores imports nothing of what extracts, parses lists or repairs
    encodings.
    """
    assert "scrapy" in imported[2]
    assert sorted(imported[2] & WORKERS) == []


@pytest.mark.parametrize(
    ("call", "foreign"),
    [
        ("import jobs.commands.crawl", ENGINE),
        ("import importlib; [*map(importlib.import_module, crawler.workers.READING)]", LATER),
    ],
)
def test_a_crawl_of_a_page_imports_nothing_for_other_works(call: str, foreign: set[str]) -> None:
    """Neither in its own process nor where its worker processes are forked from."""
    code = f"import sys, crawler.workers; {call}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sorted(foreign & set(done.stdout.split())) == []


def test_scrapy_is_imported_without_a_search_for_names(looked: list[list[str]]) -> None:
    """Its deprecated classes say where they stand, though nobody looked through the stack for that;
    and who looks through it afterwards sees it whole.
    """
    assert looked[3] == ["scrapy.core.downloader.tls", 0, True]
