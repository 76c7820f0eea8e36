"""Whether any page makes a part of the extractor fail.

    python bench/fuzz.py [--pages 20000] [--corpus aed ...] [--seed N] [--small]

Pages of the corpora beside the repository are altered at random: pieces of markup and text are cut
out, doubled, moved, or set in from a list of what broke extractors before. Each is extracted. One
that is unreadable, or that names a part in ``faults``, is printed with the seed that gives it
again. Ends with status 1 if there was any. ``--small`` leaves out pages beyond 150 kB, for speed.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT.parent / "shared" / "tools"
sys.path[:0] = [str(ROOT), str(TOOLS)]

import score_extraction  # noqa: E402  # the tools are on the path only now

from tests.extract.altered_pages import altered, trouble  # noqa: E402

SMALL = 150_000
"""Bytes of a small page."""


def pages(corpora: list[str], *, small: bool) -> list[dict[str, str]]:
    """Return the corpora's pages."""
    found = [page for corpus in corpora for page in score_extraction.pages(corpus)]
    return [page for page in found if not small or len(page["html"]) <= SMALL]


def main() -> int:
    """Print each page that makes something fail, then the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--corpus", nargs="+", default=["aed", "fundus", "wcxb_dev", "traf", "agg"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true")
    call = parser.parse_args()
    known, counts = pages(call.corpus, small=call.small), Counter[str]()
    start = time.process_time()
    for number in range(call.pages):
        page = known[number % len(known)]
        seed = f"{call.seed}-{number}"
        for said in trouble(altered(page["html"], seed), page.get("url")):
            counts[said] += 1
            print(f"{page['id']} seed {seed}: {said}", flush=True)
        if number % 1000 == 999:  # noqa: PLR2004  # now and then
            spent = time.process_time() - start
            print(f"{number + 1:,} pages, {spent:.0f} s, {counts.total()} faults", flush=True)
    print(f"{call.pages:,} pages, {counts.total()} faults: {dict(counts)}")
    return int(bool(counts))


if __name__ == "__main__":
    sys.exit(main())
