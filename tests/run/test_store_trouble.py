"""A store or an index that cannot be used ends a run with exit status 3 and a sentence, and nothing
is recorded wrongly.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.identity import article_of
from crawler.index import discard, open_index
from crawler.verify.findings import Problem
from tests.newspaper.fixture import Press
from tests.run.conftest import s3_place
from tests.run.palimpsest import Done, Place, Running, parts_of, path_of, until
from tests.servers.faulty import Exchange, FaultyProxy
from tests.servers.s3 import S3Server, credentials

pytestmark = pytest.mark.usefixtures("s3_environ")

READ = [f"/story/{number}" for number in range(1, 4)]
LATE = "/held/late"


def _says(done: Done, *words: str) -> None:
    """See that it ended with status 3, said all of these, and printed neither a traceback nor half
    a report.
    """
    assert done.status == 3
    assert done.out == ""
    assert "Traceback" not in done.err
    for word in words:
        assert word in " ".join(done.err.split())


def test_a_missing_bucket_is_named(tmp_path: Path, seaweed: S3Server, newspaper: Press) -> None:
    """The message names the bucket, and nothing is fetched."""
    place = s3_place(tmp_path, seaweed)
    lost = replace(
        place, settings={**place.settings, "url": "s3://no-such-bucket/here"}
    ).configure()
    _says(lost.run("crawl", "--json", newspaper.url(READ[0])), "no-such-bucket")
    assert newspaper.log() == []


def test_wrong_credentials_are_named(tmp_path: Path, seaweed: S3Server, newspaper: Press) -> None:
    """The message says where they are looked for, and does not show them."""
    place = replace(
        s3_place(tmp_path, seaweed), environ=credentials("ADMINKEY", "wrong-secret")
    ).configure()
    done = place.run("crawl", "--json", newspaper.url(READ[0]))
    _says(done, "SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY")
    assert "wrong-secret" not in done.err
    assert newspaper.log() == []


def test_a_right_to_read_is_not_enough(tmp_path: Path, seaweed: S3Server, newspaper: Press) -> None:
    """Credentials that may only read are found out before anything is fetched."""
    place = replace(s3_place(tmp_path, seaweed), environ=credentials(*seaweed.reader)).configure()
    _says(place.run("crawl", "--json", newspaper.url(READ[0])), "credentials")
    assert newspaper.log() == []


def test_a_weak_server_is_refused(tmp_path: Path, rclone: S3Server, newspaper: Press) -> None:
    """A server that ignores ``If-None-Match`` is refused with the setting that would allow it, and
    is used where that is set.
    """
    place = s3_place(tmp_path, rclone).configure()
    _says(place.run("crawl", "--json", newspaper.url(READ[0])), "single_writer", "If-None-Match")
    assert newspaper.log() == []
    alone = replace(place, settings={**place.settings, "single_writer": True}).configure()
    assert alone.crawl(newspaper.url(READ[0])).outcomes == {READ[0]: "new"}


def test_a_folder_of_other_things_is_no_archive(place: Place, newspaper: Press) -> None:
    """A store that holds other things is left alone."""
    place.store.create("holiday/photo.jpg", b"sea")
    _says(
        place.run("crawl", "--json", newspaper.url(READ[0])), "holiday/photo.jpg", "palimpsest.json"
    )
    assert place.listed() == ["holiday/photo.jpg"]


def test_an_index_that_cannot_be_made_is_named(place: Place, newspaper: Press) -> None:
    """Where the index's folder cannot be made, the message names it and the setting."""
    (place.folder / "file").write_text("in the way")
    place.configure(index={"url": f"sqlite:///{place.folder}/file/index.db"})
    _says(
        place.run("crawl", "--json", newspaper.url(READ[0])),
        f"{place.folder}/file/index.db",
        "index.url",
    )
    assert newspaper.log() == []


@contextmanager
def _in_the_middle(place: Place, newspaper: Press) -> Iterator[Running]:
    """Provide a crawl that has stored all pages but the one that it waits for.

    When it goes on, that page comes.
    """
    running = place.start("crawl", "--json", *map(newspaper.url, (*READ, LATE)))
    until(
        lambda: place.kinds()["versions"] == len(READ) or not running.alive,
        "the versions of the pages that come at once",
    )
    until(lambda: newspaper.log(LATE) or not running.alive, "the request for the page that waits")
    yield running
    newspaper.set(LATE[1:], 1)


def test_a_store_that_goes_away_ends_the_run(
    tmp_path: Path, seaweed: S3Server, faulty: FaultyProxy, newspaper: Press
) -> None:
    """When the store goes away in mid-run, the run says so and ends.

    What stands is sound, and the next run recovers.
    """
    place = s3_place(tmp_path, seaweed, through=faulty.url).configure()
    with _in_the_middle(place, newspaper) as running:
        faulty.spoil(Exchange.hang_up, times=None)
    _says(running.wait(), "s3://")
    found = place.verified()
    assert found.ok
    assert {finding.problem for finding in found.findings} <= {
        Problem.UNATTESTED,
        Problem.INTERRUPTED,
        Problem.UNREFERENCED,
    }
    assert place.versions(newspaper.url(LATE)) == []
    faulty.heal()
    again = place.crawl(*map(newspaper.url, (*READ, LATE)))
    assert again.outcomes == {**dict.fromkeys(READ, "unchanged"), LATE: "new"}
    assert [finding.problem for finding in place.verified().findings] == [Problem.INTERRUPTED]


def test_an_index_that_goes_away_costs_no_check(place: Place, newspaper: Press) -> None:
    """When somebody throws the index away in mid-run, the run ends, but the checks that it had
    finished are in the store.
    """
    articles = [article_of(newspaper.url(path)) for path in READ]
    with _in_the_middle(place, newspaper) as running:
        index = open_index(f"sqlite:///{place.index_file}")
        until(lambda: len(index.known_versions(articles)) == len(READ), "the versions in the index")
        index.close()
        discard(f"sqlite:///{place.index_file}")
    _says(running.wait(), "Run the command again")
    again = place.crawl(*map(newspaper.url, (*READ, LATE)))
    (seen,) = again.parts[0].header.seen
    lines = [
        check
        for part in parts_of(place.store, seen.key.rpartition("/")[2][:25])
        for check in part.checks
    ]
    assert {(path_of(check.url), check.outcome.value) for check in lines} == {
        (path, "new") for path in READ
    }
    assert again.outcomes.items() >= dict.fromkeys(READ, "unchanged").items()
    assert [finding.problem for finding in place.verified().findings] == [Problem.INTERRUPTED]
