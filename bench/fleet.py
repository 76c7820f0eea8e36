"""What several workers come to, and what the queue costs.

    python bench/fleet.py throughput [--sites N] [--pages N] [--workers 1,2,4,8] [--jobs N]
    python bench/fleet.py sharing [--sites N] [--seconds N] [--workers 1,2,4,8]
    python bench/fleet.py queue [--waiting 100,10000,100000] [--done N]

``throughput``: sites on ports of their own, whose answers take 200 ms, are crawled with a delay of
one second by so many workers; printed are pages a second, against one worker's, the share of the
processors that was busy. ``sharing``: the same with jobs that sleep, where the machine has too few
processors for so many crawls at once. ``queue``: jobs without work are done while so many wait,
over 400 sites; printed are milliseconds of processor time a job, of the worker and of PostgreSQL. A
PostgreSQL server of its own is started for each.
"""

import argparse
import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

import psutil
from processor_time import taken_by

from crawler.config import EngineConfig
from jobs.job_queue import AttemptResult, QueuedJob, TakenJob, open_queue
from jobs.job_queue.worker_queue import WorkerQueue
from tests.servers.postgres import PostgresServer, serving

LATENCY = 0.2
DELAY = 1.0
SITES = 400
"""Sites over which waiting jobs are spread."""

_WORDS = "The harbour of {0} was closed on day {1} after the {2} ferry lost its way in the fog. "


def page(site: int, number: int) -> bytes:
    """Return a short article."""
    text = "".join(
        f"<p>{_WORDS.format(site, number, word) * 3}</p>" for word in ("early", "late", "last")
    )
    title = f"Ferry {number} of port {site} lost in the fog"
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}"
        "</article></body></html>"
    ).encode()


def serve(sites: int, pages: int, ports: "Queue[list[int]]") -> None:
    """Serve so many sites, each with a feed of its pages, until ended."""

    async def answer(site: int, path: str) -> tuple[str, bytes]:
        await asyncio.sleep(LATENCY)
        if path.startswith("/p/"):
            return "text/html", page(site, int(path[3:]))
        items = "".join(f"<item><link>/p/{number}</link></item>" for number in range(pages))
        return "application/rss+xml", f"<rss><channel>{items}</channel></rss>".encode()

    async def start() -> None:
        servers = []
        for site in range(sites):

            async def one(
                reader: asyncio.StreamReader, writer: asyncio.StreamWriter, site: int = site
            ) -> None:
                while line := await reader.readline():
                    while (await reader.readline()).strip():
                        pass
                    kind, body = await answer(site, line.split(b" ")[1].decode())
                    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
                    writer.write(f"{head}\r\n\r\n".encode() + body)
                    await writer.drain()
                writer.close()

            servers.append(await asyncio.start_server(one, "127.0.0.1", 0))
        ports.put([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.gather(*(server.serve_forever() for server in servers))

    asyncio.run(start())


def configuration(folder: Path, ports: list[int], engine: dict[str, Any] | None) -> Path:
    """Write a configuration whose sources are the sites. Returns its file."""
    document = {
        "store": {"url": f"file:{folder}/store"},
        "index": {"url": f"sqlite:///{folder}/index.db"},
        "crawl": {
            "allow_private_networks": True,
            "per_host_delay": DELAY,
            "obey_robots": False,
            "workers": 1,
        },
        "sources": [
            {"name": f"s{port}", "feeds": [f"http://127.0.0.1:{port}/feed"]} for port in ports
        ],
        **({"engine": engine} if engine is not None else {}),
    }
    path = folder / "config.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def crawl(config: Path) -> tuple[float, int]:
    """Crawl all sources. Returns the seconds that took, and the pages."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "jobs", "crawl", "--all", "--json", "--config", str(config)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    report = json.loads(done.stdout)
    return time.monotonic() - begun, report["counts"].get("new", 0)


def throughput(
    postgres: PostgresServer, sites: int, pages: int, counts: list[int], jobs: int
) -> None:
    """Print pages a second with so many workers."""
    ports: Queue[list[int]] = Queue()
    server = Process(target=serve, args=(sites, pages, ports), daemon=True)
    server.start()
    taken = ports.get(timeout=30)
    print(
        f"{sites} sites, {pages} pages each, {jobs} job(s) at a time; load {os.getloadavg()[0]:.1f}"
    )
    print("workers  seconds  pages  pages/s  of N x one  processors busy")
    first = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            namespace = f"bench_{secrets.token_hex(4)}"
            config = configuration(
                Path(folder), taken, {"url": postgres.url, "namespace": namespace}
            )
            command = [sys.executable, "-m", "jobs", "worker", "--jobs", str(jobs)]
            workers = [
                subprocess.Popen([*command, "--config", str(config)], stderr=subprocess.DEVNULL)
                for _ in range(count)
            ]
            psutil.cpu_percent()
            seconds, found = crawl(config)
            busy = psutil.cpu_percent()
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            for worker in workers:
                worker.wait()
        rate = found / seconds
        first = first or rate
        share = rate / first / count * counts[0]
        print(
            f"{count:7} {seconds:8.1f} {found:6} {rate:8.2f} {share:10.0%} {busy:15.0f} %",
            flush=True,
        )
    server.terminate()


def asleep(engine: EngineConfig, seconds: float) -> None:
    """Work as a worker whose jobs take so long, and no processor, until ended."""

    async def work() -> None:
        stopping = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
        jobs = WorkerQueue(
            engine,
            host="bench",
            pid=os.getpid(),
            places=1,
            doing=lambda _: asyncio.sleep(seconds),
        )
        await jobs.open()
        await jobs.serve(stopping)
        await jobs.close()

    asyncio.run(work())


async def sharing(postgres: PostgresServer, sites: int, seconds: float, counts: list[int]) -> None:
    """Print how the work of sleeping jobs, two for each site, is shared by so many workers."""
    print(f"{sites} sites, 2 jobs each of {seconds:g} s; load {os.getloadavg()[0]:.1f}")
    print("workers  seconds  of N x one")
    first = 0.0
    for count in counts:
        engine = EngineConfig.model_validate(
            {"url": postgres.url, "namespace": f"bench_{secrets.token_hex(4)}"}
        )
        async with open_queue(engine) as queue:
            workers = [Process(target=asleep, args=(engine, seconds)) for _ in range(count)]
            for worker in workers:
                worker.start()
            while len((await queue.overview()).workers) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
            begun = time.monotonic()
            jobs = [
                QueuedJob(kind="crawl", entry="bench", site=f"s{number % sites}.example")
                for number in range(2 * sites)
            ]
            await queue.wait([one.id for one in await queue.enqueue(jobs)], lambda _: None)
            took = time.monotonic() - begun
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join()
        first = first or took * counts[0]
        print(f"{count:7} {took:8.1f} {first / took / count:11.0%}", flush=True)


def backends(postgres: PostgresServer) -> float:
    """Return the processor time that a server's processes took, in seconds."""
    for process in psutil.process_iter():
        try:
            if str(postgres.folder) in " ".join(process.cmdline()):
                root = process
                break
        except psutil.Error:
            continue
    else:
        raise RuntimeError("the server is not to be found")
    return taken_by((root, *root.children()))


async def measured(postgres: PostgresServer, number: int, done: int) -> tuple[float, float, float]:
    """Return seconds of the worker's and of PostgreSQL's processors, and of the clock."""
    engine = EngineConfig.model_validate(
        {"url": postgres.url, "namespace": f"bench_{secrets.token_hex(4)}"}
    )
    finished, stopping = 0, asyncio.Event()

    async def doing(taken: TakenJob) -> None:
        nonlocal finished
        number, site = len(await jobs.attempts(taken.id)) + 1, taken.job.site or ""
        await jobs.begin_attempt(taken.id, number, "run", "worker")
        await jobs.rest_of(site)
        await jobs.end_attempt(taken.id, number, AttemptResult.OK, None, {}, site=site)
        finished += 1
        if finished >= done:
            stopping.set()

    jobs = WorkerQueue(engine, host="bench", pid=os.getpid(), places=8, doing=doing)
    await jobs.open()
    await jobs.tell(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args) "
        "SELECT 'palimpsest-1', 'palimpsest', 'site' || n %% %(sites)s, "
        """'{"version": 1, "kind": "crawl", "body": {}}' """
        "FROM generate_series(1, %(number)s) AS n",
        sites=SITES,
        number=number + done,
    )
    await jobs.tell("ANALYZE procrastinate_jobs")
    own, theirs, begun = time.process_time(), backends(postgres), time.monotonic()
    await jobs.serve(stopping)
    seconds = time.monotonic() - begun
    own, theirs = time.process_time() - own, backends(postgres) - theirs
    await jobs.close()
    return own, theirs, seconds


async def queue(postgres: PostgresServer, waiting: list[int], done: int) -> None:
    """Print what a job costs with so many waiting."""
    print("waiting  worker ms  PostgreSQL ms  together  jobs/s")
    for number in waiting:
        own, theirs, seconds = await measured(postgres, number, done)
        print(
            f"{number:7} {own / done * 1000:10.2f} {theirs / done * 1000:14.2f} "
            f"{(own + theirs) / done * 1000:9.2f} {done / seconds:7.0f}",
            flush=True,
        )


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["throughput", "sharing", "queue"])
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--workers", default="1,2,4,8")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--waiting", default="100,10000,100000")
    parser.add_argument("--done", type=int, default=300)
    call = parser.parse_args()
    with serving() as postgres:
        counts = [int(one) for one in call.workers.split(",")]
        if call.what == "sharing":
            asyncio.run(sharing(postgres, call.sites, call.seconds, counts))
        elif call.what == "queue":
            asyncio.run(queue(postgres, [int(one) for one in call.waiting.split(",")], call.done))
        else:
            throughput(postgres, call.sites, call.pages, counts, call.jobs)


if __name__ == "__main__":
    main()
