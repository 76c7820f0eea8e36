"""A server that lacks what an archive needs is refused before an archive is made there."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.archive import open_for_writing
from crawler.errors import NotAnArchive, StoreError
from crawler.identity import PROBE_KEY
from crawler.store.server_probe import PROBE
from crawler.verify import verify
from tests.servers.faulty import Answer, Exchange, FaultyProxy
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.usefixtures("s3_environ")
NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


def changed(change: Callable[[Answer], Answer]) -> Callable[[Exchange], None]:
    """Return the real answer, changed."""

    def fault(exchange: Exchange) -> None:
        exchange.send(change(exchange.forward(exchange.receive())))

    return fault


def without_etag(answer: Answer) -> Answer:
    """Leave the ETag out."""
    headers = tuple(header for header in answer.headers if header[0].lower() != "etag")
    return Answer(answer.status, headers, answer.body)


def without_folders(answer: Answer) -> Answer:
    """Leave the folders out of a listing."""
    body = re.sub(rb"<CommonPrefixes>.*?</CommonPrefixes>", b"", answer.body)
    return Answer(answer.status, answer.headers, body)


def without_objects(answer: Answer) -> Answer:
    """Leave the objects out of a listing."""
    return Answer(
        answer.status, answer.headers, re.sub(rb"<Contents>.*?</Contents>", b"", answer.body)
    )


def cut_short(answer: Answer) -> Answer:
    """Give less of the object than was stored, with its own length and without the checksum."""
    if answer.body != PROBE:
        return answer
    headers = tuple(
        header
        for header in answer.headers
        if not header[0].lower().startswith(("x-amz-checksum", "content-length"))
    )
    return Answer(answer.status, headers, answer.body[:5])


@pytest.mark.parametrize("single_writer", [False, True], ids=["many writers", "one writer"])
@pytest.mark.parametrize(
    ("method", "change", "said"),
    [
        ("GET", without_etag, "no ETag"),
        ("HEAD", without_etag, "no ETag"),
        ("GET", without_folders, "leaves objects out of its listings"),
        ("GET", without_objects, "leaves objects out of its listings"),
        ("GET", cut_short, "does not give back the bytes"),
    ],
)
def test_what_a_server_lacks_is_said(
    seaweed: S3Server,
    faulty: FaultyProxy,
    *,
    method: str,
    change: Callable[[Answer], Answer],
    said: str,
    single_writer: bool,
) -> None:
    """It is named in a sentence, a single writer changes nothing, and no archive is made."""
    url = seaweed.url()
    faulty.spoil(changed(change), method=method, times=None)
    with pytest.raises(StoreError, match=said) as caught:
        open_for_writing(
            seaweed.store(url, endpoint_url=faulty.url), now=NOW, single_writer=single_writer
        )
    assert caught.value.hint
    assert list(seaweed.store(url).list()) == [PROBE_KEY]


def test_a_tried_place_is_an_empty_place(seaweed: S3Server) -> None:
    """Where nothing was written but to try the server, an archive is made, and it is sound.

    What lies beside that object is still not written between.
    """
    store = seaweed.store()
    assert open_for_writing(store, now=NOW).is_new
    assert not open_for_writing(store, now=NOW).is_new
    assert PROBE_KEY in store.list()
    assert verify(store).findings == ()
    other = seaweed.store()
    for key in (PROBE_KEY, "holiday/photo.jpg"):
        other.create(key, store.read(PROBE_KEY))
    with pytest.raises(NotAnArchive, match=r"holiday/photo\.jpg"):
        open_for_writing(other, now=NOW)
