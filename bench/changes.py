"""Measure how precise the detection of changes is.

Pairs of versions made from real pages, four detectors, precision and recall with intervals.

    python bench/changes.py --pages 150 --half report

Needs the page corpora that lie beside the repository, and readability-lxml. Each page gives pairs
with one edit among noise, and pairs with noise only. ``suspect`` counts as a miss for an edit and
as an alarm for noise. Pages are split by site: no threshold was set on ``report``.
"""
# ruff: noqa: PLR2004  # a bench's thresholds stand where they are used

import argparse
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import trafilatura
from changes_edits import EDITS, sentences_of
from changes_noise import NOISES
from changes_pages import Document, Donor, Page, load, seeded
from readability import Document as Readability

from crawler.change import ArticleState, Decision, Observation, decide
from crawler.extract import extract
from crawler.extract.page_text import page_texts
from crawler.fingerprint import fingerprint_of
from crawler.model import ChangeKind, Check, Extraction, Outcome
from tests.change.newsroom import head_of

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
DETECTORS = ("palimpsest", "html hash", "trafilatura hash", "readability hash")
WANT_A_HISTORY = {ChangeKind.REVERT, ChangeKind.RETURNED, ChangeKind.ENTRY}
"""Kinds that one pair of the corpora's pages cannot show: those want a third, or a live blog."""
KINDS = tuple(kind for kind in ChangeKind if kind not in WANT_A_HISTORY)


@dataclass(frozen=True)
class Result:
    """One pair, judged by all detectors."""

    page: str
    edit: str | None
    noise: str
    alarms: dict[str, bool]
    outcome: str
    expected: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    detail: str = ""


def ours(old: Extraction, page: Page, before: str, markup: str, status: int) -> Decision:
    """Return what this project decides on the new page.

    A removal is looked at until it can be believed.
    """
    head = head_of(old, page.url, at=NOW)
    state = ArticleState(
        head=head,
        fingerprints=((1, head.record.fingerprint),),
        head_page=page_texts(before),
    )
    decision = Decision(outcome=Outcome.UNCHANGED)
    for step in range(3):
        at = NOW + timedelta(hours=1 + step)
        new = extract(markup, page.url, fetched_at=at) if status == 200 else None
        mark = fingerprint_of(new) if new and new.problem is None else None
        decision = decide(
            state,
            Observation(
                kind="answered",
                fetched_at=at,
                status=status,
                extraction=new,
                fingerprint=mark,
                page=page_texts(markup),
            ),
        )
        if status == 200 or decision.append:
            break
        seen = Check(
            kind="article",
            run="r",
            url=page.url,
            fetched_at=at,
            outcome=decision.outcome,
            reason=decision.reason,
            finding=decision.finding,
            score=decision.score,
            capture="c",
        )
        state = replace(state, pending=(*state.pending, seen))
    return decision


def _html_hash(markup: str) -> str:
    return hashlib.sha256(markup.encode("utf-8", "replace")).hexdigest()


def _trafilatura_hash(markup: str) -> str:
    found = trafilatura.bare_extraction(markup, include_comments=False, with_metadata=True)
    return f"{found.title}\n{found.text}" if found else ""


def _readability_hash(markup: str) -> str:
    try:
        document = Readability(markup)
        text = " ".join(document.summary().split())
        return f"{document.short_title()}\n{trafilatura.utils.load_html(text).text_content()}"
    except Exception:  # noqa: BLE001  # a page that breaks it gives no text
        return ""


OTHERS: dict[str, Callable[[str], str]] = {
    "html hash": _html_hash,
    "trafilatura hash": _trafilatura_hash,
    "readability hash": _readability_hash,
}


def judge(
    page: Page,
    old: Document,
    new: Document,
    *,
    edit: str | None,
    noise: str,
    expected: frozenset[str],
) -> Result | None:
    """Judge a pair by all detectors."""
    before, after = old.markup(), new.markup()
    status = 404 if "gone" in expected else 200
    reading = extract(before, page.url, fetched_at=NOW)
    if reading.problem is not None:
        return None
    decision = ours(reading, page, before, after, status)
    alarms = {name: bool(hashed(before) != hashed(after)) for name, hashed in OTHERS.items()}
    quiet = (
        {Outcome.UNCHANGED}
        if edit is None
        else {Outcome.UNCHANGED, Outcome.SUSPECT, Outcome.BLOCKED, Outcome.UNREADABLE}
    )
    alarms["palimpsest"] = decision.outcome not in quiet
    change = decision.change
    return Result(
        page.id,
        edit,
        noise,
        alarms,
        decision.outcome.value,
        tuple(sorted(expected)),
        change.kinds if change else (),
        json.dumps(change.reasons, ensure_ascii=False)[:600] if change else decision.reason or "",
    )


def pairs_of(page: Page, donor: Donor, edits: int, noises: int) -> Iterator[Result]:
    """Yield the judged pairs of one page: so many with an edit, so many without."""
    rng = seeded(page.id)
    for wanted, choices in ((edits, list(EDITS)), (noises, [None] * (noises * 3))):
        rng.shuffle(choices)
        made = 0
        for edit in choices:
            if made == wanted:
                break
            result = _pair(page, donor, edit, f"{made}")
            if result is not None:
                made += 1
                yield result


def _pair(page: Page, donor: Donor, edit: object, salt: str) -> Result | None:
    old, new = Document.of(page), Document.of(page)
    if old is None or new is None:
        return None
    name = getattr(edit, "__name__", None)
    rng = seeded(page.id, name or "none", salt)
    noise = rng.choice(NOISES)
    if not noise(old, new, rng, donor):
        return None
    expected = edit(new, rng, donor) if callable(edit) else frozenset()
    return (
        judge(page, old, new, edit=name, noise=noise.__name__, expected=expected)
        if expected is not None
        else None
    )


def wilson(hits: int, total: int) -> tuple[float, float, float]:
    """Return the share and its 95 % interval (Wilson 1927)."""
    if not total:
        return float("nan"), 0.0, 1.0
    z, share = 1.96, hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return share, max(0.0, centre - half), min(1.0, centre + half)


def shown(hits: int, total: int) -> str:
    """Return a share as text."""
    share, low, high = wilson(hits, total)
    return f"{share:6.3f} [{low:.3f}, {high:.3f}] {hits}/{total}"


def report(results: Sequence[Result]) -> None:
    """Print the tables."""
    edits, noises = [r for r in results if r.edit], [r for r in results if not r.edit]
    print(
        f"{len(edits)} pairs with an edit, {len(noises)} with noise only, from "
        f"{len({r.page for r in results})} pages\n"
    )
    print(f"{'detector':18} {'recall':34} {'quiet on noise':34} precision")
    for name in DETECTORS:
        found, false = sum(r.alarms[name] for r in edits), sum(r.alarms[name] for r in noises)
        print(
            f"{name:18} {shown(found, len(edits)):34} "
            f"{shown(len(noises) - false, len(noises)):34} {shown(found, found + false)}"
        )
    print(f"\n{'kind':18} {'recall':34} precision")
    for kind in KINDS:
        expected = [r for r in edits if kind in r.expected]
        predicted = [r for r in results if kind in r.found]
        both = sum(kind in r.found for r in expected)
        print(f"{kind:18} {shown(both, len(expected)):34} {shown(both, len(predicted))}")
    for title, group, right in (("edit", edits, True), ("noise", noises, False)):
        tally: dict[str, Counter[str]] = defaultdict(Counter)
        for result in group:
            tally[getattr(result, title) or ""].update(
                ["all"] + [name for name in DETECTORS if result.alarms[name] is right]
            )
        print(f"\n{title:20} " + "".join(f"{name:>18}" for name in DETECTORS))
        for key, counts in sorted(tally.items()):
            print(
                f"{key:20} "
                + "".join(f"{counts[name]:>12}/{counts['all']:<5}" for name in DETECTORS)
            )


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--half", choices=["tune", "report", "all"], default="tune")
    parser.add_argument(
        "--pages", type=int, default=10_000, help="at most so many pages, spread over the corpora"
    )
    parser.add_argument("--edits", type=int, default=3, help="pairs with an edit, per page")
    parser.add_argument("--noises", type=int, default=2, help="pairs with noise only, per page")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument(
        "--wrong", type=Path, help="write this project's mistakes here, a JSON object a line"
    )
    options = parser.parse_args()
    started = time.perf_counter()
    pages = load(options.half)
    step = max(1, len(pages) // options.pages)
    chosen = pages[::step][: options.pages]
    work = [(page, _donor(pages, page), options.edits, options.noises) for page in chosen]
    with ProcessPoolExecutor(options.jobs) as pool:
        results = [result for group in pool.map(_work, work, chunksize=4) for result in group]
    report(results)
    print(f"\n{time.perf_counter() - started:.0f} s")
    if options.wrong:
        wrong = (
            r
            for r in results
            if r.alarms["palimpsest"] != bool(r.edit) or set(r.expected) != set(r.found)
        )
        options.wrong.write_text(
            "".join(json.dumps(vars(r), ensure_ascii=False) + "\n" for r in wrong)
        )


def _donor(pages: Sequence[Page], page: Page) -> Donor:
    """Another page of the same corpus, with sentences to take."""
    rng = seeded("donor", page.id)
    others = [other for other in pages if other.url != page.url and other.title != page.title]
    same = [other for other in others if other.id.split("/")[0] == page.id.split("/")[0]] or others
    while True:
        other = rng.choice(same)
        sentences = [
            text
            for text in sentences_of(other.text)
            if 8 <= len(text.split()) <= 40 and text[-1] in ".!?"
        ]
        if len(sentences) >= 8 and other.title and len(other.title.split()) > 3:
            return Donor(other.title, tuple(sentences[2:8]))


def _work(job: tuple[Page, Donor, int, int]) -> list[Result]:
    return list(pairs_of(*job))


if __name__ == "__main__":
    main()
