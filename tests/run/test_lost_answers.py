"""Answers that are lost after the fact change nothing: what took place counts, once."""

from pathlib import Path

import pytest

from tests.newspaper.fixture import Press
from tests.run.conftest import s3_place
from tests.run.palimpsest import Place
from tests.servers.faulty import FaultyProxy, lose_answer
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.usefixtures("s3_environ")

PAGES = ("/story/harbour", "/amp/orchard", "/editions/quay", "/gone/pier")


def _story(place: Place, newspaper: Press) -> tuple[object, ...]:
    """Return what two crawls leave, without what depends on the moment.

    Outcomes, texts, the number of objects of each kind.
    """
    newspaper.reset()
    crawls = [place.crawl(*map(newspaper.url, PAGES))]
    newspaper.edit("harbour")
    newspaper.edit("editions/quay")
    newspaper.set("gone/pier", 410)
    crawls.append(place.crawl(*map(newspaper.url, PAGES)))
    versions = [
        place.versions(newspaper.url(path))
        for path in ("/story/harbour", "/story/orchard", "/editions/quay", "/gone/pier")
    ]
    texts = [
        [(record.version, record.content_sha256) for record in of_page] for of_page in versions
    ]
    lines = [
        {path: (line.outcome, line.version) for path, line in crawl.lines.items()}
        for crawl in crawls
    ]
    return (
        [crawl.outcomes for crawl in crawls],
        texts,
        lines,
        place.kinds(),
        place.verified().findings,
    )


@pytest.mark.slow
def test_half_of_the_puts_answers_are_lost(
    tmp_path: Path, seaweed: S3Server, faulty: FaultyProxy, newspaper: Press
) -> None:
    """Crawls through a line that loses every other answer to a PUT leave what crawls through a good
    line leave, proof included.
    """
    folders = [tmp_path / name for name in ("good", "bad")]
    for folder in folders:
        folder.mkdir()
    good = _story(s3_place(folders[0], seaweed).configure(), newspaper)
    faulty.spoil(lose_answer, method="PUT", times=None, every=2)
    bad = _story(s3_place(folders[1], seaweed, through=faulty.url).configure(), newspaper)
    assert bad == good
    outcomes, texts, _, _, findings = good
    assert outcomes == [
        dict.fromkeys(PAGES, "new"),
        dict(zip(PAGES, ("changed", "unchanged", "changed", "suspect"), strict=True)),
    ]
    # a list of lists
    assert [len(of_page) for of_page in texts] == [2, 1, 2, 1]  # type: ignore[attr-defined]
    assert findings == ()
