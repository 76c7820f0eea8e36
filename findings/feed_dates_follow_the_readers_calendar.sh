#!/usr/bin/env bash
# feedparser 6.0.14: of a date that it half knows, it fills the rest in from the day of reading. The
# same item of the same feed is then dated anew every month.
# Guess from memory: a date in no known form gives None.
# Seen on 2026-11-28 with Python 3.11.7 (the machine's clock is set for the program alone):
#   read in November: 2026/03/14 -> 2026-11-01, 1773478800 -> 1773-11-01
#   read in July: 2026/03/14 -> 2026-07-01, 1773478800 -> 1773-07-01
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14
seen=$("$folder/venv/bin/python" - <<'PY'
import io
import time

import feedparser

FEED = "<rss version='2.0'><channel><item><pubDate>{}</pubDate></item></channel></rss>"
now = time.gmtime


def read(text):
    feed = feedparser.parse(io.BytesIO(FEED.format(text).encode()))
    found = feed.entries[0].published_parsed
    return f"{text} -> {found.tm_year}-{found.tm_mon:02}-{found.tm_mday:02}"


for month, name in ((11, "November"), (7, "July")):
    moment = time.strptime(f"2026-{month:02}-28", "%Y-%m-%d")
    time.gmtime = lambda *given, moment=moment: now(*given) if given else moment
    print(f"read in {name}: " + ", ".join(map(read, ("2026/03/14", "1773478800"))))
PY
)
printf '%s\n' "$seen"
expected='read in November: 2026/03/14 -> 2026-11-01, 1773478800 -> 1773-11-01
read in July: 2026/03/14 -> 2026-07-01, 1773478800 -> 1773-07-01'
[ "$seen" = "$expected" ] || { echo "this has changed" >&2; exit 1; }
