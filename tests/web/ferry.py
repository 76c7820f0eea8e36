"""The versions of an invented article, and its copies, for tests of an article's pages."""

from typing import Any

from crawler.model import Extraction
from crawler.store.base import ObjectStore
from tests.extract.stories import FERRY
from tests.web.histories import write_history

URL = "https://www.courier.example/2026/ferry-vote"
COPY = "https://tidings.example/n/ferry-vote-8"
LATE = "https://gazette.example/wire/ferry"
FIRST_TITLE = "Harbour town votes to keep its last night ferry"
LAST_TITLE = "Night ferry saved: harbour town votes to pay half its loss"
BAND = "The night boat has run since 1911, when it carried herring and a brass band."
CORRECTION = (
    "Correction: An earlier version gave a wrong number of ballots. It was 4,212, not 4,112."
)


def text(paragraphs: list[str], title: str = FIRST_TITLE, **fields: Any) -> Extraction:
    """Return what a page came to."""
    values: dict[str, Any] = {
        "extractor": "test 1",
        "language": "en",
        "authors": ("Marit Oldenkamp", "Teo Vassilakis"),
        "publisher": "The Saltmarsh Courier",
        "published": "2026-11-21T11:15:00Z",
    }
    return Extraction(title=title, paragraphs=tuple(paragraphs), **(values | fields))


def versions() -> list[Extraction]:
    """Return four versions: numbers and a sentence, a moved paragraph, a paragraph that left."""
    first = list(FERRY.paragraphs)
    second = [*first[:3], BAND, *first[3:]]
    second[1] = second[1].replace("4,112", "4,212")
    third = [second[0], second[6], *second[1:6], *second[7:-1], CORRECTION]
    fourth = [*third[:7], *third[8:]]
    late = {"authors": ("Marit Oldenkamp",), "modified": "2026-11-21T14:10:00Z"}
    return [
        text(first),
        text(second),
        text(third, LAST_TITLE, **late),
        text(fourth, LAST_TITLE, **late),
    ]


def write_ferry(store: ObjectStore) -> str:
    """Store the article with two copies of older versions, and return its name."""
    known = versions()
    article = write_history(store, URL, known)
    copied = {"publisher": "Tidings", "original_url": URL}
    first = text(list(known[0].paragraphs), published="2026-11-21T13:40:00Z", **copied)
    write_history(store, COPY, [first], hours=2)
    second = text([*known[1].paragraphs[:5], "Prices: page nine."], "Ferry stays", **copied)
    write_history(store, LATE, [second], hours=21)
    return article
