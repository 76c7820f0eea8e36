"""Memento as other people's programs speak it: a client, a replay tool, a browser."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from crawler.store.files import FileStore
from tests.pages.browsing import launched
from tests.servers.programs import Programs
from tests.web.courses import BRIDGE, FIRST, Seen, bridge, write_course
from tests.web.histories import body_of
from tests.web.site import Site, config_at, serving

pytestmark = pytest.mark.slow

QUERY = "https://news.example/a?id=1&x=a%2Fb"
RUN = "20261121T120000Z-0000000b"

_ASK = """
import json, sys
from datetime import datetime
from requests import Response
from memento_client import MementoClient

gate, uri = sys.argv[1:]
client = MementoClient(timegate_uri=gate, check_native_timegate=False)
silent = Response()  # of the page itself, which nobody reaches from here
silent.status_code = 200
told = client.get_memento_info(uri, datetime(2026, 11, 21, 12, 50), req_uri_response=silent)
told["is_timegate"] = client.is_timegate(told["timegate_uri"])
told["is_memento"] = client.is_memento(told["mementos"]["closest"]["uri"][0])
print(json.dumps(told, default=str))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Provide the pages of an article, and of one whose address has a query."""
    folder = tmp_path_factory.mktemp("clients")
    store = FileStore(folder / "store")
    write_course(store, BRIDGE, bridge())
    write_course(store, QUERY, [Seen(timedelta(0), FIRST)], run=RUN)
    with serving(config_at(folder)) as site:
        yield site


def _ask(programs: Programs, site: Site, uri: str) -> dict[str, object]:
    call = (programs.path("python"), "-c", _ASK, f"http://127.0.0.1:{site.port}/timegate/", uri)
    told: dict[str, object] = json.loads(
        subprocess.run(call, check=True, capture_output=True).stdout
    )
    return told


def test_the_client_library(programs: Programs, site: Site) -> None:
    """memento_client finds the nearest, the first, the last and the neighbours."""
    told = _ask(programs, site, BRIDGE)
    assert (told["is_timegate"], told["is_memento"]) == (True, True)
    mementos = told["mementos"]
    assert isinstance(mementos, dict)
    times = {name: one["datetime"][11:] for name, one in mementos.items()}
    assert times == {
        "closest": "13:00:00",
        "first": "12:00:00",
        "prev": "12:00:00",
        "next": "13:05:00",
        "last": "22:00:00",
    }
    assert _ask(programs, site, QUERY)["mementos"] != {}


@pytest.fixture(scope="module")
def pywb(programs: Programs, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Provide pywb, which reads the archive from afar in both of the ways it knows."""
    folder, base = tmp_path_factory.mktemp("pywb"), f"http://127.0.0.1:{site.port}"
    named = {
        "type": "memento",
        "timegate_url": f"{base}/timegate/{{url}}",
        "timemap_url": f"{base}/timemap/link/{{url}}",
        "replay_url": f"{base}/memento/{{timestamp}}id_/{{url}}",
    }
    short = f"memento+{base}/timegate/"
    collections = {"named": {"index_paths": named}, "short": short}
    (folder / "config.yaml").write_text(json.dumps({"collections": collections}))
    with programs.wayback(folder) as home:
        yield home


@pytest.mark.parametrize("collection", ["named", "short"])
def test_pywb_replays_us_from_afar(pywb: str, collection: str) -> None:
    """Pywb lists our captures and replays the one nearest to a time, byte for byte."""
    with urlopen(f"{pywb}/{collection}/timemap/link/{BRIDGE}") as answer:
        assert answer.read().count(b'rel="memento"') == 4
    with urlopen(f"{pywb}/{collection}/20261121123900mp_/{BRIDGE}") as answer:
        assert answer.headers["Memento-Datetime"] == "Sat, 21 Nov 2026 13:00:00 GMT"
        assert b"<p>Eleven people were hurt" in answer.read()
    with urlopen(f"{pywb}/{collection}/20261121120000id_/{QUERY}") as answer:
        assert answer.read() == body_of(FIRST).encode()


HOSTILE = (
    "<script>document.title = 'owned'</script>"
    "<img src=x onerror=\"document.title = 'owned'\">"
    "<meta http-equiv='refresh' content='0; url=/runs'>"
)


def test_a_browser_runs_nothing_of_it(tmp_path: Path) -> None:
    """Archived markup that is opened in a browser has no origin, no script and no way on."""
    store = FileStore(tmp_path / "store")
    write_course(store, BRIDGE, [Seen(timedelta(0), replace(FIRST, paragraphs=(HOSTILE,)))])
    with serving(config_at(tmp_path)) as site, launched() as browser:
        address = f"http://127.0.0.1:{site.port}/memento/20261121120000id_/{BRIDGE}"
        page = browser.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert (page.url, page.title()) == (address, "")
        assert page.evaluate("self.origin") == "null"
