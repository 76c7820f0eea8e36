"""What is asked of the queue's database beside what procrastinate asks."""

ADD = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
VALUES (%(queue)s, %(task)s, %(priority)s, %(lock)s, %(once)s, %(args)s::jsonb)
ON CONFLICT DO NOTHING RETURNING id, true AS fresh
"""

WAITING = """
SELECT id, false AS fresh FROM procrastinate_jobs
WHERE queueing_lock = %(once)s AND status = 'todo'
"""

LOCK_ENTRY = "SELECT pg_advisory_xact_lock(hashtextextended('palimpsest ' || %(entry)s, 0))"

FIRED = """
SELECT now() AS now, (SELECT fired FROM palimpsest_entries WHERE entry = %(entry)s) AS fired
"""

FIRE = """
INSERT INTO palimpsest_entries (entry, fired) VALUES (%(entry)s, %(moment)s)
ON CONFLICT (entry) DO UPDATE SET fired = excluded.fired
"""

LOCK_CALL = "SELECT pg_advisory_xact_lock(hashtextextended('palimpsest call ' || %(call)s, 0))"

CALLED = """
SELECT c.jobs, array(
    SELECT j.id FROM procrastinate_jobs j
    WHERE j.id = ANY(c.jobs) AND j.status = ANY (
        ARRAY['todo'::procrastinate_job_status, 'doing', 'succeeded'])) AS good
FROM palimpsest_calls c WHERE c.call = %(call)s
"""
"""``good``: those of its jobs that were neither given up, withdrawn nor forgotten."""

CALL = """
INSERT INTO palimpsest_calls (call, jobs) VALUES (%(call)s, %(jobs)s)
ON CONFLICT (call) DO UPDATE SET jobs = excluded.jobs
"""

END_CALL = "DELETE FROM palimpsest_calls WHERE call = %(call)s AND jobs = %(jobs)s::bigint[]"

TRIM = """
WITH trimmed AS (
    UPDATE palimpsest_attempts SET answer = '{}' WHERE job_id = ANY(%(jobs)s::bigint[])
)
UPDATE procrastinate_jobs SET args = args - 'body'
WHERE id = ANY(%(jobs)s::bigint[]) AND status = 'succeeded'
"""

FORGET_CALLS = """
DELETE FROM palimpsest_calls c
WHERE NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.id = ANY(c.jobs))
"""

_STATE = """
SELECT j.id, j.status, j.lock, coalesce(j.args->>'entry', j.task_name) AS entry,
    a.number, a.run, a.worker, a.started, a.ended, a.result, a.reason, a.answer
FROM procrastinate_jobs j LEFT JOIN palimpsest_attempts a ON a.job_id = j.id
"""

STATES = _STATE + "WHERE j.id = ANY(%(jobs)s) ORDER BY j.id, a.number"

RETRIED = f"""{_STATE}WHERE j.id IN (
    SELECT job_id FROM palimpsest_attempts
    WHERE number > 1 AND started > now() - interval '1 day'
    GROUP BY job_id ORDER BY max(started) DESC LIMIT 50)
ORDER BY j.id DESC, a.number
"""  # noqa: S608  # constants

FAILED = f"""{_STATE}WHERE j.id IN (
    SELECT id FROM procrastinate_jobs WHERE status = 'failed' ORDER BY id DESC LIMIT 50)
ORDER BY j.id DESC, a.number
"""  # noqa: S608  # constants

WITHDRAW = """
UPDATE procrastinate_jobs SET status = 'cancelled'
WHERE id = ANY(%(jobs)s) AND status = 'todo' RETURNING id
"""

BUSY = """
SELECT DISTINCT lock FROM procrastinate_jobs
WHERE status = ANY (ARRAY['todo'::procrastinate_job_status, 'doing']) AND lock IS NOT NULL
"""

ATTEMPTS = """
SELECT job_id AS id, number, run, worker, started, ended, result, reason, answer
FROM palimpsest_attempts WHERE job_id = %(job)s ORDER BY number
"""

BEGIN_ATTEMPT = """
INSERT INTO palimpsest_attempts (job_id, number, run, worker)
VALUES (%(job)s, %(number)s, %(run)s, %(worker)s)
"""

LOCK_ATTEMPT = """
SELECT number FROM palimpsest_attempts
WHERE job_id = %(job)s AND number = %(number)s AND ended IS NULL FOR UPDATE
"""

END_ATTEMPT = """
WITH left_site AS (
    INSERT INTO palimpsest_sites (site, free_at, delay)
    SELECT %(site)s::text, now() + %(delay)s * interval '1 second', %(delay)s::float8
    WHERE %(site)s::text IS NOT NULL
    ON CONFLICT (site) DO UPDATE SET free_at = excluded.free_at, delay = excluded.delay
)
UPDATE palimpsest_attempts SET ended = now(), result = %(result)s, reason = %(reason)s,
    answer = %(answer)s::jsonb
WHERE job_id = %(job)s AND number = %(number)s
"""

REST = """
SELECT least(extract(epoch FROM free_at - now()), delay) AS seconds
FROM palimpsest_sites WHERE site = %(site)s
"""
"""No longer than the delay, though the database's clock was set back meanwhile."""

COUNTS = """
SELECT status::text AS status, count(*) AS number FROM procrastinate_jobs
WHERE task_name <> 'turn' GROUP BY status
"""

OLDEST = """
SELECT now() - greatest(e.at, coalesce(j.scheduled_at, e.at)) AS age
FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
WHERE j.id = (
    SELECT id FROM procrastinate_jobs
    WHERE status = 'todo' AND coalesce(scheduled_at, '-infinity') <= now()
    ORDER BY id LIMIT 1)
ORDER BY e.id LIMIT 1
"""

REGISTER = """
INSERT INTO palimpsest_workers (worker_id, host, pid, release, places)
VALUES (%(worker)s, %(host)s, %(pid)s, %(release)s, %(places)s)
"""

WORKERS = """
SELECT w.id, p.host, p.pid, p.release, p.places, p.since, now() - w.last_heartbeat AS silent_for,
    j.args->>'entry' AS entry, j.lock
FROM procrastinate_workers w JOIN palimpsest_workers p ON p.worker_id = w.id
LEFT JOIN procrastinate_jobs j
    ON j.worker_id = w.id AND j.status = 'doing' AND j.task_name <> 'turn'
ORDER BY w.id, j.id
"""

BEATS = "SELECT id, last_heartbeat AS beat FROM procrastinate_workers"

BURY = """
DELETE FROM procrastinate_workers
WHERE id = %(worker)s AND last_heartbeat = %(beat)s RETURNING id
"""

ORPHANS = """
SELECT id, task_name, lock, args, scheduled_at FROM procrastinate_jobs
WHERE status = 'doing' AND worker_id IS NULL ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED
"""

DROP_TURN = "DELETE FROM procrastinate_jobs WHERE id = %(job)s"

LOSE_ATTEMPT = """
UPDATE palimpsest_attempts SET ended = now(), result = 'lost', reason = %(reason)s
WHERE job_id = %(job)s AND ended IS NULL
"""

COUNTED = """
SELECT count(*) AS number FROM palimpsest_attempts
WHERE job_id = %(job)s AND result = ANY (ARRAY['failed', 'lost'])
"""

GIVE_UP = "SELECT procrastinate_finish_job_v1(%(job)s, 'failed', false)"

SUPERSEDE = "SELECT procrastinate_finish_job_v1(%(job)s, 'aborted', false)"

IS_SUPERSEDED = """
SELECT EXISTS (
    SELECT FROM procrastinate_jobs w JOIN procrastinate_jobs j ON j.queueing_lock = w.queueing_lock
    WHERE j.id = %(job)s AND w.status = 'todo') AS yes
"""

AGAIN = """
SELECT procrastinate_retry_job_v2(
    %(job)s, now() + %(seconds)s * interval '1 second', NULL, NULL, NULL)
"""

REST_AFTER_LOSS = """
INSERT INTO palimpsest_sites (site, free_at) VALUES (%(site)s, now() + %(delay)s * interval '1 s')
ON CONFLICT (site) DO UPDATE
SET free_at = now() + greatest(%(delay)s, palimpsest_sites.delay) * interval '1 second'
"""
