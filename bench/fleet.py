"""What several workers come to, and what the queue costs.

    python bench/fleet.py throughput [--sites N] [--pages N] [--workers 1,2,4,8] [--jobs N]
                                     [--seconds N]
    python bench/fleet.py embedded [--sites N] [--pages N] [--jobs N] [--pairs N] [--delay S]
    python bench/fleet.py sharing [--sites N] [--seconds N] [--workers 1,2,4,8]
    python bench/fleet.py queue [--waiting 100,10000,100000] [--done N]

``throughput``: sites on addresses of their own, whose answers take 200 ms, are crawled with a delay
of one second by so many workers; printed are the pages a second that the sites served in so many
seconds of full work, against one worker's, and the share of the processors that was busy.
``embedded``: the same sites are crawled without an engine by ``crawl --all``, one process, and by
the service, one crawl for each source, and with one worker; printed is the processor time a page of
all processes, the worker's, the call's and PostgreSQL's, and how the worker's compares with both.
``sharing``: the same with jobs that sleep, where the machine has too few
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
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Process, Queue, Value
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from processor_time import metered, spent, taken_by

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawler.config import EngineConfig
from crawler.index import open_index
from jobs.job_queue import AttemptResult, QueuedJob, TakenJob, open_queue
from jobs.job_queue.worker_queue import WorkerQueue
from tests.servers.postgres import PostgresServer, serving

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

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


def serve(sites: int, pages: int, hosts: "Queue[list[str]]", served: "Synchronized[int]") -> None:
    """Serve so many sites, each with a feed of its pages, until ended. Counts the pages."""

    async def answer(site: int, path: str) -> tuple[str, bytes]:
        await asyncio.sleep(LATENCY)
        if path.startswith("/p/"):
            with served.get_lock():
                served.value += 1
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

            # an address of its own: ports of one host are one site
            host = f"127.1.{site // 250}.{site % 250 + 1}"
            servers.append(await asyncio.start_server(one, host, 0))
        names = [server.sockets[0].getsockname() for server in servers]
        hosts.put([f"{host}:{port}" for host, port in names])
        await asyncio.gather(*(server.serve_forever() for server in servers))

    asyncio.run(start())


@contextmanager
def served_sites(sites: int, pages: int) -> Iterator[tuple[list[str], "Synchronized[int]"]]:
    """Serve so many sites; provides their hosts, and the number of pages that they served."""
    hosts: Queue[list[str]] = Queue()
    served = Value("q", 0)
    server = Process(target=serve, args=(sites, pages, hosts, served), daemon=True)
    server.start()
    try:
        yield hosts.get(timeout=30), served
    finally:
        server.terminate()


def configuration(
    folder: Path,
    hosts: list[str],
    engine: dict[str, Any] | None,
    delay: float = DELAY,
    service: dict[str, Any] | None = None,
) -> Path:
    """Write a configuration whose sources are the sites. Returns its file.

    With ``service`` they are crawled every day, and their pages not looked at again.
    """
    scheduled = {"schedule": {"every": "1d"}, "watch": False} if service is not None else {}
    document = {
        "store": {"url": f"file:{folder}/store"},
        "index": {"url": f"sqlite:///{folder}/index.db"},
        "crawl": {
            "allow_private_networks": True,
            "per_host_delay": delay,
            "obey_robots": False,
            "workers": 1,
        },
        "sources": [
            {"name": f"s{number}", "feeds": [f"http://{host}/feed"], **scheduled}
            for number, host in enumerate(hosts)
        ],
        **({"engine": engine} if engine is not None else {}),
        **({"service": service} if service is not None else {}),
    }
    path = folder / "config.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def command(name: str, config: Path, *arguments: str) -> list[str]:
    """Return the words of a call."""
    return [sys.executable, "-m", "jobs", name, "--config", str(config), *arguments]


@contextmanager
def working(config: Path, count: int, jobs: int) -> Iterator[None]:
    """Have so many workers."""
    call = command("worker", config, "--jobs", str(jobs))
    workers = [subprocess.Popen(call, stderr=subprocess.DEVNULL) for _ in range(count)]
    try:
        yield
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            worker.wait()


def engine_of(postgres: PostgresServer) -> dict[str, Any]:
    """Return the setting of an engine with a queue of its own."""
    return {"url": postgres.url, "namespace": f"bench_{secrets.token_hex(4)}"}


def throughput(
    postgres: PostgresServer,
    served: "Synchronized[int]",
    hosts: list[str],
    counts: list[int],
    call: argparse.Namespace,
) -> None:
    """Print pages a second with so many workers."""
    print(f"{len(hosts)} sites, {call.pages} pages each, {call.jobs} job(s) at a time")
    print("workers  seconds  pages  pages/s  of N x one  processors busy")
    first = 0.0
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            config = configuration(Path(folder), hosts, engine_of(postgres))
            with working(config, count, call.jobs):
                crawl = subprocess.Popen(
                    command("crawl", config, "--all", "--json"),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                before = served.value
                while served.value < before + count * call.jobs * call.pages:  # all are at work
                    time.sleep(0.2)
                begun, before = time.monotonic(), served.value
                psutil.cpu_percent()
                time.sleep(call.seconds)
                found, seconds = served.value - before, time.monotonic() - begun
                busy = psutil.cpu_percent()
                if crawl.poll() is not None:
                    raise SystemExit("the crawl ended meanwhile: take more sites or fewer seconds")
                crawl.send_signal(signal.SIGINT)
                crawl.wait()
        rate = found / seconds
        first = first or rate / count
        print(
            f"{count:7} {seconds:8.1f} {found:6} {rate:8.2f} {rate / first / count:10.0%} "
            f"{busy:15.0f} %",
            flush=True,
        )


def served_once(hosts: list[str], call: argparse.Namespace) -> float:
    """Return the processor seconds of a service that crawls each site once."""
    with tempfile.TemporaryDirectory() as folder:
        service = {"port": 0, "crawls": call.jobs}
        config = configuration(Path(folder), hosts, None, call.delay, service)
        with metered(command("run", config)) as taken:
            while not (Path(folder) / "index.db").exists():
                time.sleep(0.2)
            while ended_runs(Path(folder)) < len(hosts):
                time.sleep(0.5)
        return float(taken.seconds)


def ended_runs(folder: Path) -> int:
    """Return how many runs the index of a folder knows that have ended."""
    index = open_index(f"sqlite:///{folder}/index.db")
    try:
        return sum(run.finished is not None for run in index.runs(limit=1000))
    finally:
        index.close()


def embedded(postgres: PostgresServer, hosts: list[str], call: argparse.Namespace) -> None:
    """Print what a page costs without an engine, in both ways, and with one worker."""
    print(f"{len(hosts)} sites, {call.pages} pages each, {call.jobs} job(s) at a time")
    print("crawl --all ms  service ms  one worker ms  of crawl --all  of the service")
    pages = len(hosts) * call.pages
    for _ in range(call.pairs):
        with tempfile.TemporaryDirectory() as folder:
            config = configuration(Path(folder), hosts, None, call.delay)
            plain = spent(command("crawl", config, "--all", "--json"))
        service = served_once(hosts, call)
        with tempfile.TemporaryDirectory() as folder:
            config = configuration(Path(folder), hosts, engine_of(postgres), call.delay)
            before = backends(postgres)
            with metered(command("worker", config, "--jobs", str(call.jobs))) as worker:
                queued = spent(command("crawl", config, "--all", "--json"))
            queued += worker.seconds + backends(postgres) - before
        each = [seconds / pages * 1000 for seconds in (plain, service, queued)]
        print(
            f"{each[0]:14.1f} {each[1]:11.1f} {each[2]:14.1f} {queued / plain:15.2f} "
            f"{queued / service:15.2f}",
            flush=True,
        )


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
        engine = EngineConfig.model_validate(engine_of(postgres))
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
    engine = EngineConfig.model_validate(engine_of(postgres))
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
    """Run one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["throughput", "embedded", "sharing", "queue"])
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--pages", type=int, default=25)
    parser.add_argument("--workers", default="1,2,4,8")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=1)
    parser.add_argument("--delay", type=float, default=DELAY)
    parser.add_argument("--waiting", default="100,10000,100000")
    parser.add_argument("--done", type=int, default=300)
    call = parser.parse_args()
    counts = [int(one) for one in call.workers.split(",")]
    with serving() as postgres:
        if call.what == "sharing":
            asyncio.run(sharing(postgres, call.sites, call.seconds, counts))
        elif call.what == "queue":
            asyncio.run(queue(postgres, [int(one) for one in call.waiting.split(",")], call.done))
        else:
            with served_sites(call.sites, call.pages) as (hosts, served):
                if call.what == "throughput":
                    throughput(postgres, served, hosts, counts, call)
                else:
                    embedded(postgres, hosts, call)


if __name__ == "__main__":
    main()
