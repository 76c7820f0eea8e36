"""Texts too long for the longest common subsequence.

What stands in for it still finds what is the same.
"""

import time

import pytest

from crawler.change.extraction_noise import without_extraction_noise
from crawler.diff import apply, diff
from crawler.model import Extraction


def _text(count: int, edited: int) -> tuple[str, ...]:
    lines = (
        (
            f"Paragraph {n} tells of day {n * 7 % 365} on which "
            f"{'nothing' if n % edited else 'everything'} came to pass."
        )
        for n in range(count)
    )
    return tuple(lines)


def _extraction(paragraphs: tuple[str, ...]) -> Extraction:
    return Extraction(extractor="reader 1", paragraphs=paragraphs, language="en")


@pytest.mark.parametrize("module", ["align", "unit_similarity", "spans"])
def test_kept_paragraphs_are_found(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Beyond the limit, equal paragraphs that stand once are kept, those around them compared, and
    the new text comes out of the old.
    """
    monkeypatch.setattr(f"crawler.diff.{module}.MAX_CELLS", 4)
    old, new = (
        _extraction(("Begun.", *_text(60, 7), "Over.")),
        _extraction(("Begun.", *_text(60, 9)[5:], "Quite new.", "Over.")),
    )
    found = diff(old, new)
    assert apply(found, old).paragraphs == new.paragraphs
    kept = [block.old_text for block in found.blocks if block.kind == "same"]
    assert {"Begun.", "Over.", *(set(old.paragraphs) & set(new.paragraphs))} <= set(kept)


@pytest.mark.slow
@pytest.mark.parametrize("edited", [2, 10])
def test_cost_grows_with_length(edited: int) -> None:
    """A text four times as long takes no more than seven times as long to compare, the pages around
    it included.
    """

    def seconds(count: int) -> float:
        old, new = _extraction(_text(count, 1000)), _extraction(_text(count, edited))
        begun = time.process_time()
        without_extraction_noise(diff(old, new), old, new, old.paragraphs, new.paragraphs)
        return time.process_time() - begun

    seconds(100)
    assert seconds(16_000) < 7 * seconds(4000)
