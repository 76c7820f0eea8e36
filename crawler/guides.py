"""Where the documentation is on this machine: beside the code, or where a wheel has put it."""

import sysconfig
from functools import cache
from pathlib import Path

FOLDER = Path("share/doc/palimpsest-archive")
"""Where a wheel puts the pages, below each place that it may be installed to."""

_CHECKOUT = Path(__file__).resolve().parents[1] / "docs"


def guide(page: str) -> str:
    """Return the path of a page of the documentation, such as ``run/configuration.md``.

    Where the pages were not installed, its name in the project's repository.
    """
    found = next((folder / page for folder in _folders() if (folder / page).is_file()), None)
    return str(found or f"docs/{page}")


@cache
def _folders() -> tuple[Path, ...]:
    data = {sysconfig.get_path("data", scheme) for scheme in sysconfig.get_scheme_names()}
    return (_CHECKOUT, *(Path(place) / FOLDER for place in sorted(data)))
