"""How many looks at a story with rotating teasers in its own box are false edits.

And whether true edits among them are told.

    python bench/looks.py --looks 200 --stories 2 --jobs 2

Needs the page corpora that lie beside the repository. Each story is looked at so many times, with
other teasers at each look; at known looks an edit is made, and the same pair of pages without
teasers says what is to be told. ``--language`` looks at invented stories in other scripts
instead, in all shapes, those of ``looks_unlike`` too. ``--memory`` adds what the site's other
pages teach; ``--without-rotation`` compares as before teasers were held to rotate.
"""
# ruff: noqa: PLR2004, ARG001  # a bench's thresholds stand where they are used; all edits have one
# signature

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from changes_edits import EDITS, deleted, sentences_of
from changes_pages import CORPORA, Document, Donor, Edit, Kinds, Page, load, seeded
from looks_furniture import SHAPES, Shape, Teaser, drawn, put
from looks_languages import TEXTS, shapes_of
from looks_unlike import UNLIKE

from crawler.change import ArticleState, Decision, Observation, decide
from crawler.change.rotation import NO_ROTATION, rotation
from crawler.extract import extract
from crawler.extract.page_text import page_blocks
from crawler.fingerprint import fingerprint_of
from crawler.languages import language_of
from crawler.model import Extraction, Outcome
from crawler.profile import Profile, learn
from tests.change.newsroom import head_of

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
_MAX_STORIES = 120
"""Stories that are chosen from."""
EVERY = 8
"""Looks from one edit to the next."""
SIBLINGS = 8
"""Other stories of the site that its memory is learned from."""


def replaced_paragraph(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a paragraph with another one in its place."""
    element = rng.choice(document.story)
    for child in list(element):
        element.remove(child)
    element.text = " ".join(donor.sentences[2:4])
    return frozenset({"rewrite"})


def correction_box(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a correction in a box of its own, right behind the last paragraph."""
    text = "Correction: An earlier version of this article misstated who had signed the contract."
    put(document.story[-1], f'<div class="note"><strong>{text}</strong></div>')
    return frozenset({"correction"})


def added_section(document: Document, rng: random.Random, donor: Donor) -> Kinds | None:
    """Return a subhead with a paragraph."""
    words = " ".join(donor.title.split()[:5])
    put(rng.choice(document.story), f"<h3>{words}</h3><p>{donor.sentences[4]}</p>")
    return frozenset({"addition"})


LOOKED_FOR: Sequence[Edit] = (
    *(edit for edit in EDITS if edit is not deleted),
    replaced_paragraph,
    correction_box,
    added_section,
)


@dataclass
class Tally:
    """What came of one shape's looks."""

    quiet: int = 0
    false: int = 0
    edits: int = 0
    found: int = 0
    exact: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Sum up."""
        self.quiet += other.quiet
        self.false += other.false
        self.edits += other.edits
        self.found += other.found
        self.exact += other.exact
        self.examples += other.examples


class Archive:
    """One article's head, as looks leave it behind."""

    def __init__(self, url: str, profile: Profile | None, *, rotating: bool) -> None:
        self.url, self.profile, self.rotating = url, profile, rotating
        self.versions: list[str] = []
        self.head: Extraction | None = None
        self.page: str = ""
        self.earlier: str = ""

    def look(self, markup: str, at: datetime) -> Decision:
        """Return what is decided on a page, and remember it as the archive would."""
        new = extract(markup, self.url, fetched_at=at, profile=self.profile)
        mark = fingerprint_of(new)
        if self.head is None:
            self._keep(new, mark, markup)
            return Decision(outcome=Outcome.NEW)
        if mark == self.versions[-1]:
            return Decision(outcome=Outcome.UNCHANGED)
        before, after = (page_blocks(page, url=self.url) for page in (self.page, markup))
        state = ArticleState(
            head=head_of(self.head, self.url, at=NOW),
            fingerprints=tuple(enumerate(self.versions, 1)),
            head_page=tuple(block.text for block in before),
        )
        observation = Observation(
            kind="answered",
            fetched_at=at,
            status=200,
            extraction=new,
            fingerprint=mark if new.problem is None else None,
            page=tuple(block.text for block in after),
            rotation=rotation(
                before,
                after,
                earlier=page_blocks(self.earlier, url=self.url) if self.earlier else (),
            )
            if self.rotating
            else NO_ROTATION,
        )
        decision = decide(state, observation)
        if decision.append:
            self._keep(new, mark, markup)
        return decision

    def _keep(self, new: Extraction, mark: str, markup: str) -> None:
        self.head, self.earlier, self.page = new, self.page, markup
        self.versions.append(mark)


@dataclass(frozen=True)
class Job:
    """One story with one shape."""

    page: Page
    name: str
    """Of the shape."""
    pool: tuple[Teaser, ...]
    donors: tuple[Donor, ...]
    siblings: tuple[Page, ...]
    looks: int
    memory: bool
    rotating: bool

    @property
    def shape(self) -> Shape:
        """The furniture."""
        return next(shape for shape in (*SHAPES, *UNLIKE) if shape.name == self.name)


def shown(document: Document, shape: Shape, teasers: list[Teaser]) -> str:
    """Return a page with these teasers in its story's box."""
    within = teasers[0].day % 2 if shape.within is None else shape.within
    place = document.story[len(document.story) // 2 if within else -1]
    made = put(place, shape.markup(teasers, document.language))
    markup = document.markup()
    for element in made:
        tail = element.tail
        element.tail = None
        element.getparent().remove(element)
        place.tail = (place.tail or "") + (tail or "") if tail else place.tail
    return markup


def looked_at(job: Job) -> tuple[str, Tally]:
    """Return what came of all looks at one story."""
    rng, tally = seeded(job.page.id, job.shape.name), Tally()
    document = Document.of(job.page)
    assert document is not None  # chosen so
    profile = _learned(job, rng) if job.memory else None
    archive = Archive(job.page.url, profile, rotating=job.rotating)
    pool, edits = list(job.pool), list(LOOKED_FOR)
    rng.shuffle(edits)
    last = archive.look(shown(document, job.shape, drawn(pool, job.shape.teasers, rng)), NOW)
    for number in range(1, job.looks):
        at = NOW + timedelta(hours=number)
        wanted = None
        if number % EVERY == 0 and edits:
            wanted = _edited(job, document, edits, rng, at)
        last = archive.look(shown(document, job.shape, drawn(pool, job.shape.teasers, rng)), at)
        _tell(tally, wanted, last, job)
    return job.shape.name, tally


def _tell(tally: Tally, wanted: Decision | None, seen: Decision, job: Job) -> None:
    if wanted is None:
        tally.quiet += 1
        if seen.outcome is not Outcome.UNCHANGED:
            tally.false += 1
            reasons = seen.change.reasons if seen.change else seen.reason
            tally.examples.append(
                f"false: {job.page.id}: {json.dumps(reasons, ensure_ascii=False)[:400]}"
            )
        return
    tally.edits += 1
    kinds, told = (set(d.change.kinds) if d.change else set() for d in (wanted, seen))
    if kinds and kinds <= told:
        tally.found += 1
        assert wanted.change is not None
        assert seen.change is not None
        tally.exact += (wanted.change.words_added, wanted.change.words_removed) == (
            seen.change.words_added,
            seen.change.words_removed,
        )
    else:
        told_as = f"{sorted(kinds)} told as {sorted(told)} {seen.outcome}: {seen.reason}"
        reasons = wanted.change.reasons if wanted.change else None
        detail = json.dumps(reasons, ensure_ascii=False)[:200]
        tally.examples.append(f"missed: {job.page.id}: {told_as[:400]}: {detail}")


def _edited(
    job: Job, document: Document, edits: list[Edit], rng: random.Random, at: datetime
) -> Decision | None:
    """Make one edit, and return what is told of it without any teasers; None where nothing is."""
    before = document.markup()
    for edit in list(edits):
        done = edit(document, rng, rng.choice(job.donors))
        document.story = [
            one for one in document.story if document.root in one.iterancestors("html")
        ]
        if done is None:
            continue
        edits.remove(edit)
        edits.append(edit)
        plain = Archive(job.page.url, None, rotating=False)
        plain.look(before, NOW)
        told = plain.look(document.markup(), at)
        return told if told.outcome is Outcome.CHANGED else None
    return None


def _learned(job: Job, rng: random.Random) -> Profile | None:
    """Return what the site's other stories, with the same furniture, teach."""
    texts = {}
    for page in job.siblings:
        document = Document.of(page)
        if document is not None:
            markup = shown(document, job.shape, drawn(list(job.pool), job.shape.teasers, rng))
            texts[page.id] = extract(markup, page.url, fetched_at=NOW).paragraphs
    return learn("host", texts, at=NOW)


def jobs_of(options: argparse.Namespace) -> Iterator[Job]:
    """Yield the stories and their shapes."""
    pages = [page for page in load(options.half) if page.title and len(page.text) < 12_000]
    usable = list(islice(filter(_usable, pages[:: max(1, len(pages) // 200)]), _MAX_STORIES))
    for shape in SHAPES:
        if options.shapes and shape.name not in options.shapes:
            continue
        rng = seeded("looks", shape.name)
        made = 0
        for page in rng.sample(usable, len(usable)):
            if made == options.stories:
                break
            same = [
                other
                for other in usable
                if other.id.split("/")[0] == page.id.split("/")[0]
                and other.title != page.title
                and _language(other) == _language(page)
            ]
            rng.shuffle(same)
            donors = tuple(filter(None, map(_donor, same)))[:6]
            pool = tuple(filter(None, (_teaser(other, rng) for other in same[:40])))[:14]
            if len(donors) < 3 or len(pool) < 6:
                continue
            made += 1
            yield Job(
                page,
                shape.name,
                pool,
                donors,
                tuple(same[-SIBLINGS:]),
                options.looks,
                options.memory,
                not options.without_rotation,
            )


def jobs_in(options: argparse.Namespace) -> Iterator[Job]:
    """Yield an invented story of each language with every shape: the corpora have none of them."""
    for code in options.language:
        texts = TEXTS[code]
        for shape in shapes_of(texts.pool):
            if not options.shapes or shape.name in options.shapes:
                yield Job(
                    texts.page(code),
                    shape.name,
                    texts.pool,
                    (texts.donor,),
                    (),
                    options.looks,
                    memory=False,
                    rotating=not options.without_rotation,
                )


def _usable(page: Page) -> bool:
    """Return whether a page is one article that can be edited."""
    return (
        len(urlsplit(page.url).path) > 1
        and Document.of(page) is not None
        and extract(page.markup, page.url, fetched_at=NOW).problem is None
    )


def _language(page: Page) -> str | None:
    return language_of([page.text])


def _donor(page: Page) -> Donor | None:
    sentences = [s for s in sentences_of(page.text) if 8 <= len(s.split()) <= 40 and s[-1] in ".!?"]
    return Donor(page.title or "", tuple(sentences[2:8])) if len(sentences) >= 8 else None


def _teaser(page: Page, rng: random.Random) -> Teaser | None:
    lead = " ".join(sentences_of(page.text)[:2])[:220]
    if not page.title or len(lead) < 40:
        return None
    return Teaser(page.title[:110], lead, f"/news/{rng.randrange(10**5)}", rng.randrange(1, 29))


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--half", choices=["tune", "report", "all"], default="tune")
    parser.add_argument("--looks", type=int, default=200, help="looks at each story")
    parser.add_argument("--stories", type=int, default=2, help="stories of each shape")
    parser.add_argument("--shapes", nargs="*", help="these shapes alone")
    parser.add_argument(
        "--language", nargs="*", choices=TEXTS, help="invented stories of these, in all shapes"
    )
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--memory", action="store_true", help="with the site's other pages")
    parser.add_argument("--without-rotation", action="store_true")
    parser.add_argument("--wrong", type=Path, help="write the mistakes here, a line each")
    options = parser.parse_args()
    if not options.language and not CORPORA.is_dir():
        parser.exit(2, f"The page corpora are wanted in {CORPORA}, and are not there.\n")
    started, tallies = time.perf_counter(), defaultdict(Tally)
    with ProcessPoolExecutor(options.jobs) as pool:
        for name, tally in pool.map(
            looked_at, list(jobs_in(options) if options.language else jobs_of(options))
        ):
            tallies[name].add(tally)
            print(f"{name}: {tally.false} of {tally.quiet}", file=sys.stderr, flush=True)
    report(tallies)
    print(f"\n{time.perf_counter() - started:.0f} s")
    if options.wrong:
        options.wrong.write_text(
            "".join(f"{name}: {line}\n" for name, t in tallies.items() for line in t.examples)
        )


def report(tallies: dict[str, Tally]) -> None:
    """Print a line a shape, and the sum."""
    total = Tally()
    print(f"{'shape':28}{'looks':>7}{'false':>7}{'share':>8}{'edits':>7}{'told':>7}{'exact':>7}")
    for name, tally in tallies.items():
        total.add(tally)
        _line(name, tally)
    _line("all", total)


def _line(name: str, tally: Tally) -> None:
    looks = tally.quiet + tally.edits
    print(
        f"{name:28}{looks:>7}{tally.false:>7}{tally.false / max(1, looks):>8.2%}"
        f"{tally.edits:>7}{tally.found:>7}{tally.exact:>7}"
    )


if __name__ == "__main__":
    main()
