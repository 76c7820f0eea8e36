"""Paragraphs that were divided otherwise: a quotation in lines, a list made one paragraph."""

from collections.abc import Sequence
from itertools import groupby

from crawler.diff.align import AlignStep
from crawler.diff.unit_similarity import letters


def regrouped(
    steps: Sequence[AlignStep], old: Sequence[str], new: Sequence[str]
) -> list[AlignStep]:
    """Return the steps with each run that holds the same letters on both sides made one kept step.

    A run is what stands between two paragraphs that are the same on both sides. Where it holds the
    same letters, nothing but the paragraphs' ends and marks differ.
    """
    found: list[AlignStep] = []
    for same, group in groupby(steps, key=lambda step: _is_same(step, old, new)):
        run = list(group)
        found += run if same or len(run) == 1 else _joined(run, old, new)
    return found


def _is_same(step: AlignStep, old: Sequence[str], new: Sequence[str]) -> bool:
    return step.kind == "kept" and list(old[slice(*step.old)]) == list(new[slice(*step.new)])


def _joined(run: list[AlignStep], old: Sequence[str], new: Sequence[str]) -> list[AlignStep]:
    ours = [step.old for step in run if step.kind in {"kept", "removed", "moved_away"}]
    theirs = [step.new for step in run if step.kind in {"kept", "added", "moved_here"}]
    if not ours or not theirs:
        return run
    left, right = (ours[0][0], ours[-1][1]), (theirs[0][0], theirs[-1][1])
    before, after = "".join(old[slice(*left)]), "".join(new[slice(*right)])
    return [AlignStep("kept", left, right)] if letters(before) == letters(after) else run
