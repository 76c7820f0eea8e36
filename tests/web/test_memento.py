"""Memento (RFC 7089): versions by their time, for programs that know the protocol."""

import gzip
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from crawler.archive import open_for_writing
from crawler.identity import article_of
from crawler.model import Capture
from crawler.store.files import FileStore
from crawler.warc import read
from jobs.reading import memento_list as reading
from jobs.web.page_request import sandboxed
from tests.web.courses import BRIDGE, FIRST, RUN, Seen, bridge, captured, write_course
from tests.web.histories import NOON, History, write_history
from tests.web.queries import statements_of
from tests.web.site import Answered, Site, config_at, serving
from tests.web.test_access import ENVIRON, SETTINGS, TOKEN

ROOT = Path(__file__).resolve().parents[2]

LOST = "https://news.example/2026/lost"
"""An article that was gone whenever it was looked at."""

LONG = "https://news.example/2026/long"
"""An article of forty versions, a minute apart."""

ODD = {
    "https://news.example/a?id=1&x=a%2Fb%20c": [
        "https://news.example/a?id=1&x=a%2Fb%20c",
        "https://news.example/a?x=a%2Fb%20c&utm_source=feed&id=1",
        "http://news.example:80/a?id=1&x=a%2fb%20c",
        "https://news.example:443/b/../a?id=1&x=a%2Fb%20c",
        "https:/news.example/a?id=1&x=a%2Fb%20c",
        "news.example/a?id=1&x=a%2Fb%20c",
        "https%3A%2F%2Fnews.example%2Fa%3Fid%3D1%26x%3Da%252Fb%2520c",
    ],
    "https://news.example/100%25/%C3%A9t%C3%A9": [
        "https://news.example/100%25/%C3%A9t%C3%A9",
        "https://news.example/100%25/%c3%a9t%c3%a9",
    ],
    "https://news.example/#!/story/7": ["https://news.example/%23!/story/7"],
    "https://news.example/c%23d": ["https://news.example/c%23d"],
    "https://news.example//twice//": ["https://news.example//twice//"],
    "https://news.example/x;y,z'(1)+*@:!$": ["https://news.example/x;y,z'(1)+*@:!$"],
    "https://news.example/go?to=https://other.example/?q=1": [
        "https://news.example/go?to=https://other.example/?q=1"
    ],
    "https://xn--bcher-kva.example:8443/": ["https://b%C3%BCcher.example:8443"],
    "https://news.example/20261121120000/https://x.example/": [
        "https://news.example/20261121120000/https://x.example/"
    ],
}
"""Addresses of articles, each with forms in which programs send it."""


@dataclass(frozen=True)
class Linked:
    """One link of a header or a TimeMap."""

    address: str
    rel: frozenset[str]
    values: dict[str, str]


def links(text: str) -> list[Linked]:
    """Return the links of a header or a TimeMap."""
    found = []
    for one in re.split(r",\s*(?=<)", text.strip()):
        match = re.fullmatch(r"<([^<>]*)>((?:; [a-z]+=\"[^\"]*\")+)", one)
        assert match is not None, one
        values = dict(re.findall(r'([a-z]+)="([^"]*)"', match[2]))
        found.append(Linked(match[1], frozenset(values.pop("rel").split()), values))
    return found


def one(text: str, *rel: str) -> Linked:
    """Return the one link that has all these relations."""
    (found,) = [link for link in links(text) if link.rel >= set(rel)]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Provide an archive of articles with odd addresses, a long one, a removed and a lost one."""
    folder = tmp_path_factory.mktemp("mementos")
    store = FileStore(folder / "store")
    write_course(store, BRIDGE, bridge())
    for number, url in enumerate(ODD):
        write_course(store, url, [Seen(timedelta(0), FIRST)], run=f"{RUN[:-8]}{number:08x}")
    texts = [replace(FIRST, title=f"Title {number}") for number in range(40)]
    write_history(store, LONG, texts, apart=timedelta(minutes=1))
    write_history(store, LOST, [None])
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    """Provide its pages."""
    with serving(config_at(folder)) as site:
        yield site


def local(site: Site, address: str) -> str:
    """Return what a program asks the site for to follow an address: all of it before a ``#``."""
    base = f"http://127.0.0.1:{site.port}"
    assert address.startswith(f"{base}/"), address
    return address.removeprefix(base).partition("#")[0]


def timegate(site: Site, at: str | None = None, url: str = BRIDGE) -> Answered:
    """Return what the TimeGate answers for a time of 21 November 2026."""
    sent = {"accept_datetime": f"Sat, 21 Nov 2026 {at} GMT"} if at else {}
    return site.get(f"/timegate/{url}", **sent)


@pytest.mark.parametrize(
    ("at", "nearest"),
    [
        ("00:00:00", "120000"),
        ("12:00:00", "120000"),
        ("12:30:00", "120000"),  # as near to the next one
        ("12:30:01", "130000"),
        ("13:04:59", "130500"),
        ("23:59:59", "220000"),
        (None, "220000"),
    ],
)
def test_the_timegate_leads_to_the_nearest(site: Site, at: str | None, nearest: str) -> None:
    """It leads to the capture nearest to a time; without one to the newest text."""
    told = timegate(site, at)
    assert (told.status, told.headers["vary"], told.body) == (302, "accept-datetime", b"")
    assert local(site, told.headers["location"]) == f"/memento/20261121{nearest}/{BRIDGE}"
    assert "memento-datetime" not in told.headers


def test_a_removal_is_no_memento(site: Site) -> None:
    """After a removal the last text is nearest; what was never there has no mementos at all."""
    sent = {"accept_datetime": "Fri, 27 Nov 2026 18:00:00 GMT"}  # when it was seen to be gone
    led = site.get(f"/timegate/{BRIDGE}", **sent).headers["location"]
    assert local(site, led) == f"/memento/20261121220000/{BRIDGE}"
    assert len(links(site.get(f"/timemap/link/{BRIDGE}").text)) == 3 + 4
    for path in ("timegate", "timemap/link", "timemap/json", "memento/20261121120000"):
        told = site.get(f"/{path}/{LOST}")
        assert (told.status, "it was gone" in told.text) == (404, True)


@pytest.mark.parametrize(
    "given",
    [
        *("", "soon", "2026-11-21T12:00:00Z", "1795266000", "Sat, 21 Nov 2026 12:00:00"),
        *("Sat, 31 Nov 2026 12:00:00 GMT", "Sat, 21 Nov 2026 25:00:00 GMT", "21 Nov 2026"),
        *("Sat, 21 Foo 2026 12:00:00 GMT", "Saturday, 21-Nov-26 12:00:00 GMT"),
    ],
)
def test_a_time_that_is_none(site: Site, given: str) -> None:
    """What is no date of HTTP is refused with an example of one."""
    told = site.get(f"/timegate/{BRIDGE}", accept_datetime=given)
    assert (told.status, "Sat, 21 Nov 2026 12:00:00 GMT" in told.text) == (400, True)
    assert told.headers["vary"] == "accept-datetime"


@pytest.mark.parametrize(
    "path",
    [
        *("timegate/https://news.example/2026/bridg", "timegate/news.example", "timegate/bridge"),
        *("timemap/link/https://other.example/", "timemap/json/https://news.example/2026"),
        *("memento/20261121120000/https://news.example/", "memento/2026id_/https://x.example/"),
        *(f"timemap/xml/{BRIDGE}", f"timemap/{BRIDGE}", f"timemap/link/20270101000000/{BRIDGE}"),
        *(f"memento/20261321120000/{BRIDGE}", f"memento/202/{BRIDGE}", f"memento/{BRIDGE}"),
        *(f"memento/20261121120000if_/{BRIDGE}", f"memento/202611211200001/{BRIDGE}"),
        *(f"timegate%2F{BRIDGE}", "timegate/javascript:alert(1)", "timegate/%3Cscript%3E"),
    ],
)
def test_what_is_not_there(site: Site, path: str) -> None:
    """Unknown articles, parts of addresses, other forms and times that are none are 404."""
    told = site.get(f"/{path}")
    assert told.status == 404
    assert ("vary" in told.headers) == path.startswith("timegate")
    assert "<script>" not in told.text


def test_an_address_that_cannot_be_one(site: Site) -> None:
    """Without an address, or with one that no server takes, the call is wrong."""
    assert site.get("/timegate/").status == 400
    assert site.get(f"/timegate/https://news.example/{'a' * 9_000}").status == 400


@pytest.mark.parametrize(("url", "sent"), [(url, one) for url in ODD for one in ODD[url]])
def test_odd_addresses(site: Site, url: str, sent: str) -> None:
    """Every form of an address leads to its article, whose links can be followed."""
    told = site.get(f"/timegate/{sent}")
    assert told.status == 302
    link = told.headers["link"]
    assert one(link, "original").address == url
    shown = site.get(local(site, told.headers["location"]))
    assert (shown.status, shown.headers["link"]) == (200, link)
    assert site.get(local(site, one(link, "timegate").address)).status == 302
    listed = site.get(local(site, one(link, "timemap").address))
    assert listed.status == 200
    assert [one(listed.text, "memento").address] == [told.headers["location"]]
    raw = site.get(f"/memento/20261121120000id_/{sent}")
    assert raw.body.startswith(b"<article><p>The harbour bridge")


def test_a_memento_names_its_neighbours(site: Site) -> None:
    """Its page has the text and its time; its links have every name that the protocol knows."""
    told = site.get(f"/memento/20261121130500/{BRIDGE}")
    assert "Two of them are in a serious condition." in told.text
    assert told.headers["memento-datetime"] == "Sat, 21 Nov 2026 13:05:00 GMT"
    link = told.headers["link"]
    for name, time in {"first": "12:00", "prev": "13:00", "next": "22:00", "last": "22:00"}.items():
        found = one(link, name, "memento")
        assert found.values["datetime"] == f"Sat, 21 Nov 2026 {time}:00 GMT"
        assert local(site, found.address) == f"/memento/20261121{time.replace(':', '')}00/{BRIDGE}"
    assert one(link, "timemap").values == {
        "type": "application/link-format",
        "from": "Sat, 21 Nov 2026 12:00:00 GMT",
        "until": "Sat, 21 Nov 2026 22:00:00 GMT",
    }
    same = site.get(f"/memento/20261121130500/{BRIDGE}", method="HEAD")
    assert (same.status, same.headers["link"], same.body) == (200, link, b"")
    again = site.get(f"/memento/20261121130500/{BRIDGE}", if_none_match=told.headers["etag"])
    assert (again.status, again.headers["link"]) == (304, link)


def test_another_time_leads_to_the_nearest(site: Site) -> None:
    """A time at which nothing was captured, or a part of one, leads to the nearest memento."""
    for stamp, raw, nearest in (
        ("20261121130501", "", "20261121130500"),
        ("2026112113", "id_", "20261121130000"),
        ("2027", "", "20261121220000"),
    ):
        told = site.get(f"/memento/{stamp}{raw}/{BRIDGE}")
        assert told.status == 302
        assert local(site, told.headers["location"]) == f"/memento/{nearest}{raw}/{BRIDGE}"


def test_the_bytes_that_were_received(site: Site, folder: Path) -> None:
    """The raw memento is the captured body under its own type, and no browser runs it."""
    told = site.get(f"/memento/20261121130000id_/{BRIDGE}")
    store = FileStore(folder / "store")
    begin = f"articles/{article_of(BRIDGE)}/captures/20261121T130000Z"
    (key,) = [key for key in store.list() if key.startswith(begin)]
    assert told.body == read(store.read(key)).answer.body
    assert told.headers["memento-datetime"] == "Sat, 21 Nov 2026 13:00:00 GMT"
    assert told.headers["content-type"] == "text/html; charset=utf-8"
    assert told.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert told.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("text/html", "text/html"),
        ("Text/HTML;charset=ISO-8859-1", "text/html; charset=ISO-8859-1"),
        ('text/html; a=b; charset="utf-8"', "text/html; charset=utf-8"),
        ("application/pdf", "application/pdf"),
        ("text/html; charset=x\r\nSet-Cookie: a=b", "text/html; charset=x"),
        *((one, "application/octet-stream") for one in (None, "", "html", "text/javascript")),
        *((one, "application/octet-stream") for one in ("text/css", "image/svg+xml", "text/htmlx")),
    ],
)
def test_types_that_are_told(given: str | None, told: str) -> None:
    """What a page of ours could load as a script or a style leaves as bytes."""
    answer = sandboxed(b"", media_type=given, headers={"Memento-Datetime": "then"})
    assert answer.headers == {
        "Content-Type": told,
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Memento-Datetime": "then",
    }


def walked(site: Site, path: str, name: str) -> list[dict[str, Any]]:
    """Return a TimeMap's pages as JSON, from one address on, by their ``pages``."""
    found = []
    while path:
        told = json.loads(site.get(path).body)
        assert local(site, told["timemap_uri"]["json_format"]) == path
        found.append(told)
        assert len(found) < 9, "the pages lead in a circle"
        beside = told.get("pages", {}).get(name)
        path = local(site, beside["uri"]) if beside else ""
    return found


def test_a_long_timemap_comes_in_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forwards and backwards the pages name each memento once, each page says its span."""
    monkeypatch.setattr(reading, "MAX_PAGE", 15)
    pages = walked(site, f"/timemap/json/{LONG}", "next")
    assert [len(page["mementos"]["list"]) for page in pages] == [15, 15, 10]
    times = [one["datetime"] for page in pages for one in page["mementos"]["list"]]
    assert times == sorted(set(times))
    assert len(times) == 40
    for before, after in pairwise(pages):
        listed = after["mementos"]["list"]
        assert before["pages"]["next"]["from"] == listed[0]["datetime"]
        assert before["pages"]["next"]["until"] == listed[-1]["datetime"]
    last = local(site, pages[-1]["timemap_uri"]["json_format"])
    assert walked(site, last, "prev") == pages[::-1]
    assert {page["mementos"]["last"]["datetime"] for page in pages} == {times[-1]}


def test_the_two_forms_say_the_same(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page in link format names what the page as JSON names, and where its neighbours are."""
    monkeypatch.setattr(reading, "MAX_PAGE", 15)
    middle = walked(site, f"/timemap/json/{LONG}", "next")[1]
    told = site.get(local(site, middle["timemap_uri"]["link_format"]))
    assert told.headers["content-type"] == "application/link-format"
    found = links(told.text)
    assert one(told.text, "original").address == middle["original_uri"] == LONG
    assert one(told.text, "timegate").address == middle["timegate_uri"]
    assert one(told.text, "self").address == middle["timemap_uri"]["link_format"]
    assert one(told.text, "self").values["from"] == "Sat, 21 Nov 2026 12:15:00 GMT"
    mementos = [link for link in found if "memento" in link.rel]
    assert [link.address for link in mementos] == [row["uri"] for row in middle["mementos"]["list"]]
    beside = [link for link in found if "timemap" in link.rel]
    assert [link.values["from"] for link in beside] == [
        "Sat, 21 Nov 2026 12:00:00 GMT",
        "Sat, 21 Nov 2026 12:30:00 GMT",
    ]
    assert one(told.headers["link"], "prev").address == beside[0].address
    assert one(told.headers["link"], "next").address == beside[1].address


def test_an_alias_leads_to_its_article(archive_folder: Path) -> None:
    """An address that redirected leads to the article's own, whose name the links have."""
    own = "https://news.example/2026/bridge-0"
    with serving(config_at(archive_folder)) as site:
        told = site.get(f"/timegate/{own}/amp")
        assert told.status == 302
        assert local(site, told.headers["location"]).endswith(f"/{own}")
        assert one(told.headers["link"], "original").address == own


def test_headers_stay_short(tmp_path: Path) -> None:
    """The links of a very long address name no mementos: many programs refuse such headers."""
    url = f"https://news.example/{'a' * 3_000}"
    write_course(FileStore(tmp_path / "store"), url, [Seen(timedelta(0), FIRST)])
    with serving(config_at(tmp_path)) as site:
        told = site.get(f"/memento/20261121120000/{url}")
    found = links(told.headers["link"])
    assert [link.rel for link in found] == [{"original"}, {"timegate"}, {"timemap"}]


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        ("gzip", gzip.compress(b"<p>as it was</p>", mtime=0), 200),
        ("gzip", gzip.compress(b"<p>as it was</p>", mtime=0)[:-12], 422),
        ("compress", b"x", 422),
    ],
)
def test_content_codings(tmp_path: Path, coding: str, body: bytes, status: int) -> None:
    """A coding is undone, for not every program knows it; what cannot be undone is said."""
    archive = open_for_writing(FileStore(tmp_path / "store"), now=NOON)
    (plain,) = captured(BRIDGE, "", NOON).exchanges
    headers = (("Content-Type", "text/html"), ("Content-Encoding", coding))
    page = Capture(exchanges=(replace(plain, response_headers=headers, body=body),))
    History(archive, BRIDGE).add(FIRST, page, NOON, seen_before=None)
    with serving(config_at(tmp_path)) as site:
        told = site.get(f"/memento/20261121120000id_/{BRIDGE}")
    assert told.status == status
    assert (told.body == b"<p>as it was</p>") == (status == 200)
    assert "content-encoding" not in told.headers
    assert told.headers["content-type"] == "text/html" + "; charset=utf-8" * (status != 200)


def test_the_number_of_questions_is_fixed(site: Site) -> None:
    """An article of forty versions costs the index as much as one of five."""
    for path in ("timemap/link", "timemap/json", "memento/20261121120000id_"):
        few, many = (len(statements_of(site, f"/{path}/{url}")) for url in (BRIDGE, LONG))
        assert few == many <= 12


def test_who_may_read(folder: Path) -> None:
    """Names, secrets and methods are those of all pages."""
    with serving(config_at(folder, **SETTINGS), environ=ENVIRON) as site:
        for path in ("timegate", "timemap/link", "memento/20261121120000", "memento/2026id_"):
            assert site.get(f"/{path}/{BRIDGE}").status == 401
            good = {"authorization": f"Bearer {TOKEN}"}
            assert site.get(f"/{path}/{BRIDGE}", **good).status in {200, 302}
            assert site.get(f"/{path}/{BRIDGE}", host="evil.example", **good).status == 421
            assert site.get(f"/{path}/{BRIDGE}", method="POST", **good).status == 405


def test_damage_is_no_memento(tmp_path: Path) -> None:
    """What does not have its hash is an error, and vouches for no time."""
    store = FileStore(tmp_path / "store")
    write_course(store, BRIDGE, bridge())
    for spoilt, old, new in (
        (next((tmp_path / "store").glob("**/00000002.json")), b"Eleven", b"Twelve"),
        (next((tmp_path / "store").glob("**/captures/20261121T130500Z*")), b"\x00", b"\x01"),
    ):
        spoilt.chmod(0o644)
        spoilt.write_bytes(spoilt.read_bytes().replace(old, new))
    with serving(config_at(tmp_path)) as site:
        for path in ("20261121130000", "20261121130000id_", "20261121130500id_"):
            told = site.get(f"/memento/{path}/{BRIDGE}")
            assert (told.status, "memento-datetime" in told.headers) == (500, False)
        assert site.get(f"/memento/20261121220000/{BRIDGE}").status == 200
        assert len(links(site.get(f"/timemap/link/{BRIDGE}").text)) == 3 + 4


def test_versions_of_one_second(tmp_path: Path) -> None:
    """Of versions within one second the newest is the memento: an address names one."""
    store = FileStore(tmp_path / "store")
    texts = [replace(FIRST, title=f"Title {number}") for number in range(3)]
    write_history(store, BRIDGE, texts, apart=timedelta(milliseconds=400))
    with serving(config_at(tmp_path)) as site:
        told = site.get(f"/memento/20261121120000/{BRIDGE}")
    assert (told.status, "Title 2" in told.text) == (200, True)
    assert told.headers["memento-datetime"] == "Sat, 21 Nov 2026 12:00:00 GMT"
    assert one(told.headers["link"], "memento").rel == {"first", "last", "memento"}


def test_times_go_by_capture(tmp_path: Path) -> None:
    """Mementos are in the order of their captures, whatever the order of their versions."""
    store = FileStore(tmp_path / "store")
    texts = [replace(FIRST, title=f"Title {number}") for number in range(3)]
    write_history(store, BRIDGE, texts, apart=timedelta(hours=-1))
    with serving(config_at(tmp_path)) as site:
        listed = links(site.get(f"/timemap/link/{BRIDGE}").text)[3:]
        led = site.get(f"/timegate/{BRIDGE}").headers["location"]
        assert "Title 0" in site.get(local(site, led)).text
    assert [link.values["datetime"][17:22] for link in listed] == ["10:00", "11:00", "12:00"]
    assert [link.rel for link in listed] == [{"first", "memento"}, {"memento"}, {"last", "memento"}]


_CALL = re.compile(r"```\n\$ (curl .*?[^\\|])\n(?! )(.*?)```", re.DOTALL)


@pytest.mark.skipif(which("curl") is None, reason="install curl")
def test_the_calls_in_the_documentation(site: Site) -> None:
    """Each call of docs/use/memento.md answers what stands there."""
    text = (ROOT / "docs" / "use" / "memento.md").read_text(encoding="utf-8")
    calls = _CALL.findall(text)
    assert len(calls) == 3
    for call, told in calls:
        here = call.replace(":8080/", f":{site.port}/")
        ran = subprocess.run(["bash", "-c", here], capture_output=True, check=True)
        assert ran.stdout.decode().replace(f":{site.port}/", ":8080/").strip() == told.strip()
