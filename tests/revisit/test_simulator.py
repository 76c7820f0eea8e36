"""The simulator of edits that the bench of policies stands on."""

import re
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "revisit_edits.py"


def test_the_draw_matches_what_was_published() -> None:
    """Of 30,000 drawn articles every published rate is met to within a tenth, and two draws with
    one seed are equal.
    """
    call = [sys.executable, str(BENCH), "--articles", "30000"]
    first, second = (
        subprocess.run(call, capture_output=True, text=True, check=True).stdout for _ in range(2)
    )
    assert first == second
    rows = re.findall(r"(\S.*?) +([\d.]+) +([\d.]+)$", first, flags=re.MULTILINE)
    published = {
        name: (float(told), float(drawn)) for name, told, drawn in rows if not name[-1].isdigit()
    }
    assert len(published) == 8
    for name, (told, drawn) in published.items():
        assert abs(drawn - told) <= 0.1 * told, name
