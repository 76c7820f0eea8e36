"""Retention: raw captures go when their time is over, and everything else stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.attest import CheckedReader
from crawler.config import RetentionConfig
from crawler.index import open_index
from crawler.reindex import rebuild
from jobs.context import Context
from jobs.reading.cost_report import cost_report
from jobs.redacting import Expiry, expire
from tests.index.dump import dump
from tests.removal.conftest import Office, now


def _kept(office: Office, **times: timedelta) -> Office:
    config = office.config.model_copy(update={"retention": RetentionConfig(**times)})
    return replace(office, config=config)


def _expire(office: Office, *, carry_out: bool = True) -> Expiry:
    return expire(office.config, office.index, carry_out=carry_out, clock=now)


def _captures(office: Office) -> int:
    return sum("/captures/" in key for key in office.store.list("articles/"))


@pytest.mark.parametrize(
    ("times", "versions", "daily"),
    [
        ({"versions": timedelta(days=30)}, 4, 0),
        ({"daily": timedelta(days=30)}, 0, 2),
        ({"versions": timedelta(days=50), "daily": timedelta(days=50)}, 0, 0),
        ({"suspects": timedelta(days=30)}, 0, 0),
    ],
    ids=["versions", "daily", "not yet", "no suspects"],
)
def test_each_class_has_its_time(
    office: Office, times: dict[str, timedelta], versions: int, daily: int
) -> None:
    """Only captures of the named class go, and only when they are older; the rest verifies, and
    every version is shown as before.
    """
    office = _kept(office, **times)
    before = _captures(office)
    trial = _expire(office, carry_out=False)
    assert (trial.versions, trial.daily, trial.suspects) == (versions, daily, 0)
    assert _captures(office) == before
    done = _expire(office)
    assert _captures(office) == before - versions - daily
    assert set(office.findings().values()) <= {"expired"}
    assert office.verify().ok
    reader = CheckedReader(office.store, office.index)
    assert all(read.record is not None for read in reader.versions(office.article))
    assert bool(done.bytes) == bool(versions + daily)


def test_it_is_repeated_without_harm_and_told(office: Office) -> None:
    """A second time nothing is due; the report says what was saved; an index that is made from the
    store is the same.
    """
    office = _kept(office, versions=timedelta(days=30))
    saved = _expire(office).bytes
    assert _expire(office) == Expiry()
    fresh = open_index("sqlite://")
    rebuild(fresh, office.store)
    assert dump(fresh) == dump(office.index)
    fresh.close()
    context = Context()
    context.__dict__ |= {"config": office.config, "index": office.index}
    (removed,) = cost_report(context).document()["removed"]
    assert (removed["kind"], removed["objects"], removed["bytes"]) == ("retention", 4, saved)


def test_without_its_capture_a_version_can_be_redacted(office: Office) -> None:
    """What retention took, a redaction does not miss."""
    office = _kept(office, versions=timedelta(days=30))
    _expire(office)
    assert office.redact(1).plan.objects == ()
    assert sorted(office.findings().values()) == ["expired", "expired", "redacted"]
