#!/usr/bin/env bash
# s3rver 3.7.1: a listing with a delimiter leaves out every folder that holds folders alone, while
# the flat listing has its objects. Whoever lists level by level takes a full bucket for an empty one.
# Guess from memory: CommonPrefixes holds every prefix up to the next delimiter, as S3 says.
# Seen on 2026-11-28 with node 20.20.2 and boto3 1.44.5:
#   flat: a/b/c d/e
#   by level: d/
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" s3rver@3.7.1 >/dev/null
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check boto3==1.44.5
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir "$folder/data"
"$folder/node_modules/.bin/s3rver" -d "$folder/data" -a 127.0.0.1 -p "$port" --silent >/dev/null &
server=$!
seen=$("$folder/venv/bin/python" - "$port" <<'PY'
import sys

import boto3
from botocore.config import Config

client = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{sys.argv[1]}",
    aws_access_key_id="S3RVER",
    aws_secret_access_key="S3RVER",
    region_name="us-east-1",
    config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 10}),
)
client.create_bucket(Bucket="news")
for key in ("a/b/c", "d/e"):
    client.put_object(Bucket="news", Key=key, Body=b"x")
print("flat:", *(one["Key"] for one in client.list_objects_v2(Bucket="news")["Contents"]))
levels = client.list_objects_v2(Bucket="news", Delimiter="/")["CommonPrefixes"]
print("by level:", *(one["Prefix"] for one in levels))
PY
)
echo "$seen"
[ "$seen" = $'flat: a/b/c d/e\nby level: d/' ]
