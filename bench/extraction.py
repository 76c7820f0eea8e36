"""The table of extraction.

This extractor beside trafilatura's two modes, in one run, on the page corpora beside the
repository.

    python bench/extraction.py [--corpus aed ...] [--half hold-out] [--trees FILE]
    python bench/extraction.py --folds DIR   # every page judged by trees that never saw its site

The measures are those of ``score_extraction.py`` there. ``--half`` keeps the pages of one half of
the sites (by a hash of their domain), ``--trees`` judges with other trees: those grown on the other
half alone show what sites would get that were never seen. ``--folds`` does so for all pages: DIR
holds the trees that ``bench/grow_trees.py --folds`` grew. The last column, ``low``, is the share of
pages that went wholly wrong: with an F1 below 0.8. ``--low`` names them.
"""

import argparse
import hashlib
import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT.parent / "shared" / "tools"
sys.path[:0] = [str(ROOT), str(TOOLS)]

import score_extraction  # noqa: E402  # the tools are on the path only now

from crawler.extract import extract  # noqa: E402
from crawler.extract.blocks import trees  # noqa: E402
from crawler.identity import registrable  # noqa: E402

Extractor = Callable[[str, str | None], dict[str, Any]]

extractors: list[tuple[str, Extractor]] = []

WRONG = 0.8
"""F1 below which a page went wholly wrong."""


def run(html: str, url: str | None) -> dict[str, Any]:
    """Return one page in the form that the scorer reads."""
    found = extract(html, url)
    return {
        "text": found.text,
        "title": found.title,
        "authors": list(found.authors),
        "date": (found.published or "")[:10] or None,
    }


def site_of(page: dict[str, Any]) -> str:
    """Return the site that a page belongs to; the same as where the trees are grown."""
    return registrable(urlsplit(page.get("url") or "").hostname or "") or page["id"]


def half_of(page: dict[str, Any]) -> str:
    """Return the half that a page's site belongs to."""
    return (
        "hold-out"
        if hashlib.sha1(site_of(page).encode(), usedforsecurity=False).digest()[0] & 1
        else "develop"
    )


def fold_of(site: str, count: int) -> int:
    """Return the fold that a site belongs to."""
    return int(hashlib.sha1(site.encode(), usedforsecurity=False).hexdigest()[:6], 16) % count


def use_folds(folder: Path) -> None:
    """Have every page judged by the trees that did not see its site."""
    grown = [trees.forest(path) for path in sorted(folder.glob("fold-*.json"))]
    every, fold_by_page = score_extraction.pages, dict[str, int]()
    judging = {"fold": 0}

    def pages(corpus: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = every(corpus)
        fold_by_page.update({page["html"]: fold_of(site_of(page), len(grown)) for page in found})
        return found

    def run_in_fold(html: str, url: str | None) -> dict[str, Any]:
        judging["fold"] = fold_by_page[html]
        return run(html, url)

    trees.forest = lambda: grown[judging["fold"]]
    score_extraction.pages = pages
    extractors.append(("palimpsest, unseen sites", run_in_fold))


def score(name: str, function: Extractor, corpus: str, *, named: bool) -> None:
    """Print an extractor's line of the table."""
    known = {page["html"]: page for page in score_extraction.pages(corpus)}
    scores: dict[str, float] = {}

    def noted(html: str, url: str | None) -> dict[str, Any]:
        found = function(html, url)
        page = known[html]
        if page.get("text"):
            right = score_extraction.page_score(page["text"], found.get("text"))
            scores[page["id"]] = score_extraction.f1(*right)
        return found

    line = io.StringIO()
    with redirect_stdout(line):
        score_extraction.score(noted, corpus, None, name, 0)
    low = sorted((f1, page) for page, f1 in scores.items() if f1 < WRONG)
    share = f" | low {len(low) / len(scores):.3f}" if scores else ""
    print(f"{line.getvalue().rstrip()}{share}", flush=True)
    if named:
        for f1, page in low:
            print(f"    {f1:.2f} {page}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--corpus", nargs="+", default=["aed", "fundeval", "fundus", "wcxb_dev", "traf", "agg"]
    )
    parser.add_argument("--half", choices=("develop", "hold-out"))
    parser.add_argument("--trees", type=Path)
    parser.add_argument("--folds", type=Path)
    parser.add_argument("--alone", action="store_true", help="without trafilatura's modes")
    parser.add_argument("--low", action="store_true", help="name the pages that went wrong")
    call = parser.parse_args()
    if call.trees:
        grown = trees.forest(call.trees)
        trees.forest = lambda: grown
    if call.half:
        every = score_extraction.pages
        score_extraction.pages = lambda corpus: [
            page for page in every(corpus) if half_of(page) == call.half
        ]
    others = [] if call.alone else ["trafilatura", "trafilatura:precision"]
    extractors.extend((name, score_extraction.load(name)) for name in others)
    if call.folds:
        use_folds(call.folds)
    else:
        extractors.append(("palimpsest", run))
    for corpus in call.corpus:
        print(f"{corpus}:")
        for name, function in extractors:
            score(name, function, corpus, named=call.low)


if __name__ == "__main__":
    main()
