"""The S3 store when the server or the line misbehaves.

Real exchanges with a real server, spoiled on the way.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from crawler.errors import (
    ObjectMissing,
    StoreBroken,
    StoreDenied,
    StoreError,
    StoreMissing,
    StoreTooWeak,
    StoreUnavailable,
)
from crawler.store.base import ObjectStore
from crawler.store.s3 import S3Store
from tests.servers.faulty import (
    Fault,
    FaultyProxy,
    add_header,
    answer_with,
    change_answer,
    change_request,
    cut_answer,
    cut_request,
    lose_answer,
    s3_error,
)
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.usefixtures("s3_environ", "no_waiting")
DATA = b"0123456789" * 1000
VERBS: dict[str, Callable[[ObjectStore], object]] = {
    "create": lambda store: store.create("new", DATA),
    "read": lambda store: store.read("old"),
    "size": lambda store: store.size("old"),
    "list": lambda store: list(store.list("a/b/c/")),
    "list by level": lambda store: list(store.list()),
}
EXPECTED: dict[str, object] = {
    "create": True,
    "read": DATA,
    "size": len(DATA),
    "list": ["a/b/c/d"],
    "list by level": ["a/b/c/d", "old"],
}
SLOW_DOWN = s3_error(503, "SlowDown")
LOGIN_PAGE = answer_with(
    200, b"<html><body>Please log in<br></body></html>", Content_Type="text/html"
)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come at once: how long botocore waits between them is its own affair."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


@pytest.fixture
def store(seaweed: S3Server, faulty: FaultyProxy) -> S3Store:
    """Provide a store behind the faulty front, with the objects ``old`` and ``a/b/c/d`` in it.

    It tries everything three times.
    """
    store = seaweed.store(endpoint_url=faulty.url, attempts=3)
    store.create("old", DATA)
    store.create("a/b/c/d", b"x")
    faulty.seen.clear()
    return store


@pytest.fixture
def unspoiled(seaweed: S3Server, store: S3Store) -> S3Store:
    """Provide the same store without the front."""
    return seaweed.store(store.url)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "fault",
    [
        SLOW_DOWN,
        s3_error(500, "InternalError"),
        s3_error(429, "TooManyRequests"),
        answer_with(502, b"<h1>Bad gateway</h1>"),
        lose_answer,
    ],
    ids=["throttled", "internal error", "too many requests", "bad gateway", "lost answer"],
)
def test_what_passes_is_retried(
    store: S3Store, faulty: FaultyProxy, verb: str, fault: Fault
) -> None:
    """What a second try can heal is tried again.

    Only a lost answer to a PUT that took place gives False, for our own bytes.
    """
    faulty.spoil(fault)
    expected = False if (verb, fault) == ("create", lose_answer) else EXPECTED[verb]
    assert VERBS[verb](store) == expected
    if verb == "create":
        assert store.read("new") == DATA


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "fault",
    [SLOW_DOWN, s3_error(500, "InternalError"), lose_answer],
    ids=["throttled", "internal error", "lost answer"],
)
def test_what_stays_is_unavailable(
    store: S3Store, faulty: FaultyProxy, verb: str, fault: Fault
) -> None:
    """When no try helps, the verb is ``StoreUnavailable`` with a hint and its cause, after as many
    tries as were allowed.
    """
    faulty.spoil(fault, times=None)
    with pytest.raises(StoreUnavailable) as caught:
        VERBS[verb](store)
    assert caught.value.hint
    assert isinstance(caught.value.__cause__, ClientError | BotoCoreError)
    lost_put = (verb, fault) == ("create", lose_answer)
    assert len(faulty.seen) == (
        6 if lost_put else 3
    )  # a lost PUT is asked after before it is given up


def test_all_answers_lost(store: S3Store, faulty: FaultyProxy, unspoiled: S3Store) -> None:
    """A PUT of which every answer is lost is False, the key being taken, so that its writer reads
    and finds its own bytes.
    """
    faulty.spoil(lose_answer, method="PUT", times=None)
    assert not store.create("new", DATA)
    assert unspoiled.read("new") == DATA


def test_throttling_is_named(store: S3Store, faulty: FaultyProxy) -> None:
    """A throttled run learns what to turn down."""
    faulty.spoil(SLOW_DOWN, times=None)
    with pytest.raises(StoreUnavailable, match="SlowDown") as caught:
        store.create("new", DATA)
    assert "crawl.concurrency" in str(caught.value.hint)


def test_collisions_are_tried_again(store: S3Store, faulty: FaultyProxy) -> None:
    """Where the server says that two writers collided, the PUT is sent again until one of them has
    won.
    """
    faulty.spoil(s3_error(409, "ConditionalRequestConflict"), method="PUT", times=4)
    assert store.create("new", DATA)
    faulty.spoil(s3_error(409, "ConditionalRequestConflict"), method="PUT", times=2)
    assert not store.create("new", DATA)


def test_endless_collisions_end(store: S3Store, faulty: FaultyProxy) -> None:
    """A server that always speaks of a collision is given up."""
    faulty.spoil(s3_error(409, "ConditionalRequestConflict"), times=None)
    with pytest.raises(StoreUnavailable, match="ConditionalRequestConflict"):
        store.create("new", DATA)


def test_half_of_the_answers_lost(store: S3Store, faulty: FaultyProxy, unspoiled: S3Store) -> None:
    """When each second PUT's answer is lost after it took place, every object is there and holds
    what was written.
    """
    faulty.spoil(lose_answer, method="PUT", times=None, every=2)
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(lambda number: store.create(f"lost/{number}", b"%d" % number), range(40))
        )
    assert {True, False} == set(told)
    assert [unspoiled.read(f"lost/{number}") for number in range(40)] == [
        b"%d" % number for number in range(40)
    ]


def test_a_line_cut_while_reading(store: S3Store, faulty: FaultyProxy) -> None:
    """A body that breaks off is asked for again, and never returned in part."""
    faulty.spoil(cut_answer, times=2)
    assert store.read("old") == DATA
    faulty.spoil(cut_answer, times=None)
    with pytest.raises(StoreUnavailable) as caught:
        store.read("old")
    assert isinstance(caught.value.__cause__, BotoCoreError)


@pytest.mark.parametrize("verb", ["list", "list by level"])
def test_a_line_cut_while_listing(store: S3Store, faulty: FaultyProxy, verb: str) -> None:
    """Half a listing is asked for again, and never taken for a whole one."""
    faulty.spoil(cut_answer)
    assert VERBS[verb](store) == EXPECTED[verb]
    faulty.spoil(cut_answer, times=None)
    with pytest.raises(StoreUnavailable):
        VERBS[verb](store)


def test_a_line_cut_while_writing(store: S3Store, faulty: FaultyProxy, unspoiled: S3Store) -> None:
    """A PUT that breaks off is sent again.

    When it always does, no object is there, not even half of one.
    """
    faulty.spoil(cut_request, method="PUT")
    assert store.create("new", DATA)
    faulty.spoil(cut_request, method="PUT", times=None)
    with pytest.raises(StoreUnavailable):
        store.create("newer", DATA)
    with pytest.raises(ObjectMissing):
        unspoiled.read("newer")


def test_bytes_changed_while_writing(
    store: S3Store, faulty: FaultyProxy, unspoiled: S3Store
) -> None:
    """The server refuses bytes that do not have the checksum they came with, and
    nothing is stored.
    """
    faulty.spoil(change_request, method="PUT", times=None)
    with pytest.raises(StoreBroken) as caught:
        store.create("new", DATA)
    assert "changed on the way" in str(caught.value.hint)
    with pytest.raises(ObjectMissing):
        unspoiled.read("new")


def test_bytes_changed_while_reading(store: S3Store, faulty: FaultyProxy) -> None:
    """Bytes that do not have the checksum that the server gave are asked for again, and never
    returned.
    """
    faulty.spoil(change_answer)
    assert store.read("old") == DATA
    faulty.spoil(change_answer, times=None)
    with pytest.raises(StoreBroken) as caught:
        store.read("old")
    assert isinstance(caught.value.__cause__, BotoCoreError)


@pytest.mark.parametrize("verb", ["create", "list", "list by level"])
def test_an_error_inside_a_200(store: S3Store, faulty: FaultyProxy, verb: str) -> None:
    """An error document under status 200 is an error: tried again, and in the end said so."""
    faulty.spoil(s3_error(200, "InternalError"))
    assert VERBS[verb](store) == EXPECTED[verb]
    faulty.heal()
    faulty.spoil(s3_error(200, "InternalError"), times=None)
    with pytest.raises(StoreUnavailable, match="InternalError"):
        VERBS[verb](store)


def test_an_error_instead_of_an_object(store: S3Store, faulty: FaultyProxy) -> None:
    """An error document under status 200 is not taken for the object asked for."""
    faulty.spoil(s3_error(200, "InternalError"), times=None)
    for verb in ("read", "size"):
        with pytest.raises(StoreBroken, match="old"):
            VERBS[verb](store)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("fault", [LOGIN_PAGE, answer_with(200)], ids=["login page", "nothing"])
def test_a_200_of_somebody_else(
    store: S3Store, faulty: FaultyProxy, verb: str, fault: Fault
) -> None:
    """A login page or an empty answer is neither a success, nor an object, nor an empty listing."""
    faulty.spoil(fault, times=None)
    with pytest.raises((StoreBroken, StoreUnavailable)) as caught:
        VERBS[verb](store)
    assert isinstance(caught.value.__cause__, ResponseParserError | ClientError | None)


@pytest.mark.parametrize(
    ("status", "code", "expected", "hint"),
    [
        (403, "AccessDenied", StoreDenied, "s3:PutObject"),
        (403, "InvalidAccessKeyId", StoreDenied, "AWS_ACCESS_KEY_ID"),
        (403, "SignatureDoesNotMatch", StoreDenied, "AWS_SECRET_ACCESS_KEY"),
        (400, "ExpiredToken", StoreDenied, "AWS_SESSION_TOKEN"),
        (400, "InvalidToken", StoreDenied, "session"),
        (403, "RequestTimeTooSkewed", StoreDenied, "clock"),
        (400, "AuthorizationHeaderMalformed", StoreDenied, "store.region"),
        (404, "NoSuchBucket", StoreMissing, "store.url"),
        (400, "InvalidBucketName", StoreError, "store"),
        (400, "KMS.NotFoundException", StoreDenied, "kms_key_id"),
        (400, "InvalidRequest", StoreError, "object_lock_days"),
        (501, "NotImplemented", StoreTooWeak, "server"),
        (507, "XMinioStorageFull", StoreUnavailable, "disks"),
        (403, "SomethingNew", StoreDenied, "s3:PutObject"),
        (418, "Teapot", StoreBroken, "proxy"),
        (599, "SomethingNew", StoreUnavailable, "later"),
    ],
)
def test_codes(
    store: S3Store,
    faulty: FaultyProxy,
    *,
    status: int,
    code: str,
    expected: type[StoreError],
    hint: str,
) -> None:
    """Each error code of S3 becomes, whatever was asked, one of ours that names the place, the
    code, and what to mend.
    """
    faulty.spoil(s3_error(status, code), times=None)
    for verb in ("create", "read", "list", "list by level"):
        with pytest.raises(expected, match=f"^{store.url}.*{code}") as caught:
            VERBS[verb](store)
        assert type(caught.value) is expected
        assert hint in str(caught.value.hint)
        assert isinstance(caught.value.__cause__, ClientError)


def test_a_server_that_redirects_everything(store: S3Store, faulty: FaultyProxy) -> None:
    """A redirect without a target, or of every request, as from http to https, is said
    to be one.
    """
    faulty.spoil(answer_with(301, Location="https://s3.test/"), times=None)
    for verb, call in VERBS.items():
        with pytest.raises(StoreError) as caught:
            call(store)
        assert "redirects" in str(caught.value.hint) or "region" in str(caught.value.hint), verb


@pytest.mark.parametrize(
    ("status", "expected"), [(403, StoreDenied), (400, StoreBroken), (503, StoreUnavailable)]
)
def test_answers_without_a_body(
    store: S3Store, faulty: FaultyProxy, status: int, expected: type[StoreError]
) -> None:
    """HEAD has no error document, so its status decides."""
    faulty.spoil(answer_with(status), method="HEAD", times=None)
    with pytest.raises(expected):
        store.size("old")


def test_who_may_not_look_at_the_bucket(store: S3Store, faulty: FaultyProxy) -> None:
    """A missing object is missing also for one whose rights do not tell whether the bucket is."""
    faulty.spoil(answer_with(404), method="HEAD")
    faulty.spoil(answer_with(403), method="HEAD", times=None)
    with pytest.raises(ObjectMissing):
        store.size("new")


def listing_of(*keys: str) -> Fault:
    """Return a listing made by hand."""
    contents = "".join(
        f"<Contents><Key>{key}</Key><ETag>x</ETag><Size>1</Size></Contents>" for key in keys
    )
    body = (
        f"<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>{len(keys)}"
        f"</KeyCount>{contents}</ListBucketResult>"
    )
    return answer_with(200, body.encode(), Content_Type="application/xml")


def test_a_listing_out_of_order(store: S3Store, faulty: FaultyProxy) -> None:
    """A server that lists in no order cannot tell what is newest, and is told so."""
    lead = store.url.removeprefix("s3://").partition("/")[2]
    faulty.spoil(listing_of(f"{lead}/a/b/c/2", f"{lead}/a/b/c/1"), times=None)
    with pytest.raises(StoreBroken, match="order"):
        list(store.list("a/b/c/"))


def test_a_server_that_ignores_the_starting_point(store: S3Store, faulty: FaultyProxy) -> None:
    """Keys up to the starting point are left out, also when the server sends them."""
    lead = store.url.removeprefix("s3://").partition("/")[2]
    faulty.spoil(listing_of(*(f"{lead}/a/b/c/{number}" for number in range(5))))
    assert list(store.list("a/b/c/", start_after="a/b/c/2")) == ["a/b/c/3", "a/b/c/4"]


def test_unknown_headers_do_no_harm(store: S3Store, faulty: FaultyProxy) -> None:
    """A server may say more than we know."""
    faulty.spoil(add_header("x-amz-something-new", "yes"), times=None)
    assert [VERBS[verb](store) for verb in ("read", "size")] == [DATA, len(DATA)]
