"""Grow the trees that judge blocks, ``crawler/extract/blocks/trees.json``.

They are grown from pages whose story is known.

    python bench/grow_trees.py [--half develop] [--output FILE]
    python bench/grow_trees.py --folds 5 --output DIR

The second call grows, for each fold of the sites, trees of the others: see bench/extraction.py.

Needs scikit-learn and numpy, which nothing else here does, and the page corpora that lie beside the
repository. Each block of a page is labelled by aligning the page's words with the known story's;
pages that name only passages label the blocks that hold them. Invented pages
(``tests/extract/shapes.py``, around random sentences) are added, so that markup that the corpora
happen to lack is known too.
"""

import argparse
import difflib
import gzip
import hashlib
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from crawler.extract.blocks.block import blocks_of  # noqa: E402  # on the path only now
from crawler.extract.blocks.features import NAMES, measure  # noqa: E402
from crawler.extract.blocks.layout import PageLayout  # noqa: E402
from crawler.extract.decoding import decode  # noqa: E402
from crawler.extract.page_reading import hints_of  # noqa: E402
from crawler.extract.parsing import parse  # noqa: E402
from crawler.identity import registrable  # noqa: E402
from tests.extract.loose import Supply  # noqa: E402
from tests.extract.loose import page as loose_page  # noqa: E402
from tests.extract.shapes import SHAPES, boilerplate, page  # noqa: E402
from tests.extract.stories import Story  # noqa: E402
from tests.extract.structured_pages import page as structured_page  # noqa: E402
from tests.extract.structures import Words  # noqa: E402

CORPORA = ("aed", "fundeval", "fundus", "wcxb_dev", "traf", "agg")
WORD = re.compile(r"\w+")
GROWTH = {
    "max_iter": 200,
    "learning_rate": 0.06,
    "max_leaf_nodes": 14,
    "min_samples_leaf": 30,
    "l2_regularization": 5.0,
    "max_features": 0.2,
    "random_state": 0,
}
EASY = 0.3
"""Share of the menus' and footers' blocks that is grown on: there are far more of them than it
takes to know them.
"""
LOOSE = 2
"""Invented pages in a dialect drawn at random (``tests/extract/loose.py``) for each one
in a shape.
"""
STRUCTURED = 4
"""One page with tables, lists and subheads for so many others that are invented."""
MAX_WORDS = 60_000_000


class Sample(NamedTuple):
    """A page's blocks: their site, rows, labels (None where unknown), and words."""

    site: str
    corpus: str
    rows: np.ndarray
    labels: list[float | None]
    words: np.ndarray


def half_of(site: str) -> str:
    """Return the half that a site belongs to, by a hash of its registrable domain."""
    return (
        "hold-out"
        if hashlib.sha1(site.encode(), usedforsecurity=False).digest()[0] & 1
        else "develop"
    )


def fold_of(site: str, count: int) -> int:
    """Return the fold that a site belongs to, by a hash of its registrable domain."""
    return int(hashlib.sha1(site.encode(), usedforsecurity=False).hexdigest()[:6], 16) % count


def corpus_pages() -> Iterator[dict[str, Any]]:
    """Yield the pages of all corpora."""
    for corpus in CORPORA:
        with gzip.open(
            ROOT.parent / "shared" / "corpora" / f"{corpus}.jsonl.gz", "rt", encoding="utf-8"
        ) as lines:
            for line in lines:
                yield {**json.loads(line), "corpus": corpus}


def invented_pages(count: int) -> Iterator[dict[str, Any]]:
    """Pages of all shapes and dialects around random sentences, one of a shape for each ``LOOSE``
    of a dialect.
    """
    numbers = random.Random(20261121)
    babble = Babble(numbers)
    for at in range(count):
        story = babble.story()
        if at % (LOOSE + 1) == 0:
            html = page(numbers.choice(sorted(SHAPES)), story, boilerplate(numbers), at)
            lines = story.paragraphs
        else:
            subheads = (
                [babble.title() for _ in range(numbers.randrange(1, 4))]
                if numbers.random() < 0.3  # noqa: PLR2004
                else []
            )
            html, lines = loose_page(story, babble.supply(), random.Random(at), subheads=subheads)
        known = {
            "corpus": "invented",
            "id": f"invented-{at}",
            "url": f"https://invented-{at}.example/a",
        }
        yield {**known, "html": html, "text": "\n\n".join(lines)}
    for at in range(count // STRUCTURED):
        html, wanted = structured_page(babble.story(), babble.cells(), random.Random(at))
        yield {
            "corpus": "invented",
            "id": f"structured-{at}",
            "url": f"https://structured-{at}.example/a",
            "html": html,
            "text": "\n\n".join(wanted.lines),
        }


class Babble:
    """Stories and widgets' fillings of words that mean nothing."""

    def __init__(self, numbers: random.Random) -> None:
        self.numbers = numbers

    def word(self) -> str:
        """Return one word."""
        syllables = ("ba", "den", "ko", "ri", "sta", "mu", "len", "to", "ver", "shi")
        return "".join(
            self.numbers.choice(syllables) for _ in range(self.numbers.choice((1, 1, 2, 2, 3)))
        )

    def words(self, least: int, most: int) -> str:
        """Some words."""
        return " ".join(self.word() for _ in range(self.numbers.randrange(least, most)))

    def sentence(self) -> str:
        """Return one sentence."""
        words = self.words(4, 5 + int(self.numbers.triangular(0, 28, 12))).split()
        if len(words) > 9 and self.numbers.random() < 0.5:  # noqa: PLR2004
            words[self.numbers.randrange(3, 7)] += ","
        said = " ".join(words)
        return said[0].upper() + said[1:] + self.numbers.choice((".", ".", ".", "?"))

    def paragraph(self) -> str:
        """Return a few sentences, sometimes somebody's."""
        text = " ".join(self.sentence() for _ in range(self.numbers.choice((1, 1, 2, 2, 3, 4))))
        return (
            f"\u201c{text[:-1]},\u201d {self.word()} {self.word().title()}."
            if self.numbers.random() < 0.1  # noqa: PLR2004
            else text
        )

    def title(self) -> str:
        """Return a headline."""
        return self.words(4, 12).capitalize()

    def name(self) -> str:
        """Return a person's name."""
        return f"{self.word().title()} {self.word().title()}son"

    def story(self) -> Story:
        """Return a whole story, sometimes a developing one."""
        paragraphs = [self.paragraph() for _ in range(self.numbers.randrange(5, 26))]
        if self.numbers.random() < 0.2:  # noqa: PLR2004
            paragraphs.append(
                "This is a developing news story. More information will be added as it "
                "becomes available."
            )
        names = tuple(self.name() for _ in range(self.numbers.choice((1, 1, 2))))
        return Story(
            self.title(),
            names,
            "The Babble Post",
            "2026-03-04T07:15:00Z",
            "2026-03-04T11:40:00Z",
            tuple(paragraphs),
        )

    def teaser(self) -> tuple[str, str]:
        """Another story's headline and opening."""
        text = " ".join(self.sentence() for _ in range(self.numbers.choice((1, 1, 2, 3, 4))))
        return self.title(), text[:-1] + self.numbers.choice(("...", "...", ".", "", "\u2026"))

    def cells(self) -> Words:
        """Return what fills tables and lists."""
        return Words(
            self.numbers,
            names=[self.name() for _ in range(12)],
            places=[self.words(1, 3).title() for _ in range(14)],
            things=[self.words(1, 5).capitalize() for _ in range(24)],
        )

    def supply(self) -> Supply:
        """Return what fills the widgets around one story."""
        labels = [self.words(1, 4).title() for _ in range(3)]
        return Supply(
            teasers=[self.teaser() for _ in range(7)],
            outlets=[self.words(1, 4).title() for _ in range(4)]
            + [f"{self.word()}{self.word()}.example"],
            people=[self.name() for _ in range(4)],
            places=[self.words(1, 3).title() for _ in range(4)],
            topics=[self.words(1, 3).title() for _ in range(4)],
            blurbs=[self.paragraph() for _ in range(2)],
            further=self.story(),
            related=(*Supply.related, *labels) if self.numbers.random() < 0.6 else labels,  # noqa: PLR2004
        )


def sample(known: dict[str, Any]) -> Sample | None:
    """Return the labelled blocks of one page, None where it has none."""
    tree = parse(decode(known["html"], None))
    blocks = blocks_of(tree) if tree is not None else []
    if tree is None or not blocks:
        return None
    texts = [block.text for block in blocks]
    labels = _aligned(texts, known["text"]) if known.get("text") else _passages(texts, known)
    measured = measure(PageLayout(blocks, hints_of(tree, known.get("url"))))
    labels = [label if row else None for label, row in zip(labels, measured, strict=True)]
    rows = np.array([row or [0.0] * len(NAMES) for row in measured], dtype=np.float32)
    site = registrable(urlsplit(known.get("url") or "").hostname or "") or known["id"]
    return Sample(
        site, known["corpus"], rows, labels, np.array([len(text.split()) for text in texts])
    )


def _aligned(texts: list[str], story: str) -> list[float | None]:
    wanted = WORD.findall(story)
    fours, vocabulary = (
        set(zip(wanted, wanted[1:], wanted[2:], wanted[3:], strict=False)),
        set(wanted),
    )
    words = [WORD.findall(text) for text in texts]
    likely = [
        at
        for at, own in enumerate(words)
        if own and (_shares(own, fours) if len(own) > 3 else vocabulary.issuperset(own))  # noqa: PLR2004
    ]  # four words
    labels: list[float | None] = [0.0] * len(texts)
    flat = [word for at in likely for word in words[at]]
    if len(flat) * len(wanted) > MAX_WORDS:
        return [None if at in set(likely) else 0.0 for at in range(len(texts))]
    hit = np.zeros(len(flat))
    for start, _, size in difflib.SequenceMatcher(
        None, flat, wanted, autojunk=False
    ).get_matching_blocks():
        hit[start : start + size] = 1
    done = 0
    for at in likely:
        labels[at] = float(hit[done : done + len(words[at])].mean())
        done += len(words[at])
    return labels


def _shares(own: list[str], fours: set[tuple[str, ...]]) -> bool:
    return any(four in fours for four in zip(own, own[1:], own[2:], own[3:], strict=False))


def _passages(texts: list[str], known: dict[str, Any]) -> list[float | None]:
    flat = [" ".join(text.split()) for text in texts]
    labels: list[float | None] = [None] * len(texts)
    for value, kind in ((0.0, "without"), (1.0, "with")):
        for passage in known.get(kind, ()):
            for at, text in enumerate(flat):
                if " ".join(passage.split()) in text:
                    labels[at] = value
    return labels


def grow(samples: list[Sample]) -> HistGradientBoostingClassifier:
    """Trees for these samples.

    A page's weight grows slower than its length, so that long pages do not rule.
    """
    rows, labels, weights = [], [], []
    numbers = np.random.default_rng(0)
    for one in samples:
        # half a block is neither
        clear = np.array([label is not None and not 0.2 <= label <= 0.8 for label in one.labels])  # noqa: PLR2004
        story = np.array([bool(label and label > 0.5) for label in one.labels])  # noqa: PLR2004
        easy = ~story & ((one.rows[:, NAMES.index("link share")] > 0.8) | (one.words < 6))  # noqa: PLR2004
        weight = np.sqrt(np.minimum(one.words, 60)) + 1
        total = weight[clear].sum()
        weight = np.where(easy, weight / EASY, weight) * {"traf": 0.7, "invented": 0.7}.get(
            one.corpus, 1.0
        )
        chosen = clear & ~(easy & (numbers.random(len(story)) > EASY))
        if chosen.any():
            rows.append(one.rows[chosen])
            labels.append(story[chosen])
            weights.append(weight[chosen] / total**0.7)
    weight = np.concatenate(weights)
    model = HistGradientBoostingClassifier(**GROWTH)
    model.fit(
        np.vstack(rows), np.concatenate(labels), sample_weight=weight * len(weight) / weight.sum()
    )
    return model


def written(model: HistGradientBoostingClassifier) -> str:
    """Return the trees as JSON, one a line."""

    def tree(nodes: Any, at: int) -> Any:  # noqa: ANN401  # a structured array in, nested lists out
        node = nodes[at]
        if node["is_leaf"]:
            return round(float(node["value"]), 4)
        return [
            int(node["feature_idx"]),
            float(f"{node['num_threshold']:.6g}"),
            tree(nodes, node["left"]),
            tree(nodes, node["right"]),
        ]

    trees = ",\n".join(
        json.dumps(tree(stage[0].nodes, 0), separators=(",", ":"))
        for stage in model._predictors  # noqa: SLF001
    )  # no public way
    start = round(float(model._baseline_prediction.ravel()[0]), 4)  # noqa: SLF001
    return f'{{"columns":{json.dumps(list(NAMES))},\n"start":{start},\n"trees":[\n{trees}\n]}}\n'


def folds(samples: list[Sample], count: int, folder: Path) -> None:
    """Write ``fold-<n>.json`` for each fold of the sites: trees grown on all others.

    Print what share of its words they judge rightly.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for fold in range(count):
        inside = [
            one for one in samples if one.corpus != "invented" and fold_of(one.site, count) == fold
        ]
        kept = {id(one) for one in inside}
        model = grow([one for one in samples if id(one) not in kept])
        (folder / f"fold-{fold}.json").write_text(written(model), encoding="utf-8")
        right = total = 0.0
        for one in inside:
            known = np.array([label is not None for label in one.labels])
            wanted = np.array([bool(label and label > 0.5) for label in one.labels])  # noqa: PLR2004
            right += float((one.words * known * (model.predict(one.rows) == wanted)).sum())
            total += float((one.words * known).sum())
        print(f"fold {fold}: {len(inside)} pages, {right / total:.4f} of the words judged rightly")


def main() -> None:
    """Read the call and grow."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=("develop", "all"), default="all")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--invented", type=int, default=2400)
    parser.add_argument("--output", type=Path, default=ROOT / "crawler/extract/blocks/trees.json")
    call = parser.parse_args()
    found = (sample(known) for known in (*corpus_pages(), *invented_pages(call.invented)))
    samples = [
        one
        for one in found
        if one
        and (call.half == "all" or one.corpus == "invented" or half_of(one.site) == call.half)
    ]
    if call.folds:
        folds(samples, call.folds, call.output)
    else:
        call.output.write_text(written(grow(samples)), encoding="utf-8")
        print(
            f"{len(samples)} pages, {sum(len(one.labels) for one in samples)} blocks: {call.output}"
        )


if __name__ == "__main__":
    main()
