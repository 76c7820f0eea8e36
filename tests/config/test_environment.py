"""Variables that override the file, and secrets."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from crawler.config import Config, SourceConfig
from tests.config.conftest import SECRET, Problems


def test_a_database_password_comes_from_the_environment(read: Callable[..., Config]) -> None:
    """The index's password is taken from its variable, and stays out of every printed and
    serialised form.
    """
    for url in (
        f"postgresql://eva:{SECRET}@db/news",
        f"postgresql+psycopg://eva@db/news?password={SECRET}",
    ):
        config = read("", {"PALIMPSEST_INDEX__URL": url})
        assert config.index.url == url
        for shown in (
            repr(config),
            str(config.index),
            config.model_dump_json(),
            str(config.model_dump()),
            config.index.shown_url,
        ):
            assert SECRET not in shown
            assert "eva" in shown


def test_environment_overrides(read: Callable[..., Config]) -> None:
    """Each key has a variable that wins over the file.

    Sections, sources and sites are YAML or JSON; an empty one is not set.
    """
    environ = {
        "PALIMPSEST_STORE__URL": "s3://news-archive/x",
        "PALIMPSEST_STORE__REGION": "no",
        "PALIMPSEST_STORE__ENDPOINT_URL": "null",
        "PALIMPSEST_CRAWL": "{retries: 7, timeout: 3}",
        "PALIMPSEST_CRAWL__TIMEOUT": "4.5",
        "PALIMPSEST_CRAWL__OBEY_ROBOTS": "false",
        "PALIMPSEST_REVISIT__LATER": "3d",
        "PALIMPSEST_CAPTURES": "",
        "PALIMPSEST_SOURCES": (
            '[{"name": "a", "urls": ["https://a.example/1"], "cookies_env": '
            '"PALIMPSEST_A_COOKIES"}]'
        ),
        "PALIMPSEST_SITES": "{a.example: {drop: [.teaser]}}",
        "PALIMPSEST_A_COOKIES": SECRET,
        "PALIMPSEST_CONFIG": "elsewhere.yaml",
        "UNRELATED": "x",
    }
    config = read(
        "captures: all\ncrawl: {concurrency: 5}\nstore: {endpoint_url: 'https://s3.example'}\n",
        environ,
    )
    assert (config.store.url, config.store.region, config.store.endpoint_url) == (
        "s3://news-archive/x",
        "no",
        None,
    )
    assert (
        config.crawl.retries,
        config.crawl.timeout,
        config.crawl.concurrency,
        config.crawl.obey_robots,
    ) == (7, 4.5, 32, False)
    assert (config.captures, config.revisit.later) == ("all", timedelta(days=3))
    assert config.sources == (
        SourceConfig(name="a", urls=("https://a.example/1",), cookies_env="PALIMPSEST_A_COOKIES"),
    )
    assert config.sites["a.example"].drop == (".teaser",)
    assert SECRET not in repr(config)


def test_errors_of_the_environment_name_the_variable(problems: Problems) -> None:
    """A problem that a variable causes names it instead of a line, and comes first."""
    environ = {
        "PALIMPSEST_CRAWL__RETRIES": SECRET,
        "PALIMPSEST_CRAWL__TIMEOT": "3",
        "PALIMPSEST_STORE_SECRET_KEY": SECRET,
        "PALIMPSEST_SOURCES": '[{"name": "a", "feed": []}]',
        "PALIMPSEST_SITES": "{a: {b: 1}, a: {}}",
    }
    found = problems("captures: dayly", environ)
    assert found[-1].startswith("config.yaml:1: captures")
    assert (
        "PALIMPSEST_CRAWL__TIMEOT: this variable sets nothing; did you mean "
        "PALIMPSEST_CRAWL__TIMEOUT?"
    ) in found
    assert "PALIMPSEST_SOURCES: sources[0].feed: unknown key; did you mean feeds?" in found
    assert any(
        line.startswith("PALIMPSEST_CRAWL__RETRIES: crawl.retries: this must be a whole number")
        for line in found
    )
    assert any(
        line.startswith("PALIMPSEST_SITES: sites.a: this key stands here a second time")
        for line in found
    )
    assert any(line.startswith("PALIMPSEST_STORE_SECRET_KEY: credentials") for line in found)


@pytest.mark.parametrize(
    "text",
    [
        f"store: {{access_key: {SECRET}}}",
        f"store: {{secret_access_key: {SECRET}}}",
        f"index: {{password: {SECRET}}}",
        f"aws_session_token: {SECRET}",
        f"index: {{url: 'postgresql://eva:{SECRET}@db.example/news'}}",
        f"index: {{url: 'postgresql://eva:pa/{SECRET}@db.example/news'}}",
        f"index: {{url: 'postgresql://eva@db.example/news?password={SECRET}'}}",
        f"store: {{url: 's3://AKIA:{SECRET}@bucket/x'}}",
        f"store: {{endpoint_url: 'https://eva:{SECRET}@s3.example'}}",
        f"sources: [{{name: a, feeds: ['https://eva:{SECRET}@news.example/rss']}}]",
        f"sources: [{{name: a, urls: ['https://a.example/'], cookies_env: 'sid={SECRET}'}}]",
        (
            f"sources: [{{name: a, urls: ['https://a.example/'], headers_env: "
            f"{{Authorization: {SECRET}}}}}]"
        ),
        f"sources: [{{name: a, urls: ['https://a.example/'], auth: {SECRET}}}]",
    ],
)
def test_secrets_are_refused_and_never_repeated(problems: Problems, text: str) -> None:
    """Credentials in the file are refused with a word on the environment.

    The message does not hold them.
    """
    found = problems(text)
    assert len(found) == 1
    assert any(word in found[0] for word in ("environment", "AWS_ACCESS_KEY_ID"))


@pytest.mark.parametrize(
    ("text", "environ", "start"),
    [
        ("index: {url: 'sqlite:///archive/store/index.db'}", {}, "config.yaml:1: index.url: "),
        ("store: {url: 'file:archive'}", {}, "config.yaml:1: store.url: "),
        ("", {"PALIMPSEST_STORE__URL": "file:."}, "PALIMPSEST_STORE__URL: store.url: "),
        ("store: {url: 'file:a/../archive'}", {}, "config.yaml:1: store.url: "),
    ],
)
def test_the_index_lies_outside_the_store(
    problems: Problems, text: str, environ: dict[str, str], start: str
) -> None:
    """An index inside the store's folder is refused, and the key that brought it there is named."""
    (found,) = problems(text, environ)
    assert found.startswith(start)
    assert "inside the store's folder" in found
