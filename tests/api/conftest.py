"""An archive that a real crawl made, what answers for it, and the commands on it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from crawler.capture_reader import ArchiveReader
from crawler.config import load
from crawler.identity import article_of
from tests.api.orders import PaperOrders
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, place
from tests.run.palimpsest import Place
from tests.web.site import Site, serving

__all__ = ["place"]

TOKEN = "a-token-of-the-archive-desk"
BEARER = f"Bearer {TOKEN}"


@dataclass(frozen=True, kw_only=True)
class Newsroom:
    """An archive of two stories, one of which changed twice, and its interface."""

    place: Place
    site: Site
    orders: PaperOrders
    article: str
    other: str


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory, _press: Press) -> Iterator[Newsroom]:
    """Provide it, as on loopback and with a token. No test may change it."""
    _press.reset()
    place = file_place(tmp_path_factory.mktemp("newsroom")).configure(
        sources=[{"name": "desk", "urls": [_press.url("/story/harbour")], "watch": True}],
        web={"token_env": "DESK_TOKEN"},
    )
    other = _press.url("/editions/a")
    place.crawl("--all", other)
    for edition in (1, 2):
        _press.set("editions/a", edition)
        place.crawl("--all", other)
    config, orders = load(place.folder / "config.yaml", {}), PaperOrders()
    environ = {"DESK_TOKEN": TOKEN}
    with serving(config, environ=environ, captures=ArchiveReader, orders=orders) as site:
        yield Newsroom(
            place=place,
            site=site,
            orders=orders,
            article=article_of(other),
            other=article_of(_press.url("/story/harbour")),
        )
