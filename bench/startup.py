"""Measure what commands cost before they do anything: processor time, beside that of Python itself.

    python bench/startup.py [--articles 1000] [--repeat 9]

Makes an archive in a folder of its own, and its index, and then calls every reading command in
turn, over and over. Processor time grows on a busy machine, so look at the ratios: to an
interpreter that does nothing, and to one that imports SQLAlchemy and Pydantic alone, which no
reading command can do without. Modules are compiled first, as an installer does it; where Python
may not write compiled modules (``PYTHONDONTWRITEBYTECODE``) and nobody else did, add a third.
"""

import argparse
import compileall
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawler.store.files import FileStore
from tests.archives import build_archive

ROOT = Path(__file__).resolve().parents[1]
URL = "https://news.example/2026/bridge-7"
PLAIN = {
    "(an interpreter)": ["-c", "pass"],
    "(SQLAlchemy, Pydantic)": ["-c", "import sqlalchemy, pydantic"],
}
COMMANDS = (
    *(["--help"], ["history", URL], ["show", URL], ["diff", URL], ["blame", URL], ["articles"]),
    *(["changes"], ["report"], ["why", URL], ["search", "bridge"], ["story", URL]),
)


def cost(call: list[str], folder: str) -> float:
    """Return the processor time that a call took, in milliseconds."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *call], cwd=folder, capture_output=True, check=True)
    after = getrusage(RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=9)
    asked = parser.parse_args()
    for package in ("crawler", "jobs"):
        compileall.compile_dir(ROOT / package, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        config = 'store: {url: "file:store"}\nindex: {url: "sqlite:///index.db"}\n'
        Path(folder, "config.yaml").write_text(config)
        build_archive(FileStore(Path(folder, "store")), articles=asked.articles)
        cost(["-m", "jobs.cli", "reindex"], folder)
        calls = PLAIN | {f"`{one[0]}`": ["-m", "jobs.cli", *one] for one in COMMANDS}
        times: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(asked.repeat):
            for name, call in calls.items():
                times[name].append(cost(call, folder))
    nothing, libraries = (statistics.median(times[name]) for name in PLAIN)
    print("| call | least, ms | median, ms | of an interpreter | of the two libraries |")
    print("| --- | --- | --- | --- | --- |")
    for name, taken in times.items():
        middle = statistics.median(taken)
        ratios = f"{middle / nothing:.1f} | {middle / libraries:.2f}"
        print(f"| {name} | {min(taken):.0f} | {middle:.0f} | {ratios} |")


if __name__ == "__main__":
    main()
