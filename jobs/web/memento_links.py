"""Addresses and links of Memento (RFC 7089), as headers and TimeMaps write them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from crawler.codec import format_utc
from jobs.reading.memento_list import Memento, MementoList, MementoPage

LINK_TYPE = "application/link-format"

MAX_LINKED = 1_500
"""Characters of an address. Headers that name a longer one eight times are too long for many."""

_URL_SIGNS = "%:/?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class MementoLinks:
    """What links to one article's TimeGate, TimeMap and mementos, under the reader's address."""

    base_url: str
    known: MementoList

    @property
    def original(self) -> str:
        """Return the article's address, fit to stand in a link."""
        return quote(self.known.original, safe=_URL_SIGNS)

    @property
    def timegate(self) -> str:
        """Return the address that leads to the memento nearest to a time."""
        return self._address("timegate")

    def timemap(self, form: str, page: MementoPage | None = None) -> str:
        """Return the address of the TimeMap, or of one of its pages."""
        is_first = page is None or self.known.page_before(page) is None
        begin = f"/{_stamp(page.first)}" if page is not None and not is_first else ""
        return self._address(f"timemap/{form}{begin}")

    def memento(self, at: datetime, *, raw: bool = False) -> str:
        """Return the address of a memento: of the text for reading, or of the bytes received."""
        return self._address(f"memento/{_stamp(at)}{'id_' if raw else ''}")

    def header(self, place: int) -> str:
        """Return the header ``Link`` of an answer about one memento."""
        whole = MementoPage(self.known.mementos)
        links = [*self._of_article(), _map_link(self.timemap("link"), "timemap", whole)]
        if len(self.original) <= MAX_LINKED:
            links += self._around(place)
        return ", ".join(links)

    def pages_header(self, page: MementoPage, form: str) -> str:
        """Return the header ``Link`` of a TimeMap's page: where the pages beside it are."""
        beside = self._beside(page).items()
        return ", ".join(f'<{self.timemap(form, one)}>; rel="{name}"' for name, one in beside)

    def link_format(self, page: MementoPage) -> str:
        """Return a page of the TimeMap as RFC 7089 has it, section 5."""
        links = [*self._of_article(), _map_link(self.timemap("link", page), "self", page)]
        links += [
            _map_link(self.timemap("link", one), "timemap", one)
            for one in self._beside(page).values()
        ]
        ends = {"first": self.known.mementos[0], "last": self.known.mementos[-1]}
        for memento in page.mementos:
            links.append(self._link([name for name in ends if ends[name] is memento], memento))
        return ",\n".join(links) + "\n"

    def json(self, page: MementoPage) -> dict[str, Any]:
        """Return a page of the TimeMap as the Memento project's JSON has it."""
        pages = {
            name: {
                "uri": self.timemap("json", one),
                "from": format_utc(one.first),
                "until": format_utc(one.last),
            }
            for name, one in self._beside(page).items()
        }
        return {
            "original_uri": self.original,
            "timegate_uri": self.timegate,
            "timemap_uri": {
                f"{form}_format": self.timemap(form, page) for form in ("link", "json")
            },
            "mementos": {
                "first": self._row(self.known.mementos[0]),
                "last": self._row(self.known.mementos[-1]),
                "list": [self._row(one) for one in page.mementos],
            },
            **({"pages": pages} if pages else {}),
        }

    def _address(self, before: str) -> str:
        return f"{self.base_url}/{before}/{self.original.replace('#', '%23')}"

    def _of_article(self) -> tuple[str, str]:
        return f'<{self.original}>; rel="original"', f'<{self.timegate}>; rel="timegate"'

    def _beside(self, page: MementoPage) -> dict[str, MementoPage]:
        beside = {"prev": self.known.page_before(page), "next": self.known.page_after(page)}
        return {name: one for name, one in beside.items() if one is not None}

    def _around(self, place: int) -> Iterator[str]:
        """Yield one link for each memento that has a name, with all its names."""
        last = len(self.known.mementos) - 1
        named = {"first": 0, "prev": place - 1, "": place, "next": place + 1, "last": last}
        for at in sorted({at for at in named.values() if 0 <= at <= last}):
            names = [name for name in named if name and named[name] == at]
            yield self._link(names, self.known.mementos[at])

    def _link(self, names: list[str], memento: Memento) -> str:
        rel = " ".join([*names, "memento"])
        return f'<{self.memento(memento.at)}>; rel="{rel}"; datetime="{http_date(memento.at)}"'

    def _row(self, memento: Memento) -> dict[str, str]:
        return {"datetime": format_utc(memento.at), "uri": self.memento(memento.at)}


def http_date(at: datetime) -> str:
    """Return a time as headers have it."""
    return format_datetime(at, usegmt=True)


def _map_link(address: str, rel: str, page: MementoPage) -> str:
    span = f'from="{http_date(page.first)}"; until="{http_date(page.last)}"'
    return f'<{address}>; rel="{rel}"; type="{LINK_TYPE}"; {span}'


def _stamp(at: datetime) -> str:
    return f"{at.year:04}{at:%m%d%H%M%S}"
