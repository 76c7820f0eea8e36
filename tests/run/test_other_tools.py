"""Files that other people's tools really wrote, of a newspaper that is edited in between."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from wacz.main import main as wacz

from tests.newspaper.fixture import Press
from tests.run.palimpsest import Place
from tests.servers.programs import Programs

pytestmark = pytest.mark.slow

PATH = "/story/harbour"

_CAPTURE = """
import sys
from warcio.capture_http import capture_http
import requests

with capture_http(sys.argv[1]):
    for url in sys.argv[2:]:
        requests.get(url)
"""

_SERIALISE = """
import { createWriteStream } from "node:fs";
import { WARCRecord, WARCSerializer } from "warcio";

const [file, url] = process.argv.slice(2);
const out = createWriteStream(file);
const warcVersion = "WARC/1.1";
const write = async (record) =>
  out.write(await WARCSerializer.serialize(record, { gzip: file.endsWith(".gz") }));
const bytes = async function* (data) {
  if (data) yield data;
};

await write(WARCRecord.createWARCInfo({ filename: file, warcVersion }, { software: "warcio.js" }));
const answer = await fetch(url);
const body = new Uint8Array(await answer.arrayBuffer());
const httpHeaders = Object.fromEntries(answer.headers.entries());
const date = "2026-03-01T10:00:00.123Z";
const statusline = `HTTP/1.1 ${answer.status} ${answer.statusText}`;
const page = { url, date, type: "response", warcVersion, httpHeaders, statusline };
await write(WARCRecord.create(page, bytes(body)));
for (const name of ["pageinfo", "text", "view", "thumbnail"]) {
  const warcHeaders = { "Content-Type": name === "pageinfo" ? "application/json" : "text/plain" };
  const of = { url: `urn:${name}:${url}`, date, type: "resource", warcVersion, warcHeaders };
  await write(WARCRecord.create(of, bytes(new TextEncoder().encode("{}"))));
}
const again = { url, date: "2026-03-02T10:00:00Z", type: "revisit", warcVersion };
const repeats = { ...again, refersToUrl: url, refersToDate: date, httpHeaders, statusline };
await write(WARCRecord.create(repeats, bytes()));
out.end();
"""


def _told(place: Place, *files: str) -> list[dict[str, int]]:
    """Import the files, and return the counts of each."""
    done = place.run("import", "--json", *files)
    assert (done.status, done.err) == (0, "")
    return [file["counts"] for file in done.json["files"]]


def test_pywb(place: Place, newspaper: Press, programs: Programs) -> None:
    """What pywb records while somebody reads, twice before an edit and once after it.

    Two looks within one second that see the same are one: the file tells no more.
    """
    url, folder = newspaper.url(PATH), place.folder / "pywb"
    folder.mkdir()
    programs.manage(folder, "init", "kept")
    (folder / "config.yaml").write_text('{"collections": {"live": "$live"}, "recorder": "live"}')
    with programs.wayback(folder, "--record", "--live") as home:
        for edited in (False, False, True):
            if edited:
                newspaper.edit("harbour")
            with urlopen(f"{home}/kept/record/mp_/{url}") as answer:
                assert answer.status == 200
    (written,) = (folder / "collections" / "kept" / "archive").iterdir()
    done = place.run("import", "--json", str(written))
    (told,) = done.json["files"]
    assert done.status == 0
    same = told["counts"].pop("unchanged", 0) + told["left_out"]["repeated"]
    assert (told["counts"], same) == ({"new": 1, "changed": 1}, 1)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_warcio_js(place: Place, newspaper: Press, node_modules: Path, name: str) -> None:
    """Records that warcio.js serialises, with the resources that Browsertrix puts beside a page."""
    script = node_modules / "serialise.js"
    script.write_text(_SERIALISE)
    file = place.folder / name
    subprocess.run(["node", script, file, newspaper.url(PATH)], check=True, cwd=node_modules)
    assert _told(place, name) == [{"new": 1, "unchanged": 1}]
    assert [f"{one.captured_at:%m-%d %f}" for one in place.versions(newspaper.url(PATH))] == [
        "03-01 123000"
    ]


def test_warcio_and_py_wacz(place: Place, newspaper: Press) -> None:
    """What warcio captures of a program's requests; and a package of two such files by py-wacz.

    The package holds what the files hold, so that after it they add nothing.
    """
    files, url = ("one.warc.gz", "two.warc.gz"), newspaper.url(PATH)
    for name in files:
        call = (sys.executable, "-c", _CAPTURE, name, url)
        subprocess.run(call, check=True, cwd=place.folder)
        newspaper.edit("harbour")
    paths = [str(place.folder / name) for name in files]
    assert wacz(["create", "-o", str(place.folder / "both.wacz"), *paths]) == 0
    assert _told(place, "both.wacz") == [{"new": 1, "changed": 1}]
    (first, second) = place.versions(url)
    assert first.imported is not None
    assert second.imported is not None
    assert (first.imported.member, second.imported.member) == tuple(
        f"archive/{name}" for name in files
    )
    assert _told(place, *files) == [{}, {}]
    listed = json.loads(place.run("history", "--json", url).out)["versions"]
    assert [one["imported"]["file"] for one in listed] == ["both.wacz"] * 2
