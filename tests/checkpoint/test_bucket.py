"""Checkpoints in a real S3 server: made by a writer, verified with the right to read alone."""

import pytest

from crawler.checkpoint import Signer, make
from crawler.index import THROWAWAY, open_index
from crawler.reindex import catch_up
from crawler.verify import verify
from tests.archives import BORN, build_archive
from tests.servers.s3 import S3Server, credentials


@pytest.mark.usefixtures("s3_environ")
def test_a_reader_verifies_what_a_writer_signed(
    seaweed: S3Server, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader without the right to write verifies signatures, against a copy too, and finds a
    check object that is gone.
    """
    url = seaweed.url()
    built = build_archive(seaweed.store(url))
    index = open_index(THROWAWAY)
    catch_up(index, built.archive.store)
    key = make(built.archive, lambda: index, signer, at=BORN).key
    copy = built.archive.store.read(key)
    for name, value in credentials(*seaweed.reader).items():
        monkeypatch.setenv(name, value)
    report = verify(seaweed.store(url), checkpoint=copy)
    assert report.findings == ()
    assert [known.key_id for known in report.signed.keys] == [signer.key_id]
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    newest = [name for name in built.keys if name.startswith("checks/")][-1]
    seaweed.client.delete_object(Bucket=bucket, Key=f"{prefix}/{newest}")
    damage = [
        (one.key, one.problem.value)
        for one in verify(seaweed.store(url)).findings
        if one.severity == "damage"
    ]
    assert damage == [(newest, "missing")]
