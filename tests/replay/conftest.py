"""An archive of odd addresses, exported in both forms that replay tools read."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.export import Evidence
from crawler.export.wacz import write_wacz
from crawler.export.warc import as_cdxj, write_warc
from tests.replay.odd_urls import BORN, write_odd


@dataclass(frozen=True)
class Exports:
    """Where the exports are."""

    evidence: Evidence
    warc: Path
    cdxj: Path
    """The index that goes with it."""
    wacz: Path


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """Provide the exports."""
    folder = tmp_path_factory.mktemp("odd")
    evidence, history = write_odd(folder)
    made = Exports(evidence, *(folder / f"odd.{form}" for form in ("warc.gz", "cdxj", "wacz")))
    with made.warc.open("xb") as out:
        found, _ = write_warc(evidence, out)
    made.cdxj.write_text(as_cdxj(found, made.warc.name))
    with made.wacz.open("xb") as out:
        write_wacz(evidence, history, BORN, out)
    return made
