"""An article's addresses are one article in whatever order they come; a template joins none."""

import random
import tempfile
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive import Archive
from crawler.capture import Fetched, FetchStatus
from crawler.codec import encode, sha256
from crawler.identity import article_of, normalise
from crawler.index import THROWAWAY, Index, open_index
from crawler.ingest.article_lookup import ArticleLookup
from crawler.ingest.same_article import article_numbers
from crawler.ingest.settle import IdentitySettler
from crawler.model import Extraction
from crawler.plan import PageTarget
from crawler.store.files import FileStore
from tests.archives import capture_of
from tests.examples import examples
from tests.index.making import RUN, after, version

SITE = "https://harbour.example"
OLD, NEW, THIRD = (f"{SITE}/2026/{slug}" for slug in ("strike-begins", "port-shut", "crews-win"))
WORDS = ("ferries", "crews", "harbour", "strike", "wages", "pilots", "storm", "quay", "tide")


def text(seed: int, sentences: int = 6) -> tuple[str, ...]:
    """Return paragraphs that no other seed gives."""
    chance = random.Random(seed)  # a text, no secret
    return tuple(
        " ".join(f"{chance.choice(WORDS)}{chance.randrange(90)}" for _ in range(14))
        for _ in range(sentences)
    )


class Desk:
    """An archive that takes what each page shows for its state, without a network."""

    def __init__(self, folder: Path) -> None:
        self.index: Index = open_index(THROWAWAY)
        self.archive = Archive(FileStore(folder))
        lookup = ArticleLookup(self.archive, self.index, run=RUN, clock=lambda: self.now)
        self._lookup = lookup
        self._settler = IdentitySettler(self.archive, self.index, lookup, run=RUN)
        self._hours = count()
        self.now = after(hours=0)

    def look(self, url: str, final: str, page: Extraction) -> str:
        """Return the article that a page at a URL is taken for, and keep a first version of it."""
        self.now = after(hours=next(self._hours))
        context = self._lookup.of(url)
        fetched = Fetched(
            target=PageTarget(url=url),
            fetch_status=FetchStatus.ANSWERED,
            fetched_at=self.now,
            capture=capture_of(final, "", self.now),
        )
        settled = self._settler.settled(context, fetched, page).context
        if settled.head is None:
            key, record, digest = version(1, final, article=settled.article, at=self.now)
            record = replace(record, extraction=page, content_sha256=sha256(page.text.encode()))
            digest = sha256(encode(record))
            self.archive.put(key, encode(record))
            self.index.add_version(key, record, digest)
        return settled.article


def page_of(seed: int, title: str = "Strike in the harbour", shared: int = 0) -> Extraction:
    """Return a page's text, of which some sentences stand on a template."""
    return Extraction(
        extractor="test 1", title=title, paragraphs=(*text(seed), *text(0, shared))[-12:]
    )


@pytest.mark.slow
@settings(max_examples=examples(15), deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2]), min_size=2, max_size=7), st.integers(0, 6))
def test_one_article_in_every_order(order: list[int], moved: int) -> None:
    """The first address leads to the second from some look on, the third answers for itself and
    has the second's number. Once each was looked at since, all are one article.
    """
    urls = (OLD, f"{NEW}-4711023", f"{SITE}/4711023/crews-win")
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for at, which in enumerate([*order, 0, 1, 2]):
            leads = which == 0 and at >= min(moved, len(order))
            desk.look(urls[which], urls[1] if leads else urls[which], page_of(1))
        homes = {desk.index.article_for(normalise(url)) for url in urls}
        desk.index.close()
    assert len(homes) == 1


@settings(max_examples=examples(15), deadline=None)
@given(
    order=st.lists(st.integers(1, 4), min_size=2, max_size=8),
    shared=st.integers(0, 5),
    leads=st.booleans(),
)
def test_a_template_joins_no_two_articles(*, order: list[int], shared: int, leads: bool) -> None:
    """Articles with one title, one section's number and the sentences of one template stay apart,
    also where one leads to another.
    """
    urls = [f"{SITE}/section-1234567/part-{number}" for number in range(5)]
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        for number in dict.fromkeys(order):
            desk.look(urls[number], urls[number], page_of(number, shared=shared))
        for number in order:
            target = order[0] if leads else number
            desk.look(urls[number], urls[target], page_of(target, shared=shared))
        homes = {desk.index.article_for(normalise(urls[number])) for number in order}
        desk.index.close()
    assert homes == {article_of(urls[number]) for number in order}


def test_numbers_of_articles() -> None:
    """A date, a year and a short number are no article's; a query's and a mixed one may be."""
    assert article_numbers(f"{SITE}/news/river-rises-4711023.html") == {"4711023"}
    assert article_numbers(f"{SITE}/4711023/river-rises") == {"4711023"}
    assert article_numbers(f"{SITE}/a?id=4711023") == {"4711023"}
    assert article_numbers(f"{SITE}/news/c5y8k2lz0") == {"c5y8k2lz0"}
    for path in ("/2026/11/28/rain", "/20261128/rain", "/rain-20261128", "/top-100-films", "/2026"):
        assert article_numbers(SITE + path) == frozenset()
