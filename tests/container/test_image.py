"""The image, built for real and run.

The demonstration, a crawl into an S3 server, the service and its end.
"""

import json
from pathlib import Path

import pytest

from tests.container.engine import Engine, find_engine
from tests.newspaper.fixture import Press
from tests.servers.s3 import S3Server

pytestmark = pytest.mark.slow

INIT = ["dumb-init", "--single-child", "--", "palimpsest"]

SERVE = """
cd /mnt
dumb-init --single-child -- palimpsest run & service=$!
n=0
until python -m jobs.web.probe 2>/dev/null; do
  n=$((n+1)); [ $n -lt 240 ] || exit 9; kill -0 $service || exit 8; sleep 0.5
done
until palimpsest articles --json 2>/dev/null | grep -q '"version": 1'; do
  n=$((n+1)); [ $n -lt 480 ] || exit 7; sleep 0.5
done
kill -TERM $service; wait $service; echo "status $?"
"""
"""Start the service, wait until it answers and has archived the page, stop it, and say how it
ended.
"""


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Provide an engine that has built the image."""
    found = find_engine()
    found.build()
    return found


def test_nothing_in_it_runs_as_root_or_builds(engine: Engine) -> None:
    """Its user is 10001, who can write to /data and /tmp alone; there is no compiler and no pip."""
    script = (
        "id -u; for place in / /opt/palimpsest /usr/lib /etc /data /tmp; do test -w "
        "$place && echo $place; done; which cc gcc pip make"
    )
    done = engine.run(["sh", "-c", script])
    assert done.stdout.split() == ["10001", "/data", "/tmp"]


def test_the_demonstration_runs_in_it(engine: Engine) -> None:
    """Without a network of its own, from an empty place, it ends well and has found the changed
    digit.
    """
    done = engine.run([*INIT, "demo"])
    assert done.returncode == 0, done.stderr
    assert "1 object damaged" in done.stdout


def test_a_crawl_into_s3(engine: Engine, seaweed: S3Server, newspaper: Press) -> None:
    """A one-off crawl stores a version that verifies, and a second one finds it unchanged though
    the first container's index is gone.
    """
    settings = {
        "PALIMPSEST_STORE__URL": seaweed.url(),
        "PALIMPSEST_STORE__ENDPOINT_URL": seaweed.endpoint_url,
        "PALIMPSEST_STORE__ADDRESSING": "path",
        "PALIMPSEST_CRAWL__ALLOW_PRIVATE_NETWORKS": "true",
        **seaweed.environ,
    }
    outcomes = []
    for _ in range(2):
        done = engine.run([*INIT, "crawl", "--json", newspaper.url("/story/harbour")], settings)
        assert done.returncode == 0, done.stderr
        outcomes.append(json.loads(done.stdout)["counts"])
    assert outcomes == [{"new": 1}, {"unchanged": 1}]
    verified = engine.run([*INIT, "verify", "--json"], settings)
    assert json.loads(verified.stdout)["ok"] is True


def test_the_service_stops_when_it_is_told_to(
    engine: Engine, newspaper: Press, tmp_path: Path
) -> None:
    """It answers its health check, crawls by its schedule, and ends with status 0 on SIGTERM."""
    tmp_path.chmod(0o777)
    source = {
        "name": "news",
        "urls": [newspaper.url("/story/harbour")],
        "schedule": {"every": "1h"},
    }
    config = {
        "sources": [source],
        "crawl": {"allow_private_networks": True, "obey_robots": False},
        "service": {"port": 18099},
    }
    (tmp_path / "config.yaml").write_text(json.dumps(config))
    done = engine.run(["sh", "-c", SERVE], {"PALIMPSEST_SERVICE__PORT": "18099"}, folder=tmp_path)
    assert "status 0" in done.stdout, done.stdout + done.stderr
    assert "the service has ended" in done.stderr
