"""What the archive of these tests holds: everyday articles, rare states, and content that harms."""

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.model import Extraction, Finding, Outcome
from crawler.store.base import ObjectStore
from tests.extract.stories import FERRY, MUSEUM
from tests.extract.test_shapes import ARABIC
from tests.pages.newsroom import SAME, Look, Looks, Newsroom, text_of

FERRY_URL = "https://www.courier.example/2026/ferry-vote"
COPY_URL = "https://tidings.example/n/ferry-vote-8"
BRIDGE_URL = "https://news.example/2026/bridge"
MISSING_URL = "https://news.example/2026/missing"
BLOCKED_URL = "https://news.example/2026/blocked"
ARABIC_URL = "https://akhbar.example/2026/1"
EVIL_URL = "https://evil.example/2026/%3Cscript%3Ewindow.owned=1%3C/script%3E"

LATER_TITLE = "Night ferry saved: harbour town votes to pay half its loss"
SECRET_SENTENCE = FERRY.paragraphs[6]
"""It stood in the first versions, and was taken out without notice."""
CORRECTION = (
    "Correction: An earlier version gave a wrong number of ballots. It was 4,212, not 4,112."
)

SCRIPT = (
    '<script>window.owned=1</script><img src=x onerror="window.owned=1">'
    "<svg/onload=window.owned=1>'\"></textarea></title></style><a href=javascript:owned=1>x</a>"
    "{{ 7*7 }}"
)
BIDI = "\u202eevil\u202c \u2066x\u2069 \u200b\u0007\u001b[31m"
EVIL_SOURCE = f"{SCRIPT}{BIDI}"
LINK = "javascript:window.owned=1"


@dataclass(frozen=True)
class Told:
    """The names of the articles."""

    ferry: str
    copy: str
    bridge: str
    arabic: str
    evil: str
    missing: str
    blocked: str
    runs: tuple[str, str]
    """The newest, and one that checked an article that means harm."""


def ferry() -> list[Extraction]:
    """Return four versions: a number, the headline, a sentence that leaves, a correction."""
    first = text_of(
        *FERRY.paragraphs,
        title=FERRY.title,
        authors=FERRY.authors,
        publisher=FERRY.publisher,
        published=FERRY.published,
        modified=FERRY.modified,
    )
    numbers = tuple(one.replace("4,112", "4,212") for one in FERRY.paragraphs)
    second = replace(first, title=LATER_TITLE, paragraphs=numbers, modified="2026-03-04T12:40:00Z")
    third = replace(second, paragraphs=tuple(one for one in numbers if one != SECRET_SENTENCE))
    fourth = replace(
        third,
        paragraphs=(*third.paragraphs[:-1], CORRECTION),
        notices=(CORRECTION,),
        modified="2026-03-04T18:10:00Z",
    )
    return [first, second, third, fourth]


def hostile() -> list[Extraction]:
    """Return two versions that mean harm in every field that a page shows."""
    first = text_of(
        SCRIPT,
        f"{BIDI} and {SCRIPT}",
        "W" * 3_000,
        title=f"{SCRIPT}{BIDI}" + "T" * 10_000,
        authors=(SCRIPT, "</script>", "W" * 300),
        publisher=f"{SCRIPT}{BIDI}",
        original_publisher=SCRIPT,
        original_url=LINK,
        canonical=LINK,
        image=LINK,
        tags=(SCRIPT,),
        language='en"><script>window.owned=1</script>',
        published="2026-03-04T07:15:00Z",
    )
    return [first, replace(first, title=f"<b>{first.title}", paragraphs=(f"{SCRIPT}!", BIDI))]


def write_stories(store: ObjectStore, now: datetime) -> Told:
    """Store all of them."""
    newsroom = Newsroom(store, now, headers=(("X-Note", SCRIPT), ("Location", LINK)))
    missing = Look(outcome=Outcome.SUSPECT, finding=Finding.MISSING, reason="it is 404")
    blocked = Look(outcome=Outcome.BLOCKED, finding=Finding.DENIED, reason="status 403")
    first = text_of(*MUSEUM.paragraphs[3:], title="A museum is missed")
    second = text_of(*MUSEUM.paragraphs[:3], title="A museum behind a wall")
    names = {
        "ferry": _ferry(newsroom),
        "copy": _copies(newsroom),
        "bridge": _bridge(newsroom),
        "arabic": _arabic(newsroom),
        "evil": _evil(newsroom),
        "missing": newsroom.article(MISSING_URL, {6: first, 1: missing}),
        "blocked": newsroom.article(BLOCKED_URL, {6: second, 1: blocked}),
    }
    newsroom.write()
    return Told(**names, runs=(newsroom.run_before(2), newsroom.run_before(7)))


def _ferry(newsroom: Newsroom) -> str:
    first, second, third, fourth = ferry()
    failed = Look(outcome=Outcome.FAILED, reason="connection refused")
    looks: Looks = {
        80: first,
        79: SAME,
        78: second,
        77: SAME,
        76: failed,
        75: SAME,
        5: third,
        3: fourth,
    }
    looks |= dict.fromkeys((60, 48, 36, 24, 12, 2), SAME)
    return newsroom.article(FERRY_URL, looks)


def _copies(newsroom: Newsroom) -> str:
    first, second, *_ = ferry()
    copied = replace(first, publisher="Tidings", original_url=FERRY_URL, authors=())
    gazette = replace(second, publisher="The Gazette", paragraphs=second.paragraphs[:6])
    newsroom.article("https://gazette.example/wire/ferry", {60: gazette, 2: SAME}, source="wires")
    return newsroom.article(COPY_URL, {70: copied, 24: SAME, 2: SAME}, source="wires")


def _bridge(newsroom: Newsroom) -> str:
    text = text_of(*MUSEUM.paragraphs, title="Museum by the bridge opens again", language="en")
    gone = Look(outcome=Outcome.GONE)
    return newsroom.article(BRIDGE_URL, {30: text, 20: gone, 10: text, 2: SAME})


def _arabic(newsroom: Newsroom) -> str:
    first = replace(
        text_of(*ARABIC.paragraphs, title=ARABIC.title or "", language="ar"),
        authors=ARABIC.authors,
        publisher=ARABIC.publisher,
    )
    second = replace(first, paragraphs=first.paragraphs[:-1])
    return newsroom.article(ARABIC_URL, {9: first, 4: second})


def _evil(newsroom: Newsroom) -> str:
    first, second = hostile()
    looks: Looks = {
        8: Look(first, reason=SCRIPT),
        7: Look(second, reason=f"{SCRIPT}{BIDI}"),
        6: Look(outcome=Outcome.FAILED, reason=SCRIPT * 20),
    }
    return newsroom.article(EVIL_URL, looks, source=EVIL_SOURCE)
