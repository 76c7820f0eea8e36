"""Multiply the rows of an index in PostgreSQL: an archive of a million articles in half an hour.

    python bench/growth_multiply.py --server URL --of DATABASE --times 100 NAME

DATABASE holds an index of what ``bench/archive.py`` wrote, filled by ``palimpsest reindex``. NAME,
which must be new, gets each of its rows so often, with indexes as they are there. A copy is an
archive of its own: it has other articles, other addresses, numbers, hashes and fingerprints of
passages, and times that are some minutes later. What else grows, grows by the square root: of 100
copies ten times as many hosts, sources, runs and check parts. Half of all names (those of A to K)
are in all copies, so that they stand in a hundred times as many texts; the others, and words that
hardly a text has, are other ones in each of the ten groups. Columns that nothing searches (records,
plans, shingles) are the same in all copies.

The server should be one of the bench's own, with ``fsync = off`` and ``wal_level = minimal``: each
table is emptied and filled in one transaction, so that nothing of it is logged.
"""
# all names are ours

import argparse
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from math import isqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from archive_words import NAMES

from crawler.index import schema  # noqa: F401  # registers its tables
from crawler.index.table_names import PREFIX, metadata
from crawler.index.text_tables import TEXT_SUMS, TEXTS, WORDS

AT_ONCE = 3
"""Statements that the server works on."""

PREPARED = f"""
CREATE SCHEMA base;
CREATE FUNCTION base.named(x text, k int, g int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN k = 0 THEN x ELSE replace(
        CASE WHEN g = 0 THEN x ELSE replace(x, '.example', '-' || g || '.example') END,
        '/story-', '/' || k || '-story-') END $$;
CREATE FUNCTION base.article_of(url text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT split_part(url, '/', 3) || '/' ||
        left(encode(sha256(convert_to(substr(url, 7), 'UTF8')), 'hex'), 32) $$;
CREATE FUNCTION base.number_of(name text) RETURNS bigint IMMUTABLE LANGUAGE sql AS $$
    SELECT ('x' || left(encode(sha256(convert_to(name, 'UTF8')), 'hex'), 16))::bit(64)::bigint $$;
CREATE FUNCTION base.hashed(x bytea, k int) RETURNS bytea IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN k = 0 THEN x ELSE sha256(x || int4send(k)) END $$;
CREATE FUNCTION base.hex_hashed(x text, k int) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN k = 0 OR x = '' THEN x
        ELSE encode(sha256(decode(x, 'hex') || int4send(k)), 'hex') END $$;
CREATE FUNCTION base.packed_hashed(x bytea, k int) RETURNS bytea IMMUTABLE LANGUAGE sql AS $$
    SELECT CASE WHEN k = 0 OR substr(x, 1, 1) <> '\\x01' THEN x ELSE
        '\\x01'::bytea || sha256(substr(x, 2, 32) || int4send(k)) || substr(x, 34) END $$;
CREATE TABLE base.copies AS SELECT k, floor(sqrt(k))::int AS g,
    CASE WHEN k = 0 THEN 0 ELSE base.number_of('copy ' || k) END AS mark,
    k * 7919 % 840 AS seconds FROM generate_series(0, {{times}} - 1) AS k;
CREATE TABLE base.articles AS TABLE {PREFIX}articles;
CREATE TABLE base.runs AS SELECT run, g, CASE WHEN g = 0 THEN run ELSE
    left(run, -8) || left(md5(run || g), 8) END AS named
    FROM (SELECT DISTINCT run FROM {PREFIX}parts) AS all_of_them
    CROSS JOIN (SELECT DISTINCT g FROM base.copies) AS groups;
CREATE TABLE base.ids AS SELECT article, k, named, base.number_of(named) AS number FROM (
    SELECT article, k, CASE WHEN k = 0 THEN article
        ELSE base.article_of(base.named(url, k, g)) END AS named
    FROM base.articles CROSS JOIN base.copies) AS all_of_them;
CREATE TABLE base.texts AS TABLE {TEXTS};
CREATE TABLE base.numbered AS
    SELECT id, article, k, g, minute * 256 + 99
        + row_number() OVER (PARTITION BY minute ORDER BY k, id) AS number
    FROM (SELECT id, article, k, g, id / 256 + seconds / 60 AS minute
        FROM base.texts CROSS JOIN base.copies WHERE k > 0) AS all_of_them
    UNION ALL SELECT id, article, 0, 0, id FROM base.texts ORDER BY number;
CREATE TABLE base.worded (id bigint, g int, title text COLLATE "C", byline text COLLATE "C",
    body text COLLATE "C", words tsvector);
"""
"""A copy is number ``k`` of group ``g``, the root of ``k``; number 0 is what is copied."""

VECTORS = """
UPDATE base.worded SET words = array_to_tsvector(array_remove(
    string_to_array(btrim(title || byline || body), '  '), ''));
CREATE UNIQUE INDEX ON base.worded (id, g);
"""
RARE = 12
"""Texts with a word that hardly one has, at most."""

ARTICLE = "coalesce(i.named, b.article)"
NAMED, RUN = "base.named({0}, c.k, c.g)", "r.named"
GROUP = "CASE WHEN c.g = 0 OR {0} = '' THEN {0} ELSE {0} || '-' || c.g END"
TIME = "{0} + c.seconds * 1000000::bigint"
HEX, PACKED = "base.hex_hashed({0}, c.k)", "base.packed_hashed({0}, c.k)"
KEY = "replace({0}, r.run, r.named)"
ALIAS = "'aliases/' || base.article_of(base.named(b.url, c.k, c.g)) || '.json'"
RULES = {
    **dict.fromkeys(("host", "url", "final_url", "site"), NAMED),
    **dict.fromkeys(
        ("captured_at", "confirmed_at", "fetched_at", "first_seen", "last_checked"), TIME
    ),
    **dict.fromkeys(("last_confirmed", "last_unconditional", "last_capture", "read_at"), TIME),
    **dict.fromkeys(("fingerprint", "body_sha256"), PACKED),
    "article": ARTICLE,
    "capture": f"replace(b.capture, b.article, {ARTICLE})",
    "url_id": "base.article_of(base.named(b.url, c.k, c.g))",
    "run": RUN,
    "source": GROUP,
    "line": "{0} + (c.k - c.g * c.g) * 1000",
}
OWN_RULES = {
    "parts": {"key": KEY},
    "seen": {"key": KEY, "names": "replace(b.names, o.run, o.named)"},
    "aliases": {"key": ALIAS},
    "alias_decisions": {"key": ALIAS},
    "versions": {"sha256": HEX},
    "attested": {"record_sha256": HEX},
    "checks": {"record_sha256": PACKED},
    "passages": {
        "number": "i.number",
        "fingerprints": """CASE WHEN c.k = 0 THEN b.fingerprints ELSE (
            SELECT string_agg(int8send(one), ''::bytea ORDER BY one) FROM (
                SELECT ('x' || encode(substr(b.fingerprints, at * 8 + 1, 8), 'hex'))::bit(64)
                    ::bigint # c.mark AS one
                FROM generate_series(0, octet_length(b.fingerprints) / 8 - 1) AS at
            ) AS all_of_them) END""",
    },
    "fingerprints": {"fingerprint": "{0} # c.mark", "number": "i.number"},
}
RUN_IN_KEY = "substr(b.{0}, 19, 25)"
JOINS = {
    "article": " LEFT JOIN base.ids AS i ON i.article = b.article AND i.k = c.k",
    "run": " JOIN base.runs AS r ON r.run = b.run AND r.g = c.g",
    "names": f" JOIN base.runs AS r ON r.run = {RUN_IN_KEY.format('key')} AND r.g = c.g"
    f" JOIN base.runs AS o ON o.run = {RUN_IN_KEY.format('names')} AND o.g = c.g",
    "number": " JOIN base.passages AS p ON p.number = b.number"
    " JOIN base.ids AS i ON i.article = p.article AND i.k = c.k",
}
"""What gives the values of a row that has such a column."""
FIRST_OF_GROUP = {
    "parts": "true",
    "seen": "true",
    "checks": "b.kind = 'source'",
    "cost_sums": "b.article = ''",
}
"""Rows that each group has once, and not each copy."""
ONCE = {"meta", "late_changes", "removals", "redacted", "removed", "shortened"}


_SUMS = ("texts", "words")


class Multiplied:
    """A database that gets each row of another one several times."""

    def __init__(self, server: str, of: str, name: str, times: int) -> None:
        root = server.replace("+psycopg", "").rpartition("/")[0]
        self._url, self._times, self._begun = f"{root}/{name}", times, time.monotonic()
        with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')

    def fill(self) -> None:
        """Fill all tables, and make their indexes anew."""
        tables = {
            one.name.removeprefix(PREFIX): [column.name for column in one.columns]
            for one in metadata.sorted_tables
        }
        self._run(PREPARED.replace("{times}", str(self._times)))
        self._word()
        self._run(
            *(f"CREATE TABLE IF NOT EXISTS base.{one} AS TABLE {PREFIX}{one}" for one in tables),
            "VACUUM ANALYZE",
        )
        self._tell("prepared")
        indexes = self._without_indexes()
        filling = [self._statements(*one) for one in tables.items() if one[0] not in ONCE]
        self._at_once([*self._texts(), *sorted(filling, key=lambda one: "checks" not in one[0])])
        self._run("DROP SCHEMA base CASCADE")
        self._at_once([one] for one in indexes)
        self._run("VACUUM ANALYZE")
        self._tell("vacuumed")

    def _word(self) -> None:
        """Write each text in the words of each group."""
        rare = f"SELECT word FROM ts_stat('SELECT words FROM {TEXTS}') WHERE ndoc <= {RARE}"
        with self._connected() as connection:
            own = {name.lower() for name in NAMES if name >= "L"}
            own |= {row[0] for row in connection.execute(rare)}
            texts = connection.execute(f"SELECT id, title, byline, body FROM {WORDS}").fetchall()
            with connection.cursor().copy(
                "COPY base.worded (id, g, title, byline, body) FROM STDIN"
            ) as out:
                for group in range(isqrt(self._times - 1) + 1):
                    ending = 2 * chr(ord("a") + group) if group else ""
                    other = {word: word + ending for word in own}
                    for number, *parts in texts:
                        said = (
                            " ".join(other.get(word, word) for word in part.split(" "))
                            for part in parts
                        )
                        out.write_row((number, group, *said))
            connection.execute(VECTORS)

    def _without_indexes(self) -> list[str]:
        """Drop all indexes, and return the statements that make them."""
        with self._connected() as connection:
            keys = connection.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM "
                "pg_constraint WHERE contype IN ('p', 'u') AND "
                "starts_with(conrelid::regclass::text, %s)",
                (PREFIX,),
            ).fetchall()
            self._run(*(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in keys))
            others = connection.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE starts_with(tablename, %s)",
                (PREFIX,),
            ).fetchall()
        self._run(*(f"DROP INDEX {name}" for name, _ in others))
        made = [what for _, what in others]
        made += [f"ALTER TABLE {table} ADD CONSTRAINT {name} {what}" for table, name, what in keys]
        return sorted(made, key=lambda one: "gin" not in one)

    @staticmethod
    def _statements(name: str, columns: list[str]) -> list[str]:
        """Return what empties a table and fills it."""
        rules = RULES | OWN_RULES.get(name, {})
        values = [rules.get(one, "{0}").format(f"b.{one}") for one in columns]
        joined = [
            what
            for one, what in JOINS.items()
            if one in columns and not (one == "number" and "article" in columns)
        ]
        once = FIRST_OF_GROUP.get(name, "false")
        return [
            f"TRUNCATE {PREFIX}{name}",
            (
                f"INSERT INTO {PREFIX}{name} ({', '.join(columns)}) SELECT {', '.join(values)} "
                f"FROM base.{name} AS b CROSS JOIN base.copies AS c{''.join(joined)} "
                f"WHERE c.k = c.g * c.g OR NOT ({once})"
            ),
        ]

    def _texts(self) -> list[list[str]]:
        """Return the same for the full texts. Copies have the numbers from 100 of a minute."""
        n = self._times
        said = "FROM base.numbered AS c JOIN base.worded AS w USING (id, g)"
        return [
            [
                f"TRUNCATE {TEXTS}",
                (
                    f"INSERT INTO {TEXTS} (id, article, version, size, words) "
                    f"SELECT c.number, i.named, b.version, b.size, w.words {said} "
                    "JOIN base.texts AS b USING (id) "
                    "JOIN base.ids AS i ON i.article = b.article AND i.k = c.k"
                ),
            ],
            [
                f"TRUNCATE {WORDS}",
                (
                    f"INSERT INTO {WORDS} (id, title, byline, body) "
                    f"SELECT c.number, w.title, w.byline, w.body {said}"
                ),
            ],
            [f"UPDATE {TEXT_SUMS} SET " + ", ".join(f"{one} = {one} * {n}" for one in _SUMS)],
        ]

    def _at_once(self, works: Iterable[list[str]]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._in_one, works))

    def _in_one(self, work: list[str]) -> None:
        with self._connected() as connection, connection.transaction():
            for statement in work:
                connection.execute(statement)
        self._tell(work[-1][:70])

    def _run(self, *statements: str) -> None:
        with self._connected() as connection:
            for statement in statements:
                connection.execute(statement)

    def _connected(self) -> psycopg.Connection:
        options = "-c work_mem=500MB -c max_parallel_maintenance_workers=0"
        return psycopg.connect(self._url, autocommit=True, options=options)

    def _tell(self, what: str) -> None:
        print(f"{time.monotonic() - self._begun:6.0f} s  {what}", flush=True)


def main() -> None:
    """Multiply."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--of", required=True)
    parser.add_argument("--times", type=int, required=True)
    parser.add_argument("name")
    asked = parser.parse_args()
    Multiplied(asked.server, asked.of, asked.name, asked.times).fill()


if __name__ == "__main__":
    main()
