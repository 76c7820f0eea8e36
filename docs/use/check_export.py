"""Check a WACZ export from nothing: python3 check_export.py FILE.wacz [AUTHORITY.pem]."""

import base64
import json
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile, is_zipfile


def hold(true: object, what: str, status: int = 1) -> None:  # go on if true; else say why not
    _ = true or (print("WRONG: " * (status == 1) + what, file=sys.stderr), sys.exit(status))


def openssl(what: str, command: str, used: dict[str, bytes]) -> None:  # do these files fit?
    with tempfile.TemporaryDirectory() as folder:
        _ = [Path(folder, name).write_bytes(data) for name, data in used.items()]
        call = subprocess.run(["openssl", *command.split()], cwd=folder, capture_output=True)
    hold(call.returncode == 0, f"{what}: {call.stderr.decode().strip()}")


sys.excepthook = lambda kind, error, _: print(f"WRONG: {kind.__name__}: {error}", file=sys.stderr)
export, *roots = map(Path, sys.argv[1:] or ["FILE.wacz"])
hold(is_zipfile(export) and all(map(Path.is_file, roots)), f"not there, or no ZIP. {__doc__}", 2)
with ZipFile(export) as package:
    files = {name: package.read(name) for name in package.namelist()}
hashes = {name: sha256(data).hexdigest() for name, data in files.items()}
stated = {one["path"]: one["hash"] for one in json.loads(files["datapackage.json"])["resources"]}
for name in {*files, *stated} - {"datapackage.json", "datapackage-digest.json"}:
    hold(stated.get(name) == f"sha256:{hashes.get(name)}", f"{name} is not as it is listed")
hold("evidence/DAMAGED.txt" not in files, "the archive is damaged: see evidence/DAMAGED.txt")
removals = [json.loads(files[name]) for name in files if "redactions/" in name]
held, known, taken = set(), {}, {one["sha256"] for each in removals for one in each["objects"]}
gone = [(one["record"], one["sha256"]) for each in removals for one in each["versions"]]
cut = {x["remainder"][-69:-5]: x["sha256"] for r in removals for x in r.get("shortened", ())}
kept = [(json.loads(files[x]), hashes[x]) for x in files if "versions/" in x or "remainders/" in x]
for own, start, size, name in map(str.split, files["evidence/captures.txt"].decode().splitlines()):
    held.add(sha256(files["archive/data.warc.gz"][int(start) : int(start) + int(size)]).hexdigest())
    hold(own in held, f"the capture {name} is altered")
for one, own in sorted(gone + kept, key=lambda row: (row[0]["article"], row[0]["version"])):
    a, n = one["article"], one["version"]
    hold(known.get((a, n - 1), n > 1 or None) == one["previous"], f"record {n}: out of chain")
    hold(known.setdefault((a, n), cut.get(own, own)) == cut.get(own, own), f"two records {n}")
    hold(one["capture"]["sha256"] in held | taken, f"the capture of {n} is not there")
for name, record in [(one, json.loads(files[one])) for one in files if "checkpoints/" in one]:
    hold({x["sha256"] for x in record["new_heads"]} & {*known.values()}, f"{name} is about others")
    hold(record["archive"] == hashes["evidence/palimpsest.json"], f"{name} is of another archive")
    _, stamp, signature = map(record.pop, ("sha256", "timestamp", "signature"))
    record |= {"signature": "", "timestamp": None}
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    key = bytes.fromhex("302a300506032b6570032100" + record["public_key"])
    used = {"key": key, "d": f"{text}\n".encode(), "sig": bytes.fromhex(signature)}
    openssl(name, "pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in d -sigfile sig", used)
    if stamp and roots:
        used |= {"stamp": base64.b64decode(stamp), "roots": roots[0].read_bytes()}
        openssl(f"{name}, time-stamp", "ts -verify -in stamp -data sig -CAfile roots", used)
    print(f"{name}: signed with {record['public_key']}, time-stamp: {bool(stamp)}")
print(f"{len(kept)} versions and {len(held)} captures are as they were stored; {len(gone)} removed")
