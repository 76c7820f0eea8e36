"""What other programs get of an article of which something was taken out."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.config import RetentionConfig
from crawler.export import History, gather, write_wacz
from jobs.redacting import expire
from tests.removal.conftest import LATER, Office, now
from tests.web.site import serving
from tests.web.test_memento import links

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "use" / "check_export.py"


def _checked(office: Office, path: Path) -> subprocess.CompletedProcess[str]:
    """Return what the script in the documentation says of an export made now."""
    evidence = gather(office.store, office.index, office.article)
    with path.open("xb") as out:
        history = History.of(evidence.versions, [one.extraction for one in evidence.versions])
        write_wacz(evidence, history, LATER, out)
    call = [sys.executable, "-I", "-S", str(SCRIPT), str(path)]
    return subprocess.run(call, capture_output=True, text=True, check=False)


def _mementos(text: str) -> list[str]:
    return [link.address for link in links(text) if "memento" in link.rel]


@pytest.mark.parametrize(
    ("numbers", "left"),
    [
        ((1,), 1),
        pytest.param((2,), 1, marks=pytest.mark.slow),
        pytest.param((1, 2), 0, marks=pytest.mark.slow),
    ],
)
def test_a_redacted_version_is_no_memento(
    office: Office, tmp_path: Path, numbers: tuple[int, ...], left: int
) -> None:
    """It is in no TimeMap, and its time leads to the nearest one that is. An export without it
    still checks from nothing.
    """
    url = office.index.versions(office.article)[0].url
    with serving(office.config) as site:
        before = _mementos(site.get(f"/timemap/link/{url}").text)
        office.redact(*numbers)
        listed = site.get(f"/timemap/link/{url}")
        assert len(before) == 2
        assert listed.status == (200 if left else 404)
        assert left or "was taken out of the archive" in listed.text
        for number in numbers:
            told = site.get(before[number - 1].partition(f":{site.port}")[2])
            assert told.status == (302 if left else 404)
            assert "memento-datetime" not in told.headers
        if left:
            assert set(_mementos(listed.text)) < set(before)
    done = _checked(office, tmp_path / "redacted.wacz")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{left} versions and " in done.stdout
    assert f"; {len(numbers)} removed" in done.stdout


@pytest.mark.slow
def test_without_its_capture_a_memento_has_its_page_alone(office: Office, tmp_path: Path) -> None:
    """What retention took cannot be sent, and its text is shown. An export without it checks."""
    times = RetentionConfig(versions=timedelta(days=30), daily=timedelta(days=30))
    config = office.config.model_copy(update={"retention": times})
    expire(config, office.index, carry_out=True, clock=now)
    url = office.index.versions(office.article)[0].url
    with serving(office.config) as site:
        (first, _) = _mementos(site.get(f"/timemap/link/{url}").text)
        path = first.partition(f":{site.port}")[2]
        assert site.get(path).status == 200
        stamp, _, rest = path.removeprefix("/memento/").partition("/")
        told = site.get(f"/memento/{stamp}id_/{rest}")
        assert (told.status, "was taken out of the archive" in told.text) == (404, True)
    done = _checked(office, tmp_path / "expired.wacz")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 versions and 0 captures are as they were stored; 0 removed" in done.stdout
