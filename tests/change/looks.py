"""Looks at pages as a crawl has them: bytes and redirects, read and decided on for real."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from crawler.change import Decision, Observation
from crawler.comparing import Case, decided
from crawler.extract.no_article import NoArticle
from crawler.fingerprint import fingerprint_of
from crawler.model import Capture, Exchange, State
from crawler.workers import extraction_of
from tests.change.newsroom import START, URL, Newsroom

MAX_BYTES = 10_000_000
TITLE = "Marwick pays for the old footbridge"
STORY = (
    (
        "The council in Marwick voted on Monday to spend four million on the old "
        "footbridge, said its chair, Ada Merrow, after a debate of three hours."
    ),
    (
        "Residents of Tolden complained that the bridge had been closed for nine weeks and "
        "that nobody had told them when it would open again."
    ),
    (
        "Officials declined to say how many of the workers at the tram depot would keep "
        "their jobs when the line closes in spring."
    ),
    (
        "A report published in March found forty faults in the structure, most of them near"
        " the northern end, where the river has washed out the ground."
    ),
    (
        "“We have waited long enough,” said Piet Lanning, who runs the bakery beside the "
        "bridge. “Every week costs me a third of my customers.”"
    ),
)
TEASERS = (
    (
        "Ferry to run again after a winter of repairs",
        (
            "Commuters had to go round since January, when the ice came, and most of them "
            "sold their cars."
        ),
    ),
    (
        "Bakers strike for the third week in a row",
        (
            "They want a tenth more pay and a free Sunday, and the owners say that neither "
            "can be had."
        ),
    ),
    (
        "Museum finds a lost letter in its own cellar",
        (
            "It was written by the first mayor and speaks of a debt that was never paid "
            "back to anybody."
        ),
    ),
    (
        "School roof falls in, nobody was hurt",
        (
            "Firemen said that the beams had been wet for years, and that the council had "
            "been told so."
        ),
    ),
    (
        "River rises by two metres after days of rain",
        ("Cellars in the lower town were pumped out all night, and the tram stays in its depot."),
    ),
    (
        "Old cinema to be turned into a library",
        ("It will open in the autumn of next year, with a room for children under the old roof."),
    ),
)


def paper(main: str, *, head: str = "", title: str = "The Ledger", lang: str = "en") -> str:
    """Return a page of the paper: its template around something."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f'{head}</head><body><header><a href="/">The Ledger</a> <a href="/news">News</a></header>'
        f"<main>{main}</main><footer>About us</footer></body></html>"
    )


def article(*paragraphs: str, head: str = "", behind: str = "", title: str = TITLE) -> str:
    """Return an article's page; without paragraphs, of the story above."""
    declared = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "' + title + '", '
        '"datePublished": "2026-11-02T08:00:00Z", "author": {"name": "Iris Calloway"}}</script>'
    )
    told = "".join(f"<p>{text}</p>" for text in paragraphs or STORY)
    return paper(
        f"<article><h1>{title}</h1><p class=byline>By Iris Calloway</p>{told}{behind}</article>",
        head=declared + head,
        title=f"{title} - The Ledger",
    )


def front(*, head: str = "", title: str = "The Ledger", turn: int = 0) -> str:
    """Return a page that lists articles, with excerpts; another one at each turn."""
    order = (*TEASERS[turn:], *TEASERS[:turn])
    return paper(
        "".join(
            f'<div><h2><a href="/2026/{at}">{name}</a></h2><p>{text}</p></div>'
            for at, (name, text) in enumerate(order)
        ),
        head=head,
        title=title,
    )


@dataclass
class Reader:
    """Looks at one article's address again and again."""

    room: Newsroom = field(default_factory=Newsroom)
    shown: Capture | None = None
    looks: int = 0

    def look(self, html: str, *, to: str | None = None) -> Decision:
        """Look an hour after the look before, at a page that a redirect may lead to."""
        at = START + timedelta(hours=self.looks)
        self.looks += 1
        capture = _capture(html, at=self.looks, to=to)
        extraction = extraction_of(capture, MAX_BYTES)
        trouble = extraction.problem
        observation = Observation(
            kind="answered",
            fetched_at=at,
            status=200,
            extraction=extraction,
            fingerprint=fingerprint_of(extraction) if extraction.paragraphs else None,
            hops=(URL,) if to else (),
            final_url=capture.url,
            story_left=not (isinstance(trouble, NoArticle) and trouble.leaves_no_story),
        )
        case = Case(
            state=self.room.state(),
            observation=observation,
            shown=self.shown,
            fetched=capture if self.room.versions else None,
            max_bytes=MAX_BYTES,
        )
        decision = decided(case)
        self.room.store(decision, observation)
        if decision.append:
            self.shown = capture if decision.state is State.PRESENT else None
        return decision


def _capture(html: str, *, at: int, to: str | None) -> Capture:
    answer = Exchange(
        url=to or URL,
        fetched_at=START + timedelta(hours=at),
        status=200,
        response_headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=html.encode(),
    )
    hop = replace(answer, url=URL, status=302, body=b"", response_headers=(("Location", "x"),))
    return Capture(exchanges=(hop, answer) if to else (answer,))
