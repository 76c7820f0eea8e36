#!/usr/bin/env bash
# wabac.js 2.27.3 (ReplayWeb.page 2.5.3): a WACZ whose local ZIP headers have the ZIP64 field, and
# whose directory does not repeat it, cannot be opened.
#
# Guess from memory: a ZIP reader takes the place of a file's content from the file's own header, as
# the format demands. Seen on 2026-11-28: where the directory's entry has no extra field, the reader
# takes for granted that the header has none either, and hands out the field's 20 bytes as the
# beginning of the content ("Unexpected token ... is not valid JSON" in ReplayWeb.page). Python's
# zipfile writes such headers with `force_zip64=True`, and so does every writer that streams files
# whose size it does not know. unzip, zipfile and py-wacz read them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm pack --silent '@webrecorder/wabac@2.27.3' >/dev/null
tar xzf webrecorder-wabac-2.27.3.tgz
python3 - <<'PYTHON'
import zipfile

for name, forced in (("plain.zip", False), ("forced.zip", True)):
    with zipfile.ZipFile(name, "w") as package:
        with package.open("datapackage.json", "w", force_zip64=forced) as out:
            out.write(b'{"profile": "data-package"}')
PYTHON
python3 -m zipfile --test forced.zip
cat >look.mjs <<'NODE'
import { readFileSync } from "node:fs";
import { ZipRangeReader } from "./package/dist/index.js";

for (const name of ["plain.zip", "forced.zip"]) {
  const data = new Uint8Array(readFileSync(name));
  const loader = {
    getLength: async () => data.length,
    getRangeFromEnd: async (length) => data.slice(-length),
    getRange: async (offset, length, streaming) => {
      const part = data.slice(offset, offset + length);
      return streaming ? new Blob([part]).stream() : part;
    },
  };
  const { reader } = await new ZipRangeReader(loader).loadFile("datapackage.json");
  console.log(name, JSON.stringify(new TextDecoder().decode(await reader.readFully())));
}
NODE
node look.mjs
