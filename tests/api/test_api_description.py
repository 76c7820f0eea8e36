"""The OpenAPI description, and what schemathesis makes of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import BEARER, Newsroom

CONFIG = """
[parameters]
"path.host" = "{host}"
"path.key" = "{key}"
"path.number" = 2
"path.older" = 1
"path.newer" = 2
"path.run" = "last"
"path.name" = "desk"

[checks]
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "414", "415", "422"]
# DELETE ends the watching: what is archived stays
use_after_free.enabled = false

# what no pattern can say: which addresses there are, where a list goes on, what a query means
[[operations]]
include-name = "POST /articles"
checks.positive_data_acceptance.expected-statuses = ["2xx", "422"]
[[operations]]
include-name = "GET /changes"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404"]
[[operations]]
include-name = "GET /plots"
checks.positive_data_acceptance.expected-statuses = ["2xx", "404"]
[[operations]]
include-name = "GET /search"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400"]
"""


def _attacked(newsroom: Newsroom, folder: Path, *options: str) -> str:
    """Run schemathesis with all its checks, and return what it found wrong."""
    host, key = newsroom.article.split("/")
    (folder / "schemathesis.toml").write_text(CONFIG.format(host=host, key=key), encoding="utf-8")
    address = f"http://127.0.0.1:{newsroom.site.port}/api/v1/openapi.json"
    program = [str(Path(sys.executable).with_name("schemathesis")), "run", address]
    always = ["--header", f"Authorization: {BEARER}", "--seed", "13", "--no-color"]
    environ = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    done = subprocess.run(
        [*program, *always, "--generation-database", "none", *options],
        cwd=folder,
        env=environ,
        check=False,
        capture_output=True,
        text=True,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_schemathesis_finds_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    """Calls that are made up from the description are answered as it says."""
    assert _attacked(newsroom, tmp_path, "--phases", "fuzzing", "-n", "3") == ""


@pytest.mark.slow
def test_schemathesis_finds_nothing_in_a_long_run(newsroom: Newsroom, tmp_path: Path) -> None:
    """Nor are any in all its phases: bounds, methods that are not there, chains of calls."""
    assert _attacked(newsroom, tmp_path, "-n", "50") == ""
