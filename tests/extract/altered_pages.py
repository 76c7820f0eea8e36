"""Pages altered at random, and what fails on them."""

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from crawler.extract import extract

FETCHED = datetime(2026, 11, 28, tzinfo=UTC)
_MAX_EDITS = 12
_PIECE = re.compile(r"<[^<>]{0,400}>|[^<>]+")
PIECES = (
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "</body>",
    "<br>",
    "<h1>",
    "<h1></h1>",
    "<p><b>Source:</b> https://example.org/a</p>",
    "<p><br>http://</p>",
    "<a rel=author></a>",
    "<a rel=author href='http://[::1'>By</a>",
    "<span class=byline>By</span>",
    "<span itemprop=author itemscope><span itemprop=name></span></span>",
    "<time></time>",
    "<time datetime='2026-02-31T25:61'>31/02/2026</time>",
    "<time datetime=''>٣١ فبراير ٢٠٢٦</time>",
    "<p>Published 31 February 99999</p>",
    "<p>พ.ศ. 2569 ๓๑ กุมภาพันธ์ ๒๕๖๙</p>",
    "<p>۳۱ اسفند ۱۴۰۴</p>",
    "<p>令和8年13月45日</p>",
    "<del>", "</del>", "<ins>", "</ins>",
    "<p hidden>", "<p style='display:none'>",
    "<script type='application/ld+json'>",
    "<script type='application/ld+json'>[{\"@type\":[],\"author\":[[],{\"name\":{}}]}]</script>",
    '<script type="application/ld+json">{"@type":"Article","author":{"name":", ,"}}</script>',
    '<script type="application/ld+json">{"@type":"Article","headline":[],"keywords":{}}</script>',
    "</script>",
    "<meta property='og:title' content='|'>",
    "<meta name=author content=', ; and'>",
    "<link rel=canonical href='http://[x'>",
    "<base href='//'>",
    "<table><tr><td>",
    "<ul><li>",
    "<svg>", "<template>", "<noscript>", "<!--", "-->", "]]>", "<![CDATA[",
    "&#0;", "&#xD800;", "&", "\x00", "\ufffe", "\u202e", "\u00ad", "\u200b", " ",
    "\u3000", "²", "①", "\U0001d7da\U0001d7d8",
)  # fmt: skip
"""What is set in: markup, values and signs that broke extractors before, or could."""


def _cut(pieces: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(pieces))
    del pieces[at : at + dice.choice((1, 1, 1, 3, 20))]


def _double(pieces: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(pieces))
    pieces[at:at] = pieces[at : at + dice.choice((1, 1, 5))]


def _move(pieces: list[str], dice: random.Random) -> None:
    at, count = dice.randrange(len(pieces)), dice.choice((1, 2, 10))
    moved = pieces[at : at + count]
    del pieces[at : at + count]
    to = dice.randrange(len(pieces) + 1)
    pieces[to:to] = moved


def _insert(pieces: list[str], dice: random.Random) -> None:
    pieces.insert(dice.randrange(len(pieces) + 1), dice.choice(PIECES))


def _empty(pieces: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(pieces))
    pieces[at] = re.sub(r"=\s*([\"']).*?\1", "=''", pieces[at])


def _break(pieces: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(pieces))
    sign = dice.randrange(len(pieces[at]) + 1)
    pieces[at] = pieces[at][:sign] + dice.choice(PIECES) + pieces[at][sign:]


EDITS: tuple[Callable[[list[str], random.Random], None], ...] = (
    _cut, _double, _move, _insert, _insert, _empty, _break,
)  # fmt: skip


def altered(html: str, seed: str) -> str:
    """Return the page altered at random; the same seed gives the same page."""
    dice = random.Random(seed)
    pieces = _PIECE.findall(html)
    for _ in range(dice.randint(1, _MAX_EDITS)):
        if not pieces:
            break
        dice.choice(EDITS)(pieces, dice)
    text = "".join(pieces)
    return text[: dice.randrange(len(text) + 1)] if dice.random() < 0.05 else text


def trouble(html: str, url: str | None) -> Iterator[str]:
    """Yield what failed on a page."""
    found = extract(html, url, fetched_at=FETCHED)
    if (found.problem or "").startswith("unreadable"):
        yield found.problem or ""
    yield from found.faults
