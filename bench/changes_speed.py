"""Measure how long it takes to compare 10,000 words with 10,000.

Made-up texts, processor time, the best of three.

python bench/changes_speed.py
"""

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawler.change import classify
from crawler.diff import diff
from crawler.model import Extraction

RANDOM = random.Random(1)
COMMON = ["the", "of", "and", "to", "in", "a", "that", "for"]
RARE = [f"w{number}" for number in range(5000)]


def paragraph(words: int, sentence: int = 15) -> str:
    """Return a paragraph of so many words, in sentences of so many."""
    made = []
    for start in range(0, words, sentence):
        length = min(sentence, words - start)
        made.append(
            " ".join(
                RANDOM.choice(COMMON if RANDOM.random() < 0.4 else RARE)  # noqa: PLR2004
                for _ in range(length)
            ).capitalize()
            + "."
        )
    return " ".join(made)


def edited(text: str, share: float) -> str:
    """Return the text with a share of its words exchanged."""
    return " ".join(
        RANDOM.choice(RARE) if RANDOM.random() < share else word for word in text.split(" ")
    )


def seconds(old: Sequence[str], new: Sequence[str]) -> tuple[float, float]:
    """Return the best time of three for the comparison, and for it with the kinds."""
    left, right = (
        Extraction(extractor="x", paragraphs=tuple(texts), language="en") for texts in (old, new)
    )
    times = []
    for _ in range(3):
        started = time.process_time()
        found = diff(left, right)
        compared = time.process_time() - started
        classify(left, right, found)
        times.append((compared, time.process_time() - started))
    return min(times)


def main() -> None:
    """Print the table."""
    text = [paragraph(40) for _ in range(250)]
    whole = " ".join(text)
    cases = {
        "equal": (text, text),
        "one word in twenty exchanged": (text, [edited(part, 0.05) for part in text]),
        "every second word exchanged": (text, [edited(part, 0.5) for part in text]),
        "all new": (text, [paragraph(40) for _ in range(250)]),
        "paragraphs shuffled": (text, RANDOM.sample(text, len(text))),
        "shuffled, one word in twenty": (
            text,
            [edited(part, 0.05) for part in RANDOM.sample(text, len(text))],
        ),
        "one paragraph, one word in twenty": ([whole], [edited(whole, 0.05)]),
        "one sentence, all new": ([paragraph(10_000, 10_000)], [paragraph(10_000, 10_000)]),
        "1,250 paragraphs, all new": (
            [paragraph(8) for _ in range(1250)],
            [paragraph(8) for _ in range(1250)],
        ),
    }
    print(f"{'10,000 words against 10,000':36} {'diff':>8} {'with kinds':>12}")
    for name, (old, new) in cases.items():
        compared, classified = seconds(old, new)
        print(f"{name:36} {compared:7.3f}s {classified:11.3f}s")


if __name__ == "__main__":
    main()
