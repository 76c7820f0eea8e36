"""Compile patterns as this Python does, to be kept. Needs nothing but Python: several releases do
it, one after the other.

    python tests/languages/compiled.py FOLDER < SOURCES
"""

import _sre  # type: ignore[import-not-found]
import json
import re._compiler as compiler  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]  # noqa: PLR0402
import sys
import zlib
from array import array
from pathlib import Path
from unicodedata import unidata_version


def compiled(sources: "dict[str, tuple[str, int]]") -> bytes:
    """Return what is kept of patterns, each by its digest with its source and flags."""
    kept, numbers = {}, b""
    for key, (source, flags) in sorted(sources.items()):
        parsed = parser.parse(source, flags)
        state = parsed.state
        if state.flags | flags != flags:
            raise ValueError(f"the pattern has flags of its own: {source[:60]}")
        code = compiler._code(parsed, flags)
        own = zlib.compress(array("I", code).tobytes(), 9)
        kept[key] = [state.groups - 1, state.groupdict, len(numbers), len(numbers) + len(own)]
        numbers += own
    return json.dumps(kept, separators=(",", ":")).encode() + b"\n" + numbers


if __name__ == "__main__":
    made = compiled(json.load(sys.stdin))
    Path(sys.argv[1], f"patterns-{_sre.MAGIC}-{unidata_version}.bin").write_bytes(made)
