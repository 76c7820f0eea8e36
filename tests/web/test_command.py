"""``palimpsest web`` as a process."""

import http.client
import json
import signal
from pathlib import Path

import pytest

from crawler.store.files import FileStore
from jobs.commands import web
from tests.archives import build_archive
from tests.run.conftest import file_place
from tests.run.palimpsest import until

assert web, "imported here, so that the forked processes have it already"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    """It prints its address, answers there, and ends with 0."""
    place = file_place(tmp_path).configure(web={"name": "Skerrin <news>"})
    build_archive(FileStore(tmp_path / "store"))
    running = place.start("web", "--port", "0", "--json")
    told = until(lambda: running._out.exists() and running._out.read_text(), "its address")
    address = json.loads(told)["address"]
    assert address.startswith("http://127.0.0.1:")
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=60)
    connection.request("GET", "/")
    html = connection.getresponse().read().decode()
    connection.close()
    assert "Skerrin &lt;news&gt;" in html
    running.signal(number)
    done = running.wait()
    assert (done.status, "Traceback" in done.err) == (0, False)


def test_wrong_calls(tmp_path: Path) -> None:
    """An address that others reach, without anything that guards it, and a port that is taken, are
    told in a sentence.
    """
    place = file_place(tmp_path).configure(web={"token_env": "DESK_TOKEN"})
    missing = place.run("web", "--port", "0")
    assert (missing.status, "DESK_TOKEN is not set" in missing.err) == (2, True)
    place.configure()
    bare = place.run("web", "--host", "0.0.0.0", "--port", "0")
    assert (bare.status, "web.token_env" in bare.err) == (2, True)
    none = place.run("web", "--host", "no.such.host.invalid", "--port", "0")
    assert none.status == 2
    assert "Traceback" not in f"{missing.err}{bare.err}{none.err}"
