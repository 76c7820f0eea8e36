"""The front page: what it lists, how it is filtered and gone through, and hostile content in it."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crawler.archive import open_for_writing
from crawler.codec import sha256
from crawler.fingerprint import fingerprint
from crawler.identity import article_of, new_run_id
from crawler.model import Extraction, FactPair, Silence, State, Version
from crawler.model.records import Change
from crawler.store.files import FileStore
from tests.archives import BORN, capture_of
from tests.web.site import Site, config_at, serving

HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> javascript:alert(3) "
    "\u202eright\u2066\x1b[31m \U000e0041 " + "long" * 2_500
)


class Tags(HTMLParser):
    """The tags and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one."""
        self.tags.append(tag)
        names = [name for name, _ in attrs]
        assert not [name for name in names if name.startswith("on") or name == "style"]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def _store_hostile(folder: Path) -> None:
    archive = open_for_writing(FileStore(folder / "store"), now=BORN)
    url = "https://news.example/%3Cscript%3E?a=%22%3E"
    name, run, previous = article_of(url), new_run_id(BORN, b"abcd"), None
    for number in (1, 2):
        at = BORN + timedelta(hours=number)
        capture = archive.keep(name, capture_of(url, f"<p>{number}</p>", at))
        words = f"{number} {HOSTILE}"
        fact = FactPair(kind="name", old=HOSTILE, new=words, sentence=words)
        change = Change(
            kinds=("headline", "fact", "<b>later</b>"),
            silence=Silence.SILENT,
            facts=(fact,),
            notices=(HOSTILE,),
        )
        extraction = Extraction(
            extractor="test 1", title=words, language='en" onload="x', paragraphs=(words,)
        )
        head = archive.append(
            Version(
                article=name,
                url=url,
                version=number,
                state=State.PRESENT,
                captured_at=at,
                confirmed_at=at,
                last_seen_before=at - timedelta(hours=1) if number > 1 else None,
                capture=capture,
                previous=previous,
                fingerprint=fingerprint(words, "", words),
                content_sha256=sha256(words.encode()),
                run=run,
                extraction=extraction,
                change=change if number > 1 else Change(),
            )
        )
        assert head is not None
        previous = head.sha256


def test_hostile_content_is_text(tmp_path: Path) -> None:
    """Markup in titles, sentences, kinds, languages and URLs is shown as text, and what nobody sees
    by its number.
    """
    _store_hostile(tmp_path)
    with serving(config_at(tmp_path)) as site:
        harmless, told = site.get("/?kind=headline&host=other.example"), site.get("/")
    assert told.status == 200
    assert "1 change." in told.text
    shown, empty = Tags(told.text), Tags(harmless.text)
    assert shown.tags.count("script") == empty.tags.count("script") == 1
    assert "img" not in shown.tags
    assert all(link.startswith(("/", "#")) for link in shown.links)
    assert "&lt;script&gt;" in told.text
    assert not re.search("[\u202e\u2066\x1b\U000e0041]", told.text)
    assert "⟨U+202E⟩" in told.text


def test_filters_come_back_as_text(site: Site) -> None:
    """What a filter holds stands in its field again, whatever it is."""
    page = Tags(site.get("/?host=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text)
    assert page.tags.count("script") == 1
    wrong = site.get("/?since=%3Cscript%3Ealert(1)%3C/script%3E")
    assert (wrong.status, Tags(wrong.text).tags.count("script")) == (400, 1)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 4),
        ("host=news.example", 4),
        ("host=NEWS.example", 4),
        ("host=other.example", 0),
        ("since=2026-11-21T11:30:00Z", 2),
        ("until=2026-11-21T11:30:00Z", 2),
        ("kind=headline", 0),
        ("silence=silent", 0),
    ],
)
def test_filters(site: Site, query: str, total: int) -> None:
    """Each filter leaves what fits it."""
    assert site.get(f"/?{query}").text.count("<li data-item") == total


def test_page_after_page(site: Site) -> None:
    """Following the links shows each change once, the newest first, with the filters kept."""
    address, seen = "/?limit=1&host=news.example", []
    while address:
        html = site.get(address).text
        seen += re.findall(r'<h2[^>]*><a href="([^"]+)"', html)
        older = re.search(r'href="([^"]+)" rel="next"', html)
        address = older[1].replace("&amp;", "&") if older else ""
        assert not address or "host=news.example" in address
    every = re.findall(r'<h2[^>]*><a href="([^"]+)"', site.get("/").text)
    assert (seen, len(set(seen))) == (every, 4)


def test_no_place_in_the_list(site: Site) -> None:
    """What is no place in the list is told."""
    assert site.get("/?cursor=AAAA").status == 400
