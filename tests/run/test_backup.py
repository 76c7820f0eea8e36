"""Backup and restore as docs/run/operations.md has them: the objects are copied, nothing else."""

from pathlib import Path

import pytest

from tests.index.dump import dump
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, s3_place
from tests.servers.s3 import S3Server


@pytest.mark.usefixtures("module_environ")
def test_a_copied_bucket_verifies_and_reindexes(
    tmp_path: Path, seaweed: S3Server, newspaper: Press
) -> None:
    """An archive in S3, copied object by object into a folder, verifies without a finding, gives
    the same index, and is crawled on.
    """
    (tmp_path / "s3").mkdir()
    bucket, copy = (
        s3_place(tmp_path / "s3", seaweed).configure(),
        file_place(tmp_path / "copy").configure(),
    )
    pages = [newspaper.url("/editions/a"), newspaper.url("/story/harbour")]
    bucket.crawl(*pages)
    newspaper.set("editions/a", 1)
    bucket.crawl(*pages)
    for key in bucket.listed():
        assert copy.store.create(key, bucket.store.read(key))
    assert copy.run("verify").status == 0
    assert copy.verified().findings == ()
    assert copy.run("reindex").status == 0
    theirs, ours = bucket.index(), copy.index()
    assert dump(theirs) == dump(ours)
    theirs.close()
    ours.close()
    newspaper.set("editions/a", 2)
    assert copy.crawl(*pages).outcomes == {"/editions/a": "changed", "/story/harbour": "unchanged"}
    assert [version.version for version in copy.versions(pages[0])] == [1, 2, 3]
