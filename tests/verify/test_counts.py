"""What a run says of itself must agree.

Its report with its lines, its lines with the versions that it made.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from crawler.archive import Archive
from crawler.checks import Part, decode_part, encode_part
from crawler.identity import version_key
from crawler.model import Check, Outcome
from crawler.store.files import FileStore
from tests.verify.conftest import NEWEST_LAST_PART, Victim


def rewrite(victim: Victim, change: Callable[[Check], Check | None], counts: object = None) -> None:
    """Change or drop the line in the newest last part, as somebody can who has access.

    The object is sound in itself.

    The report counts the lines as they are then, or says what is given.
    """
    path = victim.path(NEWEST_LAST_PART)
    part = decode_part(path.read_bytes(), NEWEST_LAST_PART)
    lines = tuple(line for line in map(change, part.checks) if line is not None)
    others = decode_part(
        victim.path(NEWEST_LAST_PART.replace("0003", "0002")).read_bytes(),
        NEWEST_LAST_PART.replace("0003", "0002"),
    ).checks
    found = dict(Counter(line.outcome.value for line in (*others, *lines)))
    report = {**(part.report or {}), "counts": found if counts is None else counts}
    path.write_bytes(encode_part(Part(header=part.header, checks=lines, report=report)))


def problems(victim: Victim) -> dict[str, tuple[str, str]]:
    """Return key to problem and severity."""
    return {
        finding.key: (finding.problem.value, finding.severity)
        for finding in victim.verify().findings
    }


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"unchanged": 1},
        {"unchanged": 3},
        {"unchanged": 1, "changed": 1},
        {"unchanged": "2"},
        [],
        "2 unchanged",
    ],
)
def test_a_report_counts_the_lines_of_all_its_parts(victim: Victim, counts: object) -> None:
    """Whatever a report counts but the lines of its run, by outcome and over all parts, is damage
    of the object that holds it.
    """
    rewrite(victim, lambda line: line, counts)
    assert problems(victim) == {NEWEST_LAST_PART: ("damaged", "damage")}


def test_a_line_that_was_dropped_is_missed(victim: Victim) -> None:
    """Whoever takes a line out of the newest part, which no other object vouches for, leaves a
    report that counts one more.
    """
    counts = (
        decode_part(victim.path(NEWEST_LAST_PART).read_bytes(), NEWEST_LAST_PART).report or {}
    )["counts"]
    rewrite(victim, lambda _: None, counts)
    found = problems(victim)
    assert found.pop(NEWEST_LAST_PART) == ("damaged", "damage")
    assert {severity for _, severity in found.values()} <= {"note"}


def test_a_run_without_a_report_counts_nothing(victim: Victim) -> None:
    """A run that was killed has no report, and one of which a part is gone is not counted.

    Each is a finding already, and no second one.
    """
    gone = victim.path(NEWEST_LAST_PART.replace("0003", "0002"))
    data = gone.read_bytes()
    gone.unlink()
    assert NEWEST_LAST_PART not in problems(victim)
    gone.write_bytes(data)
    victim.path(NEWEST_LAST_PART).unlink()
    assert {severity for _, severity in problems(victim).values()} == {"note"}


def test_who_made_a_version_is_said_twice_alike(victim: Victim) -> None:
    """A line that says that its run made a version which names another run, or none at all, is
    damage.
    """
    rewrite(victim, lambda line: replace(line, outcome=Outcome.CHANGED))
    assert problems(victim) == {NEWEST_LAST_PART: ("altered", "damage")}
    for lacking in ({"version": None, "record_sha256": None}, {"record_sha256": None}):
        # each its own
        rewrite(victim, lambda line, lacking=lacking: replace(line, outcome=Outcome.NEW, **lacking))  # type: ignore[misc]
        assert problems(victim)[NEWEST_LAST_PART] == ("damaged", "damage")


def test_a_version_that_no_line_made_is_noted(victim: Victim) -> None:
    """Where a run has ended and none of its lines says that it made a version which names it, a
    note tells: a crash or a hand did that.
    """
    archive = Archive(FileStore(victim.root))
    head = archive.newer(victim.built.articles[1])[-1]
    made = archive.append(
        replace(head.record, version=3, previous=head.sha256, run=victim.built.runs[-1])
    )
    assert made is not None
    rewrite(victim, lambda line: replace(line, version=3, record_sha256=made.sha256))
    assert problems(victim) == {version_key(made.record.article, 3): ("unattested", "note")}
    rewrite(
        victim,
        lambda line: replace(line, version=3, record_sha256=made.sha256, outcome=Outcome.CHANGED),
    )
    assert problems(victim) == {}


def test_a_list_that_changed_made_no_version(victim: Victim) -> None:
    """The line of a source whose list was read is no article's.

    It names no version, and no report counts it.
    """
    path = victim.path(NEWEST_LAST_PART)
    part = decode_part(path.read_bytes(), NEWEST_LAST_PART)
    line = replace(
        part.checks[0],
        kind="source",
        outcome=Outcome.CHANGED,
        article=None,
        version=None,
        record_sha256=None,
        capture=None,
    )
    path.write_bytes(encode_part(replace(part, checks=(*part.checks, line))))
    assert problems(victim) == {}
