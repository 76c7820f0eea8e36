"""The configuration: defaults, the file, paths, values."""

import pickle
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import Config, Schedule, SourceConfig, load, parse_duration
from crawler.errors import ConfigError

_ROOT = Path(__file__).parents[2]


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file and variables the built-in defaults hold, with store and index under the
    working directory.
    """
    monkeypatch.chdir(tmp_path)
    config = load(None, {})
    assert config.store.url == f"file:{tmp_path}/archive/store"
    assert config.store.folder == tmp_path / "archive/store"
    assert config.index.file == tmp_path / "archive/index.db"
    assert (config.captures, config.sources, config.crawl.concurrency, config.crawl.retries) == (
        "daily",
        (),
        32,
        2,
    )
    assert config.crawl.user_agent.startswith("Palimpsest/")
    assert 1 <= config.crawl.workers <= 8
    assert config.revisit.later == timedelta(days=7)


def test_the_shipped_file_says_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """config.yaml at the top of the project is valid and equals the built-in defaults.

    It has no sources to crawl.
    """
    monkeypatch.chdir(tmp_path)
    copy = tmp_path / "copy.yaml"
    copy.write_bytes((_ROOT / "config.yaml").read_bytes())
    assert load(copy, {}) == load(None, {})


def test_the_example_in_the_shipped_file_is_valid(read: Callable[..., Config]) -> None:
    """What config.yaml shows as comments can be uncommented as it stands."""
    text = (_ROOT / "config.yaml").read_text(encoding="utf-8")
    lines = [
        line.replace("  # ", "  ", 1) if line.startswith(("  # ", "  #   ")) else line
        for line in text.splitlines()
    ]
    config = read("\n".join(line for line in lines if "Say who you are" not in line))
    assert config.sources[0].schedule == Schedule(cron="*/15 * * * *")
    assert config.sources[0].include == (r"/20\d\d/",)
    assert config.sites["news.example"].keep == ("section.correction",)
    assert config.store.object_lock_days == 30


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    """A file that was asked for and is missing, a folder, or no UTF-8 is an error.

    An empty one is all defaults.
    """
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read"):
            load(path, {})
    (tmp_path / "bad.yaml").write_bytes(b"captures: \xff")
    with pytest.raises(ConfigError, match="not UTF-8, at byte 10"):
        load(tmp_path / "bad.yaml", {})
    (tmp_path / "empty.yaml").write_text("\ufeff# nothing\nsources:\nsites:\n", encoding="utf-8")
    assert load(tmp_path / "empty.yaml", {}).sources == ()


def test_relative_paths_start_at_the_file(read: Callable[..., Config], tmp_path: Path) -> None:
    """Paths of store and index are relative to the file's folder, also those from the
    environment.
    """
    config = read(
        "store: {url: 'file:kept'}", {"PALIMPSEST_INDEX__URL": "sqlite:///cache/i.db?timeout=5"}
    )
    assert config.store.url == f"file:{tmp_path}/kept"
    assert config.index.url == f"sqlite:///{tmp_path}/cache/i.db?timeout=5"
    assert read("store: {url: 'file:///srv/kept'}").store.folder == Path("/srv/kept")
    assert read("store: {url: 's3://news-archive/some/prefix'}").store.folder is None


def test_a_config_is_frozen_and_travels() -> None:
    """A configuration can be pickled for child processes, and cannot be changed."""
    config = Config(
        sources=(
            SourceConfig(
                name="a",
                urls=("https://a.example/1",),
                schedule=Schedule(every=timedelta(minutes=5)),
            ),
        )
    )
    assert pickle.loads(pickle.dumps(config)) == config
    with pytest.raises(ValueError, match="frozen"):
        config.captures = "all"


def test_sites_hold_for_subdomains() -> None:
    """Of the names in ``sites`` the longest that is the host or a parent of it counts."""
    config = Config.model_validate(
        {"sites": {"news.example": {"drop": ["a"]}, "www.news.example": {"drop": ["b"]}}}
    )
    assert config.site("m.news.example") == config.sites["news.example"]
    assert config.site("www.news.example") == config.sites["www.news.example"]
    assert config.site("example") is None
    assert config.site("badnews.example") is None


@given(st.integers(1, 36500), st.sampled_from("smhdw"))
def test_durations(number: int, unit: str) -> None:
    """A number with a unit is that many of it; terms add up."""
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}[unit]
    assert parse_duration(f"{number}{unit}") == timedelta(seconds=number * seconds)
    assert parse_duration(f" {number}{unit} 30s") == timedelta(seconds=number * seconds + 30)


@pytest.mark.parametrize(
    "value", ["", "5", "m", "-5m", "5 m", "5min", "1e9d", "9" * 400 + "d", 5, 5.0, True, None]
)
def test_no_durations(value: object) -> None:
    """A bare number, another unit, or a negative span is no duration."""
    with pytest.raises(ValueError, match="duration"):
        parse_duration(value)
