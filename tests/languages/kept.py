"""Write what is kept of the data files. ``python -m tests.languages.kept``."""

import json
from pathlib import Path
from typing import Any

from crawler.languages import tables, wordings
from crawler.languages.kept import NAME

FILE = Path(tables.__file__).parent / "data" / NAME


def current() -> dict[str, Any]:
    """Return what should be kept, worked out anew."""
    read = {
        code: {kind.value: list(entries) for kind, entries in table.items()}
        for code, table in tables.worked_out().items()
    }
    return {
        "tables": {"made_of": tables.tables_made_of(), "value": read},
        "needles": {
            "made_of": wordings.needles_made_of(),
            "value": [*wordings.worked_out()],
        },
    }


if __name__ == "__main__":
    text = json.dumps(current(), ensure_ascii=False, separators=(",", ":"))
    FILE.write_text(text + "\n", encoding="utf-8")
