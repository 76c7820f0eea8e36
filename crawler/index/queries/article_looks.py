"""When an article was looked at and when it changed: as little of it as a drawing needs."""

from sqlalchemy import BindParameter, bindparam, func, select

from crawler.index.course_values import ArticleLook, AttestingLine, AttestingLines, VersionMark
from crawler.index.database import Database
from crawler.index.ready_statements import ready
from crawler.index.schema import checks, parts, versions
from crawler.model import Outcome, Silence, State


class ArticleLookQueries(Database):
    """The methods that give an article's course. All raise ``IndexUnusable``."""

    def article_looks(self, article: str, *, limit: int) -> list[ArticleLook]:
        """Return the newest ``limit`` looks at an article, oldest first. Skipped ones are none."""
        values = {"article": article, "until": self.believed_until(), "limit": limit}
        with self.reading() as connection:
            rows = connection.execute(LOOKS, values).all()
        return [ArticleLook(at=row[0], outcome=Outcome(row[1])) for row in reversed(rows)]

    def version_marks(self, article: str) -> list[VersionMark]:
        """Return what the index knows of when an article's versions came, in order."""
        with self.reading() as connection:
            rows = connection.execute(MARKS, {"article": article}).all()
        return [
            VersionMark(
                number=row[0],
                at=row[1],
                state=State(row[2]),
                silence=Silence(row[3]) if row[3] else None,
            )
            for row in rows
        ]

    def attestations(self, article: str, number: int, *, most: int) -> AttestingLines:
        """Return how many check lines name a version with a hash, and ``most`` of the first."""
        values = {"article": article, "number": number, "most": most}
        with self.reading() as connection:
            total, first, last = connection.execute(_VOUCHED, values).one()
            rows = connection.execute(_VOUCHING, values).all()
        lines = tuple(
            AttestingLine(
                at=row.fetched_at,
                outcome=Outcome(row.outcome),
                record_sha256=row.record_sha256,
                run=row.run,
                part=row.key,
                part_sha256=row.sha256,
            )
            for row in rows
        )
        return AttestingLines(total=total, first=first, last=last, lines=lines)


_ARTICLE: BindParameter[str] = bindparam("article")
_NUMBER: BindParameter[int] = bindparam("number")

LOOKS = ready(
    select(checks.c.fetched_at, checks.c.outcome)
    .where(
        checks.c.article == _ARTICLE,
        checks.c.outcome != Outcome.SKIPPED.value,
        checks.c.fetched_at <= bindparam("until"),
    )
    .order_by(checks.c.fetched_at.desc(), checks.c.outcome.desc())
    .limit(bindparam("limit"))
)
"""In the order of the index that holds both, so that no line itself is read."""

MARKS = ready(
    select(versions.c.version, versions.c.captured_at, versions.c.state, versions.c.silence)
    .where(versions.c.article == _ARTICLE)
    .order_by(versions.c.version)
)

_NAMING = (
    checks.c.article == _ARTICLE,
    checks.c.version == _NUMBER,
    checks.c.record_sha256.is_not(None),
)

_VOUCHED = ready(
    select(func.count(), func.min(checks.c.fetched_at), func.max(checks.c.fetched_at)).where(
        *_NAMING
    )
)

_VOUCHING = ready(
    select(
        checks.c.fetched_at,
        checks.c.outcome,
        checks.c.record_sha256,
        checks.c.run,
        parts.c.key,
        parts.c.sha256,
    )
    .join(parts, (parts.c.run == checks.c.run) & (parts.c.part == checks.c.part))
    .where(*_NAMING)
    .order_by(checks.c.fetched_at, checks.c.run, checks.c.line)
    .limit(bindparam("most"))
)
