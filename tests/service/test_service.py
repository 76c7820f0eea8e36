"""The whole service as a real process against the lying newspaper.

Schedule, reload, stop, and sudden death.
"""

import json
import os
import signal
from dataclasses import replace
from typing import Any

import pytest

from crawler.model import Outcome
from tests.newspaper.fixture import Press
from tests.notify.receiver import receiving
from tests.run.palimpsest import Place, parts_of, until
from tests.service.running import Serving, serving

ONCE = {"every": "1h"}


def source(
    newspaper: Press, name: str, *paths: str, schedule: Any = ONCE, **more: Any
) -> dict[str, Any]:
    """Return a source of single pages."""
    return {
        "name": name,
        "urls": [newspaper.url(path) for path in paths],
        "schedule": schedule,
        **more,
    }


def configured(place: Place, *sources: dict[str, Any], **service: Any) -> Place:
    """Return the place with these sources, and a service on a free port."""
    return place.configure(sources=list(sources), service={"port": 0, **service})


def ended(service: Serving, count: int = 1, **fields: Any) -> list[dict[str, Any]]:
    """Return the crawls that have ended, so many at least."""
    return service.wait_for("ended", count, **fields)


def test_sources_are_crawled_by_their_schedules(place: Place, newspaper: Press) -> None:
    """A page that changes between two scheduled crawls has two versions.

    Logs carry run and article, and the figures count all of it.
    """
    configured(
        place,
        source(newspaper, "fast", "/editions/a", schedule={"every": "5s"}),
        source(newspaper, "slow", "/story/harbour"),
    )
    with serving(place) as service:
        service.wait_for("check", outcome="new", source="fast")
        newspaper.set("editions/a", 1)
        (changed,) = service.wait_for("check", outcome="changed", source="fast")[:1]
        ended(service, run=changed["run"])
        until(
            lambda: service.figure('palimpsest_versions_total{source="fast"}') >= 2,
            "the figures of both versions",
        )
        figures = service.get("/metrics")[1]
        assert service.get("/healthz")[0] == 200
        assert json.loads(service.get("/readyz")[1])["archive"] == "usable"
        assert changed["article"] in service.get("/")[1]
    (version,) = place.versions(newspaper.url("/editions/a"))[1:]
    assert (changed["run"], changed["article"]) == (version.run, version.article)
    assert len(place.versions(newspaper.url("/story/harbour"))) == 1
    assert (
        'palimpsest_changes_total{kind="rewrite"}' in figures
        or 'palimpsest_changes_total{kind="fact"}' in figures
    )
    for name in (
        "fetch_seconds_count",
        "received_bytes_total",
        "requests_total",
        "puts_total",
        "stored_bytes_total",
    ):
        assert any(
            line.startswith(f'palimpsest_{name}{{source="fast"}}') and not line.endswith(" 0.0")
            for line in figures.splitlines()
        ), name
    assert place.verified().findings == ()


@pytest.mark.slow
def test_a_restarted_service_waits_for_its_schedule(place: Place, newspaper: Press) -> None:
    """Started again within the interval, it does not crawl again.

    The next run counts from the last recorded one.
    """
    configured(place, source(newspaper, "news", "/story/harbour"))
    with serving(place) as service:
        ended(service)
    asked = len(newspaper.log("/story/"))
    with serving(place) as service:
        (timetable,) = service.wait_for("timetable")
        (begun,) = {
            part.header.started
            for key in place.listed("checks/")
            for part in parts_of(place.store, key[18:-14])
            if part.header.started
        }
        assert begun is not None
        assert timetable["jobs"]["crawl news"] > begun.isoformat()
    assert len(newspaper.log("/story/")) == asked


def test_a_changed_configuration_is_taken_over_and_a_wrong_one_refused(
    place: Place, newspaper: Press
) -> None:
    """On SIGHUP new sources are crawled without a restart.

    A wrong file changes nothing, and the log and the figures say so.
    """
    configured(place, source(newspaper, "first", "/story/harbour"))
    with serving(place) as service:
        ended(service)
        configured(
            place,
            source(newspaper, "first", "/story/harbour"),
            source(newspaper, "second", "/story/bridge"),
        )
        service.signal(signal.SIGHUP)
        service.wait_for("the configuration was taken over")
        ended(service, 2)
        (place.folder / "config.yaml").write_text("sources: [{name: third, feed: [x]}]")
        service.signal(signal.SIGHUP)
        (refused,) = service.wait_for(
            "the changed configuration is wrong; the old one stays in force"
        )
        assert any("feeds" in problem for problem in refused["problems"])
        assert service.figure("palimpsest_config_last_reload_successful") == 0
        assert service.get("/healthz")[0] == 200
        assert len(service.lines("timetable")) == 2
    assert len(newspaper.log("/story/harbour")) == 1, (
        "the first source was not crawled again for the reload"
    )
    assert len(place.versions(newspaper.url("/story/bridge"))) == 1


def _in_mid_crawl(service: Serving, place: Place, newspaper: Press) -> str:
    """Wait until one page is archived and the next never comes. Returns the run."""
    until(
        lambda: newspaper.log("/held/") and place.kinds()["versions"] == 1,
        "one page done, and the request for the one that waits",
    )
    return str(service.lines("started")[-1]["run"])


def test_told_to_stop_it_stores_what_was_fetched_and_fetches_no_more(
    place: Place, newspaper: Press
) -> None:
    """SIGTERM in mid-crawl.

    Exit status 0, the finished page is archived, the run says that it was interrupted, and no
    process is left.
    """
    configured(place, source(newspaper, "news", "/story/harbour", "/held/1"))
    with serving(place) as service:
        run = _in_mid_crawl(service, place, newspaper)
        asked = len(newspaper.log())
        service.signal(signal.SIGTERM)
        done = service.running.wait()
    assert done.status == 0, done.err
    assert len(newspaper.log()) == asked
    report = parts_of(place.store, run)[-1].report
    assert report is not None
    assert (report["interrupted"], report["counts"]) == (True, {"new": 1})
    assert place.verified().findings == ()
    (row,) = place.run("report", "--json").json["runs"]
    assert (row["run"], row["state"]) == (run, "interrupted")


def test_a_killed_crawl_is_recorded_and_the_service_goes_on(place: Place, newspaper: Press) -> None:
    """After kill -9 of the crawl its run has an end with the reason, what it had done is kept, and
    other sources are crawled.
    """
    configured(place, source(newspaper, "news", "/story/harbour", "/held/1"), crawls=1)
    with serving(place) as service:
        run = _in_mid_crawl(service, place, newspaper)
        (crawl,) = service.crawls()
        crawl.kill()
        (failed,) = service.wait_for("failed")
        assert "SIGKILL" in failed["reason"]
        configured(place, source(newspaper, "other", "/story/bridge"))
        service.signal(signal.SIGHUP)
        service.wait_for("check", outcome="new", source="other")
        until(lambda: parts_of(place.store, run)[-1].report, "the end of the run")
        assert service.figure('palimpsest_runs_total{job="crawl",result="failed"}') == 1
    report = parts_of(place.store, run)[-1].report
    assert report is not None
    assert "SIGKILL" in report["reason"]
    assert place.verified().ok
    rows = {row["run"]: row for row in place.run("report", "--json").json["runs"]}
    assert (rows[run]["state"], rows[run]["reason"]) == ("interrupted", report["reason"])


@pytest.mark.slow
def test_killed_with_its_crawl_it_goes_on_after_a_restart(place: Place, newspaper: Press) -> None:
    """After kill -9 of everything and a restart nothing is lost or twice, and the run that was cut
    short is shown as interrupted.
    """
    pages = ("/story/harbour", "/held/1")
    configured(place, source(newspaper, "news", *pages, schedule={"every": "1s"}))
    with serving(place) as service:
        run = _in_mid_crawl(service, place, newspaper)
        crawls = service.crawls()
        os.kill(service.pid, signal.SIGSTOP)  # so that it does not see its crawl die
        for crawl in crawls:
            crawl.kill()
        os.kill(service.pid, signal.SIGKILL)
        service.running.wait()
    assert parts_of(place.store, run)[-1].report is None
    (row,) = [row for row in place.run("report", "--json").json["runs"] if row["run"] == run]
    assert row["state"] == "interrupted"
    newspaper.set("held/1", 1)
    with serving(place) as service:
        service.wait_for("interrupted", run=run)
        service.wait_for("check", outcome="new", url=newspaper.url("/held/1"))
    report = parts_of(place.store, run)[-1].report
    assert report is not None
    assert report["interrupted"] is True
    for page in pages:
        assert [version.version for version in place.versions(newspaper.url(page))] == [1]
    assert place.verified().ok
    assert {finding.problem for finding in place.verified().findings} <= {
        "unreferenced",
        "unattested",
    }


@pytest.mark.slow
def test_a_killed_service_takes_its_crawl_along(place: Place, newspaper: Press) -> None:
    """After kill -9 of the service alone its crawl stores what it has, and its report says that it
    was interrupted.
    """
    configured(place, source(newspaper, "news", "/story/harbour", "/held/1"))
    with serving(place) as service:
        run = _in_mid_crawl(service, place, newspaper)
        crawls = service.crawls()
        os.kill(service.pid, signal.SIGKILL)
        service.running.wait()
    until(lambda: not any(crawl.is_running() for crawl in crawls), "the end of the crawl")
    report = parts_of(place.store, run)[-1].report
    assert report is not None
    assert (report["interrupted"], report["counts"]) == (True, {Outcome.NEW.value: 1})
    assert place.verified().findings == ()


def test_a_port_that_is_taken_is_told_in_a_sentence(place: Place, newspaper: Press) -> None:
    """The second service at a port ends at once with exit status 2 and says which setting to
    change.
    """
    configured(place, source(newspaper, "news", "/story/harbour"))
    with serving(place) as service:
        configured(place, source(newspaper, "news", "/story/harbour"), port=service.port)
        done = place.run("run")
    assert (done.status, "service.port" in done.err) == (2, True)
    assert "Traceback" not in done.err


def test_a_wrong_configuration_starts_nothing(place: Place) -> None:
    """A service is not started with a configuration that is wrong.

    Exit status 2, and what is wrong.
    """
    (place.folder / "config.yaml").write_text("servise: {}")
    done = place.run("run")
    assert (done.status, "service" in done.err) == (2, True)
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_articles_are_looked_at_again_when_they_are_due(place: Place, newspaper: Press) -> None:
    """A known page that changes is found by a revisit, though its source is crawled once an hour;
    its check line names the source.
    """
    place.configure(
        sources=[source(newspaper, "news", "/editions/a")],
        service={"port": 0, "revisit_every": "1s"},
        revisit={
            "developing": "1s",
            "first_day": "1s",
            "first_week": "1s",
            "later": "1s",
        },  # its story is months old
    )
    with serving(place) as service:
        ended(service, job="crawl")
        newspaper.set("editions/a", 1)
        (changed,) = service.wait_for("check", outcome="changed")[:1]
        ended(service, job="revisit", run=changed["run"])
    assert changed["source"] == "news"
    (line,) = [check for part in parts_of(place.store, changed["run"]) for check in part.checks]
    assert (line.source, line.outcome) == ("news", Outcome.CHANGED)
    assert place.verified().findings == ()


@pytest.mark.slow
def test_a_source_in_its_lists_leaves_known_articles_to_revisits(
    place: Place, newspaper: Press
) -> None:
    """A scheduled crawl looks at a feed's new articles alone.

    The known ones are recorded as left to revisits, and not fetched.
    """
    newspaper.say("links", newspaper.url("/story/harbour"))
    feed = {"name": "news", "feeds": [newspaper.url("/feeds/rss.xml")], "schedule": {"every": "1s"}}
    configured(place, feed, revisit_every="1h")
    with serving(place) as service:
        ended(service)
        newspaper.say("links", "\n".join(map(newspaper.url, ("/story/harbour", "/story/bridge"))))
        (found,) = service.wait_for("check", outcome="new", url=newspaper.url("/story/bridge"))
        ended(service, run=found["run"])
    outcomes = {
        check.url: (check.outcome, check.reason)
        for part in parts_of(place.store, found["run"])
        for check in part.checks
    }
    assert outcomes[newspaper.url("/story/harbour")] == (
        Outcome.SKIPPED,
        "known, and left to revisits",
    )
    assert len(newspaper.log("/story/harbour")) == 1


@pytest.mark.slow
def test_readiness_tells_of_sources(place: Place, newspaper: Press) -> None:
    """A source whose page cannot be had is named with its status.

    The archive is usable all the same, and the service alive.
    """
    configured(
        place, source(newspaper, "well", "/story/harbour"), source(newspaper, "ill", "/status/500")
    )
    with serving(place) as service:
        ended(service, 2)
        until(
            lambda: service.figure('palimpsest_source_up{source="well"}') == 1,
            "a look at the sources",
        )

        def told() -> bool:
            sources = json.loads(service.get("/readyz")[1])["sources"]
            return bool(
                sources["well"]["status"] == "ok"
                and sources["ill"]["reason"] == "it has not been crawled with success yet"
            )

        until(told, "what is the matter with the other source")
        assert service.get("/readyz")[0] == 200
        assert json.loads(service.get("/healthz")[1])["alive"] is True
        assert service.get("/nothing")[0] == 404


def test_a_store_that_is_down_is_waited_for(place: Place, newspaper: Press) -> None:
    """It answers while it cannot work.

    Alive, not ready, with the reason; and it stops when it is told to.
    """
    configured(place, source(newspaper, "news", "/story/harbour"))
    settings = json.loads((place.folder / "config.yaml").read_text())
    settings["store"] = {
        "url": "s3://archive/x",
        "endpoint_url": "http://127.0.0.1:9",
        "region": "us-east-1",
    }
    (place.folder / "config.yaml").write_text(json.dumps(settings))
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_MAX_ATTEMPTS": "1"}
    with serving(replace(place, environ=keys)) as service:
        service.wait_for("the archive cannot be opened yet")
        assert service.get("/healthz")[0] == 200
        status, text = service.get("/readyz")
        assert (status, json.loads(text)["ready"]) == (503, False)
        assert "127.0.0.1:9" in json.loads(text)["archive"]
        service.signal(signal.SIGTERM)
        assert service.running.wait().status == 0
    assert newspaper.log() == []


def test_alerts_are_sent(place: Place, newspaper: Press) -> None:
    """A change that a scheduled crawl finds is told to an alert's target, once, with
    its stable id.
    """
    with receiving() as receiver:
        configured(place, source(newspaper, "news", "/editions/a", schedule={"every": "2s"}))
        settings = json.loads((place.folder / "config.yaml").read_text())
        settings["alerts"] = [{"name": "desk", "targets_env": "DESK_URLS"}]
        (place.folder / "config.yaml").write_text(json.dumps(settings))
        with serving(replace(place, environ={"DESK_URLS": receiver.url})) as service:
            ended(service)
            until(lambda: place.listed("alerts/"), "the alert's first cursor")
            newspaper.set("editions/a", 1)
            service.wait_for("check", outcome="changed")
            until(lambda: receiver.ids, "the message")
            until(
                lambda: (
                    'result="sent",' in service.get("/metrics")[1]
                    or 'result="sent"}' in service.get("/metrics")[1]
                ),
                "its figure",
            )
    (version,) = place.versions(newspaper.url("/editions/a"))[1:]
    assert receiver.ids == [f"{version.article}/2"]
