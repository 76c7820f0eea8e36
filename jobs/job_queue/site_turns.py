"""Turns at other sites than a crawl's own, by the same lock that crawls of those sites have."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from crawler.config import EngineConfig
from jobs.job_queue.engine_address import connection_text

if TYPE_CHECKING:
    import psycopg

PATIENCE = 120.0
"""Seconds for which a turn is waited for: as long as a host is, at its own word."""

BRIEFLY = 2.0
"""The same, where one was waited for in vain: each page of a site may lead to the other one, whose
own crawl may last for hours, or lead back here and wait as well.
"""

AGAIN_AFTER = 0.5

TURN = "turn"
"""Name of the task of a row that only holds a site's lock while another crawl sends a request."""

_ENTER = """
INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id)
SELECT 'turns', %(turn)s, %(site)s, '{"version": 1, "kind": "turn"}', 'doing', %(worker)s
WHERE NOT EXISTS (SELECT FROM palimpsest_sites s WHERE s.site = %(site)s AND s.free_at > now())
ON CONFLICT DO NOTHING RETURNING id
"""
_LEAVE = """
WITH gone AS (DELETE FROM procrastinate_jobs WHERE id = %(job)s AND task_name = %(turn)s)
INSERT INTO palimpsest_sites (site, free_at)
VALUES (%(site)s, now() + %(delay)s * interval '1 second')
ON CONFLICT (site) DO UPDATE SET free_at = greatest(palimpsest_sites.free_at, excluded.free_at)
"""


class DatabaseTurns:
    """Turns for one crawl. Its connection is made when the first one is wanted."""

    def __init__(self, config: EngineConfig, worker: int, *, delay: float) -> None:
        self._config, self._worker, self._delay = config, worker, delay
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._using = asyncio.Lock()
        self._held: dict[str, list[int]] = {}
        self._inside: dict[str, asyncio.Lock] = {}
        self._late: set[str] = set()

    def patience(self, site: str) -> float:
        """Return for how many seconds the turn at a site is waited for."""
        return BRIEFLY if site in self._late else PATIENCE

    async def enter(self, site: str) -> None:
        """Wait for the turn at a site. Raises ``TimeoutError`` where it does not come."""
        turn = self._inside.setdefault(site, asyncio.Lock())
        try:
            async with asyncio.timeout(self.patience(site)):
                await turn.acquire()
                try:
                    while not await self._entered(site):  # noqa: ASYNC110  # another one leaves
                        await asyncio.sleep(AGAIN_AFTER)
                except BaseException:
                    turn.release()
                    raise
        except TimeoutError:
            self._late.add(site)
            raise
        self._late.discard(site)

    async def leave(self, site: str) -> None:
        """Give the turn back. The site then rests for the delay between two requests."""
        with suppress(OSError, TimeoutError):
            for job in self._held.pop(site, []):
                await self._execute(
                    _LEAVE, {"job": job, "site": site, "turn": TURN, "delay": self._delay}
                )
        self._inside[site].release()

    async def _entered(self, site: str) -> bool:
        rows = await self._execute(_ENTER, {"site": site, "turn": TURN, "worker": self._worker})
        if rows:
            self._held.setdefault(site, []).append(rows[0][0])
        return bool(rows)

    async def _execute(self, query: str, values: dict[str, Any]) -> list[Any]:
        """Return the rows of a query. Raises ``TimeoutError`` where the database cannot be asked.

        A turn that is not given back is given back when its worker has ended.
        """
        import psycopg  # only configurations with an engine need it

        try:
            async with self._using:
                if self._connection is None or self._connection.closed:
                    self._connection = await psycopg.AsyncConnection.connect(
                        connection_text(self._config), autocommit=True
                    )
                cursor = await self._connection.execute(query.encode(), values)
                return await cursor.fetchall() if cursor.description is not None else []
        except psycopg.Error as error:
            raise TimeoutError("the engine's database does not answer") from error
