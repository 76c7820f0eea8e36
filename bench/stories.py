"""How many copies are found, how many texts are taken for copies that are none, and what it costs.

python bench/stories.py pairs            # made texts, and real ones where the page corpora lie
beside the repository python bench/stories.py speed [100000]   # processor time for so many
articles, a tenth of them copies

``pairs`` shows beside it how many pairs one MinHash signature over the whole text would have found
(128 permutations, 64 bands of two), if the library ``rensa`` is installed.
"""

import importlib
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from stories_pairs import Text, lead, made, pairs, real, touched

from crawler.codec import encode, sha256
from crawler.identity import article_of, version_key
from crawler.index import THROWAWAY, open_index
from crawler.index.texts import passages_of
from crawler.index.writes import StoredVersion
from crawler.model import Extraction, ObjectRef, State, Version
from crawler.passages import passage_fingerprints, shingles
from crawler.story import Member, story_of
from crawler.story.similarity import similarity

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def stored(url: str, text: Text, number: int = 0) -> StoredVersion:
    """Return a first version with this text."""
    article = article_of(url)
    at = NOON + timedelta(seconds=number)
    record = Version(
        article=article,
        url=url,
        version=1,
        state=State.PRESENT,
        captured_at=at,
        confirmed_at=at,
        last_seen_before=None,
        capture=ObjectRef(key=f"articles/{article}/captures/x", sha256="0" * 64),
        previous=None,
        fingerprint="1:0",
        content_sha256="0" * 64,
        run="20261121T120000Z-00000001",
        extraction=Extraction(
            extractor="bench", title=text[0][:40], paragraphs=tuple(text), language="en"
        ),
    )
    return version_key(article, 1), record, sha256(encode(record))


def member(host: str, text: Text) -> Member:
    """Return an article with this text, without a title: the text alone must do."""
    _, record, _ = stored(f"https://{host}.example/a", text)
    return Member(versions=(record,), text=Extraction(extractor="bench", paragraphs=tuple(text)))


def minhash_meets(first: list[int], second: list[int]) -> bool:
    """Return whether two texts share a band of one MinHash signature over all their shingles."""
    rensa: Any = importlib.import_module("rensa")
    signatures = []
    for ordered in (first, second):
        signature = rensa.RMinHash(num_perm=128, seed=42)
        signature.update([str(number) for number in ordered])
        signatures.append(signature.digest())
    return any(signatures[0][at : at + 2] == signatures[1][at : at + 2] for at in range(0, 128, 2))


def judge(name: str, texts: Iterable[tuple[str, bool, Text, Text]]) -> None:
    """Print, for each kind of pair, how many share a fingerprint, and how many are then taken for
    copies.
    """
    rows: dict[tuple[bool, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    beside = importlib.util.find_spec("rensa") is not None
    for kind, copy, first, second in texts:
        left, right = (shingles("\n\n".join(text)) for text in (first, second))
        meets = not passage_fingerprints(left).isdisjoint(passage_fingerprints(right))
        one = similarity(member("a", first), member("b", second)).score > 0
        rows[not copy, kind].append((meets, meets and one, beside and minhash_meets(left, right)))
    print(
        f"\n{name:28}{'pairs':>7}{'share a fingerprint':>14}{'one story':>12}{'MinHash meets':>15}"
    )
    for (other, kind), found in sorted(rows.items()):
        shares = [sum(column) / len(found) for column in zip(*found, strict=True)]
        label = f"{kind} ({'no copy' if other else 'copy'})"
        signature = f"{shares[2]:15.1%}" if beside else f"{'-':>15}"
        print(f"{label:28}{len(found):7,}{shares[0]:14.1%}{shares[1]:12.1%}{signature}")
    told = [one for (other, _), found in rows.items() if not other for _, one, _ in found]
    false = sum(one for (other, _), found in rows.items() if other for _, one, _ in found)
    print(
        f"recall {sum(told) / len(told):.4f}, precision {sum(told) / max(1, sum(told) + false):.4f}"
    )


def unrelated(texts: list[Text]) -> None:
    """Print how many pairs of different real texts are taken for copies."""
    read = [shingles("\n\n".join(text)) for text in texts]
    places: dict[int, list[int]] = defaultdict(list)
    for at, ordered in enumerate(read):
        for fingerprint in passage_fingerprints(ordered):
            places[fingerprint].append(at)
    meeting = {(a, b) for found in places.values() for a in found for b in found if a < b}
    taken = [
        (a, b)
        for a, b in meeting
        if similarity(member("a", texts[a]), member("b", texts[b])).score > 0
    ]
    count = len(texts) * (len(texts) - 1) // 2
    print(
        f"{count:,} pairs of different real texts: {len(meeting):,} share a "
        f"fingerprint, {len(taken)} are taken for one story"
    )


def speed(count: int) -> None:
    """Print what it costs to add and to link so many articles."""
    numbers = random.Random(5)
    index = open_index(THROWAWAY)
    spent: dict[str, float] = defaultdict(float)
    names: list[str] = []
    batch: list[StoredVersion] = []
    original: Text = []
    for number in range(count):
        if number % 10 == 9:  # noqa: PLR2004  # a tenth are copies
            text = (touched if number % 20 == 9 else lead)(original, numbers)  # noqa: PLR2004
        else:
            text = original = made(numbers)
        batch.append(stored(f"https://site{number % 997}.example/{number}", text, number))
        names.append(batch[-1][1].article)
        if len(batch) == 200 or number == count - 1:  # noqa: PLR2004  # as reindex feeds them
            start = time.process_time()
            passages_of([record for _, record, _ in batch])
            spent["passages"] += time.process_time() - start
            start = time.process_time()
            index.add_versions(batch)
            spent["add_versions, passages included"] += time.process_time() - start
            batch = []
    for number in range(count, count + 100):
        one = stored(f"https://late{number}.example/{number}", made(numbers), number)
        start = time.process_time()
        index.add_version(*one)
        spent["one more article alone"] += (time.process_time() - start) * count / 100
    start, found = time.process_time(), 0
    for name in names:
        found += bool(index.sharing(name))
    spent["looking for copies"] = time.process_time() - start
    start, told = time.process_time(), 0
    sample = names[8 : len(names) : max(10, len(names) // 20000 * 10)]
    for name in sample:
        story = story_of(index, name)
        told += story is not None and len(story.copies) == 1
    spent["telling the tenth that are stories"] = (
        (time.process_time() - start) * count / 10 / len(sample)
    )
    print(
        f"{count:,} articles; {found:,} share a fingerprint with another site's; "
        f"{told / len(sample):.1%} of {len(sample):,} stories told"
    )
    for name, seconds in spent.items():
        print(f"{name:38}{seconds / count * 1000:8.2f} ms an article{seconds:10.1f} s for all")
    index.close()


def main(arguments: list[str]) -> None:
    """Print the tables."""
    if arguments[:1] == ["speed"]:
        speed(int(arguments[1]) if len(arguments) > 1 else 100_000)
        return
    numbers = random.Random(3)
    judge("made texts", pairs([made(numbers) for _ in range(500)], numbers))
    texts = real()
    if texts:
        judge("real texts", pairs(texts, numbers))
        unrelated(texts)


if __name__ == "__main__":
    main(sys.argv[1:])
