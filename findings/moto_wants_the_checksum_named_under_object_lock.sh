#!/usr/bin/env bash
# moto 5.2.5 refuses an object with a retention, although it comes with its SHA-256, unless
# x-amz-sdk-checksum-algorithm says that it does. boto3 sends that header for `ChecksumAlgorithm`
# only, not for `ChecksumSHA256`.
# Guess from memory: the checksum's own header is enough, as S3's message has it ("Content-MD5 OR
# x-amz-checksum-").
# Seen on 2026-11-28 with boto3 1.44.5:
#   unnamed: MissingUploadObjectWithObjectLockHeaders
#   named: stored
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    moto==5.2.5 flask==3.1.3 flask-cors==6.0.5 boto3==1.44.5
seen=$("$folder/venv/bin/python" - 2>/dev/null <<'PY'
import base64
import hashlib
from datetime import UTC, datetime, timedelta

import boto3
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
client = boto3.client(
    "s3",
    endpoint_url=f"http://{host}:{port}",
    aws_access_key_id="key",
    aws_secret_access_key="secret",
    region_name="us-east-1",
)
client.create_bucket(Bucket="news", ObjectLockEnabledForBucket=True)
for name, more in (("unnamed", {}), ("named", {"ChecksumAlgorithm": "SHA256"})):
    try:
        client.put_object(
            Bucket="news",
            Key=name,
            Body=b"x",
            ChecksumSHA256=base64.b64encode(hashlib.sha256(b"x").digest()).decode(),
            ObjectLockMode="GOVERNANCE",
            ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(days=1),
            **more,
        )
        print(f"{name}: stored")
    except ClientError as error:
        print(f"{name}: {error.response['Error']['Code']}")
server.stop()
PY
)
echo "$seen"
[ "$seen" = $'unnamed: MissingUploadObjectWithObjectLockHeaders\nnamed: stored' ]
