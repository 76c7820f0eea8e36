"""Who made each Version.

The record names its Run, and a check line of that Run says that it made the Version. Both must
agree.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from crawler.verify.findings import Problem, VerifyResult
from crawler.verify.version_records import RecordLink

Makers = Mapping[int, Mapping[str, str]]
"""Number of a Version to each Run with a line that says it made it, and the key of the check object
that the line stands in.
"""


def compare_makers(
    article: str,
    links: Mapping[int, RecordLink | None],
    makers: Makers,
    ended: AbstractSet[str],
    result: VerifyResult,
) -> None:
    """Compare what records and check lines say of who made a Version.

    ``ended`` are the Runs that left a report.

    A record without a line is a note: its Run may have been killed between the two, and its end
    been written by another. What a damaged record says proves nothing.
    """
    for number, link in links.items():
        if link is None or link.key in result.damages:
            continue
        said = makers.get(number, {})
        for run, key in said.items():
            if run != link.run:
                result.add(
                    key,
                    Problem.ALTERED,
                    (
                        f"it says that its run made version {number} of {article}, which run "
                        f"{link.run} made"
                    ),
                )
        noted = any(note.key == link.key for note in result.notes)
        if link.run in ended and link.run not in said and not noted:
            result.add(
                link.key,
                Problem.UNATTESTED,
                f"run {link.run} has ended, and no check line of it says that it made this version",
            )
