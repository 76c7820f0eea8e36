"""Every page, feed, API call and reading command answers from PostgreSQL as from SQLite."""

import io
import json
import re
from contextlib import redirect_stdout
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest

from crawler.capture_reader import ArchiveReader
from crawler.config import Config
from crawler.index import discard
from crawler.store.files import FileStore
from jobs import cli
from tests.pages.page_types import MORE, PAGE_TYPES
from tests.pages.stories_told import FERRY_URL, Told, write_stories
from tests.web.site import serving

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
CALLS = (
    *("articles", "changes", "pending", "sources", "runs", "report", "plots", "find?url={url}"),
    *("search?q=ferry", "search?q=%22the+ferry%22", "search?q=fer*", "changes?q=ferry"),
    *("articles?host=news.example", "changes?host=news.example", "report?since=2026-01-01"),
    *(f"articles/{{ferry}}{rest}" for rest in ("", "/story", "/next", "/blame", "/versions/2")),
    *("articles/{ferry}/compare/1/2", "runs/{run}", "runs/{run}/overview", "sources/desk"),
)
OTHERS = (
    *("/feeds/changes.atom", "/feeds/changes.json", "/feeds/changes.atom?host=news.example"),
    *("/articles/{ferry}/export.json", "/timemap/link/{url}", "/timemap/json/{url}"),
    *(
        "/articles?host=news.example",
        "/?source=desk",
        "/?kind=headline",
        "/?q=FERRY",
        "/?silence=silent",
    ),
    *("/search?q=%E6", "/runs?page=2", "/articles?page=2"),
)
COMMANDS = (
    *(["articles"], ["changes"], ["report"], ["report", "--since", "2026-01-01"]),
    *(["history", "{url}"], ["show", "{url}"], ["diff", "{url}"], ["blame", "{url}"]),
    *(["story", "{url}"], ["why", "{url}"], ["search", "ferry"], ["search", "the ferr*"]),
    *(["changes", "--kind", "headline"], ["articles", "--host", "news.example"]),
    *(["show", "{url}", "--at", "2026-03-09T11:00:00Z"], ["show", "{url}", "--version", "1"]),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """Provide an archive of stories of all kinds."""
    folder = tmp_path_factory.mktemp("stories")
    return folder, write_stories(FileStore(folder / "store"), NOW)


@pytest.fixture(scope="module")
def indexes(told: tuple[Path, Told], postgres: str) -> dict[str, Path]:
    """Provide a configuration with each index."""
    discard(postgres)
    folder, written = told[0], {}
    for name, url in (("lite", f"sqlite:///{folder}/index.db"), ("server", postgres)):
        written[name] = folder / f"{name}.yaml"
        document = {"store": {"url": f"file:{folder}/store"}, "index": {"url": url}}
        written[name].write_text(json.dumps(document))
    return written


def fill(told: Told, text: str) -> str:
    """Put names of the stories into an address."""
    return (
        text.replace("{ferry}", told.ferry)
        .replace("{run}", told.runs[0])
        .replace("{url}", FERRY_URL)
    )


def plain(text: str) -> str:
    """Return what was said without what differs from call to call: times of the day, places."""
    times = (
        r"20[0-9]{2}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+)?(Z| UTC)?"  # those of today are the clock's
    )
    text = re.sub(times, lambda at: at[0] if at[0] < "2026-03-10" else "NOW", text)
    return re.sub(r"127\.0\.0\.1:[0-9]+|(sqlite|postgresql)[^\s\"<]*", "PLACE", text)


def test_pages_feeds_and_calls(told: tuple[Path, Told], indexes: dict[str, Path]) -> None:
    """All addresses give the same bytes."""
    stories = told[1]
    addresses = [
        *(one for kinds in (PAGE_TYPES, MORE) for give in kinds.values() for one in give(stories)),
        *(fill(stories, f"/api/v1/{one}") for one in CALLS),
        *(fill(stories, one) for one in OTHERS),
    ]
    answers: dict[str, list[tuple[int, str]]] = {address: [] for address in addresses}
    for file in indexes.values():
        config = Config.model_validate(json.loads(file.read_text()))
        with serving(config, captures=ArchiveReader) as site:
            for address in addresses:
                answered = site.get(address)
                answers[address].append(
                    (answered.status, plain(answered.body.decode("utf-8", "replace")))
                )
    other = [address for address, (lite, server) in answers.items() if server != lite]
    assert other == []
    statuses = {address: lite[0] for address, (lite, _) in answers.items()}
    assert {status for status in statuses.values() if status != HTTPStatus.OK} <= {
        302,
        303,
        400,
        404,
    }
    wrong = [address for address, status in statuses.items() if status == HTTPStatus.NOT_FOUND]
    assert len(wrong) < 4, wrong


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_commands(
    told: tuple[Path, Told], indexes: dict[str, Path], command: list[str], form: list[str]
) -> None:
    """A command prints the same and ends with the same status."""
    said = []
    for file in indexes.values():
        out = io.StringIO()
        with redirect_stdout(out), pytest.raises(SystemExit) as ended:
            cli.main([*(fill(told[1], one) for one in command), *form, "--config", str(file)])
        said.append((ended.value.code, plain(out.getvalue())))
    assert said[0] == said[1]
    assert said[0][1]
