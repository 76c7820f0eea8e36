#!/usr/bin/env bash
# lxml 6.1.3 (libxml2 2.14.6): where memory ends in the midst of an HTML page, the parser says that
# the page has a syntax error.
#
# Guess from memory: MemoryError, as everywhere in Python. Seen on 2026-11-27, with 60 MB more than
# the process had before and a sound page of 21.6 MB: XMLSyntaxError, "unknown error (<string>,
# line 0)"; only the parser's error log says ERR_NO_MEMORY. So a worker process with a memory limit
# calls sound pages broken. Whoever limits memory has to read the log after each page.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'lxml==6.1.3'
"$folder/venv/bin/python" - <<'PYTHON'
import resource

from lxml import etree

page = b"<p>One sentence of an ordinary story stands here.</p>\n" * 400_000
page = b"<html><body>" + page + b"</body></html>"
with open("/proc/self/status", encoding="ascii") as lines:
    data = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (data + 60_000_000, data + 60_000_000))
parser = etree.HTMLParser()
try:
    etree.fromstring(page, parser)
except etree.XMLSyntaxError as error:
    seen = f"XMLSyntaxError: {error}"
except MemoryError:
    seen = "MemoryError"
else:
    seen = "no error"
log = {entry.type_name for entry in parser.error_log}
libxml2 = ".".join(map(str, etree.LIBXML_VERSION))
print(f"lxml {etree.__version__}, libxml2 {libxml2}: {seen}; log: {sorted(log)}")
if not seen.startswith("XMLSyntaxError") or log != {"ERR_NO_MEMORY"}:
    raise SystemExit("changed: this is no longer what was found")
PYTHON
