"""The configuration: defaults, the file, paths, values."""

import pickle
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import Config, Schedule, SourceConfig, is_duration, load, parse_duration
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


@given(st.integers(0, 5000), st.sampled_from("smhdw"))
def test_durations(number: int, unit: str) -> None:
    """A number with a unit is that many of it, one without is seconds; terms add up."""
    seconds = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}[unit]
    assert parse_duration(f"{number}{unit}") == timedelta(seconds=number * seconds)
    assert parse_duration(f" {number}{unit} 30s") == timedelta(seconds=number * seconds + 30)
    assert parse_duration(number) == parse_duration(f"{number}") == timedelta(seconds=number)
    assert parse_duration(number / 8) == timedelta(seconds=number / 8)


@pytest.mark.parametrize(
    "value", ["", "m", "-5m", -5, "5 m", "5 5", "30 1m", "5min", "1e9d", "1.", "٣m", True, None]
)
def test_no_durations(value: object) -> None:
    """Another unit, a negative span, or a number behind another is no duration."""
    with pytest.raises(ValueError, match=r"number of seconds.* such as 30, 30s, 15m, 2h, 1d or 1w"):
        parse_duration(value)


@pytest.mark.parametrize("value", ["9" * 400 + "d", "9" * 400, "99w" * 60, float(1 << 80)])
def test_too_long_a_duration(value: object) -> None:
    """A span beyond a hundred years is refused, however many digits it has."""
    with pytest.raises(ValueError, match="a hundred years at most"):
        parse_duration(value)


@given(st.text(st.sampled_from("0159.smhdwy -+e"), max_size=12) | st.text(max_size=5))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    """Whatever stands there is a span that two spellings agree on, or one clear error."""
    try:
        span = parse_duration(text)
    except ValueError as error:
        assert str(error).startswith("a duration ")  # noqa: PT017  # either outcome is right
    else:
        assert parse_duration(f"{span.total_seconds():.6f}") == span
        assert is_duration(text)


def test_one_notation_everywhere(tmp_path: Path) -> None:
    """Seconds with and without a unit mean the same, in the file and in a variable."""
    config = tmp_path / "config.yaml"
    config.write_text(
        "crawl: {timeout: 2m, per_host_delay: 0, extract_timeout: 0.5m}\n"
        "revisit: {developing: 300, later: 1w}\n",
        encoding="utf-8",
    )
    loaded = load(config, {"PALIMPSEST_CRAWL__PER_HOST_DELAY": "0.25"})
    crawl = loaded.crawl
    assert (crawl.timeout, crawl.per_host_delay, crawl.extract_timeout) == (120.0, 0.25, 30.0)
    assert loaded.revisit.developing == timedelta(minutes=5)
    assert loaded.revisit.later == timedelta(days=7)
