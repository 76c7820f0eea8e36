"""Signing as a user does it.

A key, checkpoints by hand and after runs, and an audit against a copy kept elsewhere.
"""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.identity import article_of, version_key
from tests.archives import redaction_of
from tests.newspaper.fixture import Press
from tests.run.conftest import file_place, s3_place
from tests.run.palimpsest import Crawled, Place, until

KEY = "PALIMPSEST_SIGNING_KEY"
FIRST = "checkpoints/00000001.json"


def new_key(place: Place) -> str:
    """Return a new key's file."""
    done = place.run("checkpoint", "--new-key", "signing.pem", "--json")
    assert done.status == 0
    assert set(done.json) == {"key_id", "public_key", "file"}
    return str(place.folder / "signing.pem")


def test_sign_keep_a_copy_and_audit(
    place: Place, newspaper: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The three steps of docs/run/signing.md.

    A key is made, a checkpoint signed, and a cut tail found by its copy.
    """
    place.crawl(newspaper.url("/story/harbour"))
    monkeypatch.setenv(KEY, new_key(place))
    signed = place.run("checkpoint", "--json").json
    assert (
        signed["key"],
        signed["heads"],
        signed["new_heads"],
        signed["previous"],
        signed["timestamp"],
    ) == (FIRST, 1, 1, None, False)
    copy = place.folder / "copy.json"
    copy.write_bytes(place.store.read(FIRST))
    audit = place.run("verify", "--checkpoint", "copy.json", "--json")
    assert (audit.status, audit.json["ok"], audit.json["keys"][0]["key_id"]) == (
        0,
        True,
        signed["key_id"],
    )
    assert f"1 checkpoint signed with key {signed['key_id']}" in place.run("verify").out
    for key in place.listed():
        if key != "palimpsest.json":
            (Path(place.store.url.removeprefix("file:")) / key).unlink()
    place.lose_index()
    assert place.run("verify").status == 0
    audit = place.run("verify", "--checkpoint", "copy.json", "--json")
    assert audit.status == 4
    assert {one["problem"] for one in audit.json["findings"]} == {"missing"}


@pytest.mark.slow
def test_every_run_is_signed_when_the_configuration_says_so(
    place: Place, newspaper: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With checkpoint.after_runs each run ends with a checkpoint of all that it stored, and says
    so.
    """
    monkeypatch.setenv(KEY, new_key(place))
    place.configure(checkpoint={"after_runs": True})
    for number in (1, 2):
        report = place.crawl(newspaper.url("/story/harbour")).report
        assert report["checkpoint"]["number"] == number
        assert report["checkpoint"]["parts"] == len(place.listed("checks/"))
    assert place.verified().findings == ()
    told = place.run("crawl", newspaper.url("/story/harbour"))
    assert "checkpoints/00000003.json" in told.out


def test_a_run_that_cannot_be_signed_is_kept(place: Place, newspaper: Press) -> None:
    """Where a run cannot be signed, its report and its record stand, the error is told, and the
    exit status is the error's.
    """
    place.configure(checkpoint={"after_runs": True})
    crawled = place.crawl(newspaper.url("/story/harbour"))
    assert crawled.status == 2
    assert crawled.outcomes == {"/story/harbour": "new"}
    assert crawled.report["checkpoint"] == {"error": "there is no key to sign with"}
    assert "its checkpoint was not made" in crawled.err
    assert KEY in crawled.err
    assert place.verified().findings == ()


@pytest.mark.slow
def test_a_call_that_cannot_be_signed_is_told(place: Place, newspaper: Press) -> None:
    """Without a key, with a file that is none, with both options, or against a file that is no
    checkpoint, the call is wrong.
    """
    place.crawl(newspaper.url("/story/harbour"))
    new_key(place)
    (place.folder / "nonsense").write_text(json.dumps({}), encoding="utf-8")
    for arguments, words in (
        (["checkpoint"], "there is no key"),
        (["checkpoint", "--key", "nonsense"], "no unencrypted private key"),
        (["checkpoint", "--key", "absent"], "cannot be read"),
        (["checkpoint", "--new-key", "signing.pem"], "exists"),
        (["checkpoint", "--key", "signing.pem", "--new-key", "other.pem"], "do not go together"),
        (["verify", "--checkpoint", "nonsense"], "the copy"),
        (["verify", "--checkpoint", "absent"], "cannot be read"),
        (["verify", "--timestamp-roots", "nonsense"], "no certificate"),
        (["verify", "--trusted-key", "0a1b"], "no public key"),
    ):
        done = place.run(*arguments)
        assert (done.status, words in done.err) == (2, True), done
    assert place.listed("checkpoints/") == []


@pytest.mark.slow
def test_a_removal_behind_a_redaction_is_found(
    place: Place, newspaper: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever deletes a version and its capture and writes a redaction, which takes no key, is
    found out by every command that proves.
    """
    url = newspaper.url("/editions/quay")
    monkeypatch.setenv(KEY, new_key(place))
    for state in range(2):
        newspaper.set("editions/quay", state)
        place.crawl(url)
    key = place.run("checkpoint", "--json").json["public_key"]
    (place.folder / "copy.json").write_bytes(place.store.read(FIRST))
    article, root = article_of(url), Path(place.store.url.removeprefix("file:"))
    removed = place.versions(url)[0]
    (root / version_key(article, 1)).unlink()
    (root / removed.capture.key).unlink()
    redaction = f"articles/{article}/redactions/00000001.json"
    (root / redaction).parent.mkdir()
    (root / redaction).write_bytes(redaction_of(removed))
    for options in (
        [],
        ["--checkpoint", "copy.json"],
        ["--trusted-key", key],
        ["--checkpoint", "copy.json", "--trusted-key", key],
        [url],
    ):
        done = place.run("verify", "--json", *options)
        found = {one["key"]: one["problem"] for one in done.json["findings"]}
        assert (done.status, found) == (
            4,
            {
                version_key(article, 1): "missing",
                removed.capture.key: "missing",
                redaction: "untrusted",
            },
        )
    for lost in (False, True):
        if lost:
            place.lose_index()
        for command in (["checkpoint"], ["export", url]):
            done = place.run(*command)
            assert done.status == 4, done
    assert place.listed("checkpoints/") == [FIRST]


def test_an_authority_that_is_down_is_told_and_stops_nothing(
    place: Place, newspaper: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand and after a run, a checkpoint without its time-stamp is signed.

    The reason stands on standard error and in the JSON.
    """
    monkeypatch.setenv(KEY, new_key(place))
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        place.configure(
            checkpoint={
                "after_runs": True,
                "timestamp_url": f"http://127.0.0.1:{unused.getsockname()[1]}/",
            }
        )
        crawled = place.crawl(newspaper.url("/story/harbour"))
        signed = place.run("checkpoint", "--json")
    assert (crawled.status, signed.status) == (0, 0)
    for made, err in ((crawled.report["checkpoint"], crawled.err), (signed.json, signed.err)):
        assert made["timestamp"] is False
        assert "gave no time-stamp" in made["timestamp_problem"]
        assert "is signed, and not time-stamped" in err
    assert place.verified().findings == ()
    assert place.listed("checkpoints/") == [FIRST, "checkpoints/00000002.json"]


CRAWLS, ROUNDS = 8, 4


@pytest.fixture(params=["files", "s3"])
def any_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Provide an archive in files, and one in a real S3 server."""
    if request.param == "files":
        return file_place(tmp_path)
    return s3_place(tmp_path, request.getfixturevalue("seaweed"))


@pytest.mark.slow
@pytest.mark.usefixtures("s3_environ")
def test_crawls_that_sign_at_once_raise_no_false_alarm(any_place: Place, newspaper: Press) -> None:
    """Eight crawls at once, four times over, each with a checkpoint at its end and an index of its
    own: all sign, and all verifies.

    Two find a page changed and go on to a slow one. Meanwhile, with that version stored and no
    check part that names it, six sign, three of them with an index that is new each time and so has
    read all that is listed.
    """
    any_place.configure(checkpoint={"after_runs": True})
    key = new_key(any_place)
    quay, slow, other = (
        newspaper.url(path)
        for path in ("/editions/quay", "/slow/harbour?seconds=4", "/story/harbour")
    )

    def crawl(index: str, *urls: str) -> Crawled:
        own = {KEY: key, "PALIMPSEST_INDEX__URL": f"sqlite:///{any_place.folder}/{index}.db"}
        return replace(any_place, environ={**any_place.environ, **own}).crawl(*urls)

    signed: set[int] = set()
    for state in range(ROUNDS):
        newspaper.set("editions/quay", state)
        with ThreadPoolExecutor(CRAWLS) as pool:
            crawls = [pool.submit(crawl, f"slow-{number}", quay, slow) for number in range(2)]
            # a bound number
            until(lambda state=state: len(any_place.versions(quay)) > state, f"version {state + 1}")  # type: ignore[misc]
            crawls += [
                pool.submit(
                    crawl, f"kept-{number}" if number % 2 else f"new-{state}-{number}", other
                )
                for number in range(6)
            ]
            for crawled in (each.result() for each in crawls):
                assert (crawled.status, "error" in crawled.report["checkpoint"]) == (0, False), (
                    crawled.report["checkpoint"]
                )
                signed.add(crawled.report["checkpoint"]["number"])
    assert sorted(signed) == list(range(1, len(signed) + 1)), (
        "those that sign the same in the same second make one checkpoint"
    )
    report = any_place.verified()
    assert (report.ok, report.signed.checkpoints) == (True, len(signed))
