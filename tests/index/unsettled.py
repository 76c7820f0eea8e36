"""What addresses show and no version says yet, the same in every database."""

from crawler.index import Index
from crawler.model import Check, Finding, Outcome
from tests.index.making import URL, after, check, part, version

OTHER, THIRD = "https://hill.example/ä", "https://hill-b.example/z"


def seen(outcome: Outcome, hour: int, url: str = URL, finding: Finding | None = None) -> Check:
    """Return one look, so many hours after noon."""
    return check(outcome, url=url, fetched_at=after(hours=hour), finding=finding)


def check_unsettled(index: Index) -> None:
    """Assert that a doubt counts until a sure look or a version, and none does of an unknown page.

    A failed look settles nothing. Of an article without a version there is nothing to doubt.
    """
    index.add_versions([version(1), version(1, OTHER)])
    missing = Finding.MISSING
    index.add_part(
        *part(
            seen(Outcome.SUSPECT, 2, finding=missing),
            seen(Outcome.UNCHANGED, 3),
            seen(Outcome.SUSPECT, 4, finding=missing),
            seen(Outcome.UNREADABLE, 5),
            seen(Outcome.FAILED, 6),
            seen(Outcome.BLOCKED, 2, OTHER, Finding.DENIED),
            seen(Outcome.SKIPPED, 9, OTHER),
            seen(Outcome.UNREADABLE, 3, THIRD),
        )
    )
    found = index.unsettled()
    assert [(one.url, one.fetched_at.hour) for one in found] == [
        (URL, 16),
        (URL, 17),
        (OTHER, 14),
    ]
    assert found[0].finding is missing
    assert [one.url for one in index.unsettled([found[2].article or ""])] == [OTHER]
    assert index.unsettled([]) == []
    index.add_version(*version(2, at=after(hours=5)))
    assert [one.url for one in index.unsettled()] == [OTHER]
    index.add_part(*part(seen(Outcome.NOT_MODIFIED, 7, OTHER), number=2))
    assert index.unsettled() == []
