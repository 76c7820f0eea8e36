"""Make the dictionary with which the index compresses records, plans and reports.

    python bench/record_dictionary.py --index ARCHIVE/index.db

``--index`` is that of an archive of ``bench/archive.py``: its records give their form, and the
project's own documentation gives the prose, so that nobody's articles travel with the program, and
the words that the bench makes up are no help to it. Writes ``crawler/index/data/``. Afterwards the
number of the index's shape must be raised.
"""

import argparse
import json
import random
import re
from pathlib import Path

import zstandard
from sqlalchemy import select

from crawler.codec import canonical_json
from crawler.index.open_index import open_index
from crawler.index.schema import parts, versions

HERE = Path(__file__).resolve().parents[1]
SIZE = 32_768
RECORDS, PARTS = 2_400, 400
MIN_PROSE = 150
"""Characters of a paragraph."""


def prose() -> list[str]:
    """Return the paragraphs of the documentation, without its marks."""
    found = []
    for path in sorted((HERE / "docs").rglob("*.md")):
        for block in path.read_text().split("\n\n"):
            paragraph = re.sub(r"[`*_]|\]\([^)]*\)|\[", "", " ".join(block.split()))
            if len(paragraph) > MIN_PROSE and paragraph[0].isupper() and "|" not in paragraph:
                found.append(paragraph)
    return found


def retold(text: str, paragraphs: list[str], rng: random.Random) -> bytes:
    """Return a record with other words."""
    record = json.loads(text)
    extraction = record["extraction"]
    if extraction:
        extraction["paragraphs"] = rng.sample(paragraphs, rng.randint(3, 12))
        extraction["title"] = " ".join(rng.choice(paragraphs).split()[:9])
        extraction["authors"] = []
    record["change"]["facts"] = record["change"]["facts"][:1]
    return canonical_json(record) + b"\n"


def main() -> None:
    """Write the dictionary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    rng, paragraphs = random.Random(5), prose()
    index = open_index(f"sqlite:///{parser.parse_args().index.resolve()}")
    records = select(versions.c.record).order_by(versions.c.sha256).limit(RECORDS)
    plans = select(parts.c.plan).where(parts.c.plan.is_not(None)).limit(PARTS)
    reports = select(parts.c.report).where(parts.c.report.is_not(None)).limit(PARTS)
    with index.reading() as connection:
        samples = [retold(text, paragraphs, rng) for text in connection.execute(records).scalars()]
        for query in (plans, reports):
            samples += [text.encode() for text in connection.execute(query).scalars()]
    made = zstandard.train_dictionary(SIZE, samples, level=6)
    target = HERE / "crawler" / "index" / "data" / "record_dictionary.bin"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(made.as_bytes())
    print(f"{target}: {len(made.as_bytes()):,} bytes from {len(samples):,} samples")


if __name__ == "__main__":
    main()
