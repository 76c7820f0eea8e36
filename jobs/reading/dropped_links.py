"""Which links of a list were left out, in words."""

from collections.abc import Iterable

from crawler.discover import DropRule
from jobs.terminal.screen import shown


def left_out(dropped: Iterable[tuple[str, int]]) -> str:
    """Return how many links each rule left out: ``274 on other sites (same_site), 3 listed twice``.

    Most first. A rule of a later release is given by its name.
    """
    known = {rule.value: rule.words for rule in DropRule}
    ordered = sorted(dropped, key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{number:,} {shown(known.get(rule, rule))}" for rule, number in ordered)
