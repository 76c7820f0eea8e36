"""Who may read the pages, and under which names they are reached."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from crawler.config import WebConfig
from crawler.errors import ConfigError
from jobs.web.access import access, is_loopback
from tests.web.site import config_at, serving

TOKEN, PASSWORD = "a-token-of-the-archive-desk", "pass: wörd 1"
ENVIRON = {"DESK_TOKEN": TOKEN, "DESK_PASSWORD": PASSWORD}
OPEN = "192.0.2.1"
"""An address that others reach."""


def basic(user: str, password: str) -> str:
    """Return the header that browsers send."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@pytest.mark.parametrize(
    ("web", "host", "names", "others"),
    [
        (
            {},
            "127.0.0.1",
            ["localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:1", "[::1]:8080", "127.9.9.9"],
            [
                *("", "evil.example", "localhost.evil.example", "192.0.2.7"),
                *("127.0.0.1.evil.example", "[::1%<b>]", "localhost:\N{SUPERSCRIPT TWO}"),
            ],
        ),
        ({"hosts": ["archive.example"]}, "::1", ["archive.example", "archive.example:80"], ["a.b"]),
        (
            {"token_env": "DESK_TOKEN", "hosts": ["desk.example:8443"]},
            OPEN,
            ["192.0.2.1:8080", "10.0.0.7", "[2001:db8::1]:80", "desk.example:8443"],
            ["desk.example", "desk.example:80", "evil.example", "localhost"],
        ),
        (
            {"behind_proxy": True, "hosts": ["archive.example"]},
            OPEN,
            ["archive.example", "Archive.Example:443"],
            ["192.0.2.1", "evil.example", "localhost", "archive.example.evil.example"],
        ),
    ],
)
def test_names(web: dict[str, Any], host: str, names: list[str], others: list[str]) -> None:
    """Only known names are good: no other site's name leads here, whatever address it has."""
    found = access(WebConfig.model_validate(web), host, ENVIRON)
    assert found is not None
    assert [name for name in names if not found.is_host_good(name)] == []
    assert [name for name in others if found.is_host_good(name)] == []


def test_another_name_is_refused(archive_folder: Path) -> None:
    """A request under another site's name sees nothing, health for orchestrators aside."""
    with serving(config_at(archive_folder)) as site:
        told = site.get("/", host="evil.example")
        assert (told.status, "Bridge" in told.text) == (421, False)
        statuses = {
            path: site.get(path, host="evil.example").status
            for path in ("/healthz", "/readyz", "/metrics", "/healthz?verbose", "/api/v1/x")
        }
    assert statuses == {
        "/healthz": 200,
        "/readyz": 200,
        "/metrics": 421,
        "/healthz?verbose": 421,
        "/api/v1/x": 421,
    }


SETTINGS = {"token_env": "DESK_TOKEN", "user": "eva", "password_env": "DESK_PASSWORD"}


@pytest.mark.parametrize("host", [OPEN, "127.0.0.1"])
def test_readers_are_asked(archive_folder: Path, host: str) -> None:
    """Pages and figures want the token or the password; probes and our own files don't."""
    with serving(config_at(archive_folder, **SETTINGS), host=host, environ=ENVIRON) as site:
        for path in ("/", "/no", "/metrics", "/healthz?verbose"):
            told = site.get(path)
            assert (told.status, told.headers["www-authenticate"][:5]) == (401, "Basic")
        assert site.get("/api/v1/x").headers["www-authenticate"] == 'Bearer realm="archive"'
        assert {site.get(path).status for path in ("/healthz", "/readyz")} == {200}
        good = [f"Bearer {TOKEN}", basic("eva", PASSWORD), basic("", TOKEN), basic("eva", TOKEN)]
        bad = [
            *("Bearer", "Bearer x", f"Bearer {TOKEN}x", f"Bearer {PASSWORD}", f"Digest {TOKEN}"),
            *(basic("eva", "x"), basic("eve", PASSWORD), basic("", ""), basic("eva", "")),
            *("Basic", "Basic !", "Basic /w==", f"Basic {TOKEN}", "Bearer None", "Bearer "),
        ]
        assert [site.get("/", authorization=one).status for one in good] == [200] * len(good)
        assert [site.get("/", authorization=one).status for one in bad] == [401] * len(bad)
        assert site.get("/metrics", authorization=f"Bearer {TOKEN}").body == b"palimpsest_up 1\n"
        assert "desk" in site.get("/healthz?verbose", authorization=f"Bearer {TOKEN}").text


def test_writing_takes_the_token_as_programs_send_it(archive_folder: Path) -> None:
    """A password that a browser keeps, and sends along for any site's form, opens nothing.

    Without a token nobody writes.
    """
    with serving(config_at(archive_folder, **SETTINGS), host=OPEN, environ=ENVIRON) as site:
        asked = {
            one: site.get("/api/v1/articles", method="POST", authorization=one).status
            for one in (f"Bearer {TOKEN}", basic("eva", PASSWORD), basic("", TOKEN), "Bearer x")
        }
    assert list(asked.values()) == [415, 401, 401, 401]  # 415: let through, without a body
    with serving(config_at(archive_folder)) as site:
        assert site.get("/api/v1/articles", method="POST", authorization="Bearer ").status == 403


def test_a_proxy_that_is_declared(archive_folder: Path) -> None:
    """Behind it everybody reads, under its names, and links begin with its scheme."""
    config = config_at(archive_folder, behind_proxy=True, hosts=["archive.example"])
    with serving(config, host=OPEN) as site:
        assert site.get("/").status == 421
        assert site.get("/", host="archive.example").status == 200
        assert site.get("/metrics").status == 200
        for scheme, shown in (("https", "https"), ("javascript", "http")):
            sent = {"host": "archive.example", "x_forwarded_proto": scheme}
            assert site.get("/articles/", **sent).headers["location"] == (
                f"{shown}://archive.example/articles"
            )
            feed = json.loads(site.get("/feeds/changes.json", **sent).body)
            assert feed["home_page_url"] == f"{shown}://archive.example/"
    with serving(config_at(archive_folder)) as site:
        assert site.get("/articles/", x_forwarded_proto="https").headers["location"] == (
            f"http://127.0.0.1:{site.port}/articles"
        )


def test_what_nothing_guards_is_not_served(archive_folder: Path) -> None:
    """On an open address without any of these there is health, as before, and no page."""
    with serving(config_at(archive_folder), host=OPEN) as site:
        statuses = [site.get(path).status for path in ("/", "/articles", "/static/x", "/api/v1/x")]
        assert statuses == [404] * 4
        for path in ("/healthz", "/readyz", "/metrics", "/healthz?verbose"):
            assert site.get(path, host="palimpsest:8080").status == 200


@pytest.mark.parametrize(
    ("web", "environ", "told"),
    [
        ({"token_env": "DESK_TOKEN"}, {}, "DESK_TOKEN is not set"),
        ({"token_env": "DESK_TOKEN"}, {"DESK_TOKEN": "hunter2"}, "fewer than 20"),
        (
            {"user": "eva", "password_env": "DESK_PASSWORD"},
            {"DESK_PASSWORD": "hunter2"},
            "fewer than 10",
        ),
    ],
)
def test_secrets_that_could_be_guessed(
    web: dict[str, Any], environ: dict[str, str], told: str
) -> None:
    """A secret that is missing or short is an error that names its variable, and not its value."""
    with pytest.raises(ConfigError, match=told) as raised:
        access(WebConfig.model_validate(web), OPEN, environ)
    assert "hunter2" not in f"{raised.value} {raised.value.hint}"


@pytest.mark.parametrize(
    "web",
    [
        *({"user": "eva"}, {"password_env": "X"}, {"user": "a:b", "password_env": "X"}),
        *({"behind_proxy": True}, {"name": ""}, {"name": "x" * 81}),
        {"hosts": ["https://a.example"]},
    ],
)
def test_settings_that_make_no_sense(web: dict[str, Any]) -> None:
    """Half of a password, a proxy without names, and the like are refused."""
    with pytest.raises(ValueError, match=r"together|colon|behind_proxy|this must"):
        WebConfig.model_validate(web)


def test_loopback() -> None:
    """Only addresses that never leave the machine are loopback."""
    assert all(map(is_loopback, ["127.0.0.1", "127.1.2.3", "::1", "localhost"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "192.0.2.1", "", "localhost.example"]))
