"""The table of extraction: this extractor beside trafilatura's two modes, in one run, on the page corpora beside the repository.

    python bench/extraction.py [--corpus aed ...] [--half hold-out] [--trees FILE]

The measures are those of ``score_extraction.py`` there. ``--half`` keeps the pages of one half of the sites (by a hash of their domain),
``--trees`` judges with other trees: those grown on the other half alone show what sites would get that were never seen.
"""

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT.parent / "shared" / "tools"
sys.path[:0] = [str(ROOT), str(TOOLS)]

import score_extraction  # noqa: E402  # the tools are on the path only now

from crawler.extract import extract, trees  # noqa: E402
from crawler.identity import registrable  # noqa: E402


def run(html: str, url: str | None) -> dict[str, Any]:
    """One page in the form that the scorer reads."""
    found = extract(html, url)
    return {"text": found.text, "title": found.title, "authors": list(found.authors), "date": (found.published or "")[:10] or None}


def half_of(page: dict[str, Any]) -> str:
    """The half that a page's site belongs to; the same as where the trees are grown."""
    site = registrable(urlsplit(page.get("url") or "").hostname or "") or page["id"]
    return "hold-out" if hashlib.sha1(site.encode(), usedforsecurity=False).digest()[0] & 1 else "develop"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", nargs="+", default=["aed", "fundeval", "fundus", "wcxb_dev", "traf", "agg"])
    parser.add_argument("--half", choices=("develop", "hold-out"))
    parser.add_argument("--trees", type=Path)
    parser.add_argument("--alone", action="store_true", help="without trafilatura's modes")
    call = parser.parse_args()
    if call.trees:
        grown = trees.forest(call.trees)
        trees.forest = lambda: grown
    if call.half:
        every = score_extraction.pages
        score_extraction.pages = lambda corpus: [page for page in every(corpus) if half_of(page) == call.half]
    others = [] if call.alone else ["trafilatura", "trafilatura:precision"]
    extractors = [*((name, score_extraction.load(name)) for name in others), ("palimpsest", run)]
    for corpus in call.corpus:
        print(f"{corpus}:")
        for name, function in extractors:
            score_extraction.score(function, corpus, None, name, 0)


if __name__ == "__main__":
    main()
