#!/usr/bin/env bash
# dateparser 1.5.0: the usual Thai abbreviation of March is read as January; the eleven others are
# right. A date that is two months off looks like any other.
# Guess from memory: an abbreviation is either known or the text is no date.
# Seen on 2026-11-28 with Python 3.11.7:
#   14 ม.ค. 2026 -> 2026-01-14
#   14 มี.ค. 2026 -> 2026-01-14
#   14 เม.ย. 2026 -> 2026-04-14
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
seen=$("$folder/venv/bin/python" - <<'PY'
import dateparser

for month in ("ม.ค.", "มี.ค.", "เม.ย."):
    found = dateparser.parse(f"14 {month} 2026", settings={"STRICT_PARSING": True})
    print(f"14 {month} 2026 -> {found:%Y-%m-%d}")
PY
)
printf '%s\n' "$seen"
expected='14 ม.ค. 2026 -> 2026-01-14
14 มี.ค. 2026 -> 2026-01-14
14 เม.ย. 2026 -> 2026-04-14'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
