"""What is wrong in the file: all of it at once, with line, key and remedy."""

import pytest

from tests.config.conftest import SECRET, Problems


def test_all_problems_at_once(problems: Problems) -> None:
    """Every problem is reported in one error, in the file's order, with line, key path and the
    nearest known key.
    """
    text = """\
store: {url: "s3://ab", addresing: path}
captures: dayly
crawl:
  workers: true
  timeout: 0
  retries: many
sources:
  - name: a b
    feeds: "https://news.example/rss"
    shedule: 1
  - {name: one, feeds: ["news.example/rss"], include: ["("], schedule: "*/15 * * *"}
  - {name: ONE, urls: [], schedule: weekly}
revisit: {later: 5 min, first_day: 0s}
sites: {News.example: {drop: ["div["]}}
webhook: x
"""
    found = problems(text)
    expected = [
        "config.yaml:1: store.url: a bucket's name",
        "config.yaml:1: store.addresing: unknown key; did you mean addressing?",
        "config.yaml:2: captures: this must be 'versions', 'daily' or 'all'",
        "config.yaml:4: crawl.workers: this must be a number, not true or false",
        "config.yaml:5: crawl.timeout: this must be at least 1",
        "config.yaml:6: crawl.retries: this must be a whole number",
        "config.yaml:8: sources[0].name: a name is letters",
        "config.yaml:9: sources[0].feeds: this must be a list",
        "config.yaml:10: sources[0].shedule: unknown key; did you mean schedule?",
        "config.yaml:11: sources[1].feeds[0]: this must be a URL that starts with http",
        "config.yaml:11: sources[1].include[0]: not a valid regular expression: missing )",
        "config.yaml:11: sources[1].schedule.cron: a cron line has five fields",
        "config.yaml:12: sources[2].name: sources[1] has this name already",
        "config.yaml:12: sources[2].schedule: a schedule is hourly, daily, a duration such as",
        "config.yaml:13: revisit.later: a duration is a number of seconds, or a number and its",
        "config.yaml:13: revisit.first_day: this duration must be one second or more",
        "config.yaml:14: sites.News.example: this must be a host",
        "config.yaml:14: sites.News.example.drop[0]: not a CSS selector",
        "config.yaml:15: webhook: unknown key",
    ]
    for start in expected:
        assert [line for line in found if line.startswith(start)], start
    assert len(found) == len(expected)
    numbers = [int(line.split(":")[1]) for line in found]
    assert numbers == sorted(numbers)


def test_a_source_must_yield_something(problems: Problems) -> None:
    """A source without any list or URL is refused, at its own line."""
    assert problems("sources:\n\n  - name: idle\n") == (
        (
            "config.yaml:3: sources[0]: a source needs at least one of feeds, sitemaps, "
            "sections and urls"
        ),
    )


def test_duplicate_keys(problems: Problems) -> None:
    """A key that stands twice is an error that names both lines, at any depth."""
    found = problems(
        "captures: all\ncrawl:\n  retries: 1\n  timeout: 5\n  retries: 2\ncaptures: daily\n"
    )
    assert found == (
        "config.yaml:5: crawl.retries: this key stands here a second time, first on line 3",
        "config.yaml:6: captures: this key stands here a second time, first on line 1",
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("captures: [all", 1, "not valid YAML"),
        ("a: 1\n\tb: 2", 2, "not valid YAML"),
        (
            "sources:\n  - {name: a, urls: ['https://a.example/'], schedule: */15 * * * *}",
            2,
            "must be quoted",
        ),
        (f"captures: *{SECRET}", 1, "alias"),
        (f"captures: !{SECRET} x", 1, "tag"),
        ("&a [*a]", 1, "refers to itself"),
        ("captures: daily\n---\ncaptures: all", 2, "document"),
        ("[1, 2]", 1, "must be a mapping"),
        ("captures: \x00", 1, "characters"),
        ("? [a, b]\n: 1", 1, "plain word"),
        ("[" * 5000, 1, "nested too deeply"),
        ("captures: 2026-13-45", 1, "this must be 'versions'"),
        ("captures: !!int x", 1, "this is no int"),
        ("captures: !!binary aGk=", 1, "tag"),
    ],
)
def test_broken_yaml(problems: Problems, text: str, line: int, words: str) -> None:
    """What is no YAML, or goes beyond plain mappings and lists, is one clear problem
    with its line.
    """
    assert [
        found
        for found in problems(text)
        if found.startswith(f"config.yaml:{line}: ") and words in found
    ]


@pytest.mark.parametrize(
    "text",
    [
        "store: {url: 'ftp://x'}",
        "store: {url: 'file:'}",
        "store: {url: 'file://host/x'}",
        "store: {url: 'file:~/x'}",
        "store: {url: 's3://bucket/a//b'}",
        "store: {url: 's3://bucket/../x'}",
        "store: {endpoint_url: 's3.example'}",
        "store: {kms_key_id: x}",
        "store: {object_lock_days: 0}",
        "index: {url: 'mysql://x/y'}",
        "index: {url: 'sqlite://'}",
        "index: {url: 'sqlite:///:memory:'}",
        'crawl: {user_agent: "a\\nX-Evil: 1"}',
        "crawl: {user_agent: ' '}",
        "crawl: {per_host_delay: -1}",
        "crawl: {timeout: .inf}",
        "crawl: {timeout: .nan}",
        "crawl: {concurrency: 0}",
        "captures: 1",
        "crawl: []",
    ],
)
def test_values_that_make_no_sense(problems: Problems, text: str) -> None:
    """A value outside its kind or range is refused once."""
    assert len(problems(text)) == 1


def test_alerts(problems: Problems) -> None:
    """An alert that can tell nobody, tells nothing, or waits for a source or a kind that is not
    there, is refused at its line.
    """
    text = """\
sources: [{name: courier, urls: ["https://news.example/1"]}]
alerts:
  - {name: desk, targets_env: "slack://hunter2", kinds: [headlines]}
  - {name: Desk, targets_env: DESK_URLS, sources: [curier]}
  - {name: idle, targets_env: DESK_URLS, changes: false}
"""
    found = problems(text)
    assert [line.split(": ", 2)[:2] for line in found[:4]] == [
        ["config.yaml:3", "alerts[0].targets_env"],
        ["config.yaml:3", "alerts[0].kinds[0]"],
        ["config.yaml:4", "alerts[1].name"],
        ["config.yaml:5", "alerts[2]"],
    ]
    wrong_source = (
        text.replace("slack://hunter2", "DESK_URLS")
        .replace("headlines", "headline")
        .replace("Desk", "office")
        .replace("false", "true")
    )
    assert problems(wrong_source) == (
        (
            "config.yaml:4: alerts[1].sources[0]: there is no source of this name; did you "
            "mean courier?"
        ),
    )
