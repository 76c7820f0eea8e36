"""Full text in PostgreSQL: the answers that FTS5 gives, and in its order.

The vectors under the GIN index say which texts hold all words of a query. Phrases are then looked
up in the folded texts of those, and words are counted there for the rank, which is FTS5's.
"""

from collections.abc import Mapping
from functools import partial
from math import log
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, TextClause, text

from crawler.index.queries.asked_texts import AskedTexts, found_of, placed, recent_of
from crawler.index.text_tables import TEXT_SUMS, TEXTS, WORDS
from crawler.index.texts_postgres import MAX_LEXEME, spaced

if TYPE_CHECKING:
    from crawler.search import Query
    from crawler.search.query import Term

COUNTED = 20_000
"""Texts with a term that are counted for its rank. Of more, the planner's guess is taken."""

_COLUMNS = (("title", "8.0"), ("byline", "4.0"), ("body", "1.0"))
_JOINED = "string_agg(CAST(version AS text), ',')"
_BEGINS = r"\:*"  # the colon begins no parameter
_RAREST = 1e-6
"""What FTS5 takes for the weight of a term that half of all texts have."""

_SUMS = text(f"SELECT texts, words FROM {TEXT_SUMS}")  # noqa: S608  # names of ours, as below


def asked_of_server(connection: Connection, query: "Query") -> AskedTexts:
    """Return the query in PostgreSQL's words.

    The newest texts are found as if all ``:most`` were looked at: asked for a few, PostgreSQL would
    read one text after the other until it has met these.
    """
    terms = query.terms
    values = _phrases(terms)
    where = " AND ".join([_matching(*terms), *_rechecks(terms)])
    source = f"FROM {TEXTS} AS texts {_words_of(terms)}"
    matching = f"{source} WHERE {where}"
    return AskedTexts(
        many=text(f"SELECT count(*) FROM (SELECT 1 {matching} LIMIT :most) AS found"),  # noqa: S608
        recent=recent_of(
            placed(
                f"WITH newest AS MATERIALIZED (SELECT id {matching} ORDER BY id DESC LIMIT :most) "  # noqa: S608
                "SELECT id, id AS place FROM newest ORDER BY id DESC LIMIT :looked"
            ),
            _JOINED,
            matching,
        ),
        ranked=partial(_ranked, connection, terms, where),
        values=values,
    )


def _matching(*terms: "Term") -> str:
    """Return the condition that a text's vector holds all words of the terms.

    The words stand in the statement, of letters and digits only: after a few calls, PostgreSQL
    plans a question with parameters for words that it does not know, and then reads all texts that
    have a common one.
    """
    words = " & ".join(
        f"''{word[:MAX_LEXEME]}''{_BEGINS if _goes_on(term, at) else ''}"
        for term in terms
        for at, word in enumerate(term.words)
    )
    return f"texts.words @@ CAST('{words}' AS tsquery)"


def _goes_on(term: "Term", at: int) -> bool:
    """Return whether longer words than this one of the term's answer, too."""
    return term.prefix and at == len(term.words) - 1


def _is_exact(term: "Term") -> bool:
    """Return whether the vector alone says that a text has the term."""
    return len(term.words) == 1 and len(term.words[0]) < MAX_LEXEME


def _phrase(term: "Term") -> str:
    """Return the term as it stands in a folded text."""
    phrase = spaced(term.words)
    return phrase.removesuffix(" ") if term.prefix else phrase


def _phrases(terms: tuple["Term", ...]) -> dict[str, str]:
    return {f"phrase{at}": _phrase(one) for at, one in enumerate(terms) if not _is_exact(one)}


def _rechecks(terms: tuple["Term", ...]) -> list[str]:
    return [
        "(" + " OR ".join(f"strpos(said.{name}, :phrase{at}) > 0" for name, _ in _COLUMNS) + ")"
        for at, term in enumerate(terms)
        if not _is_exact(term)
    ]


def _words_of(terms: tuple["Term", ...]) -> str:
    """Return the join to the folded texts, where phrases must be looked up in them."""
    return "" if all(map(_is_exact, terms)) else f"JOIN {WORDS} AS said USING (id)"


def _ranked(
    connection: Connection, terms: tuple["Term", ...], where: str, number: int
) -> tuple[TextClause, Mapping[str, Any]]:
    """Return how texts are ranked: BM25 as FTS5 adds it up, its ``k1`` 1.2 and ``b`` 0.75.

    How many there are is told as a limit. PostgreSQL takes a word that it does not know for one of
    each two hundredth text, and makes ready for all of those. OFFSET has it count a term's
    occurrences once for each text, not wherever the rank names them.
    """
    sums = connection.execute(_SUMS).one()
    values: dict[str, Any] = {"mean": sums.words / max(sums.texts, 1), "number": number}
    scores = []
    for at, term in enumerate(terms):
        having = number if len(terms) == 1 else _having(connection, term)
        values[f"weight{at}"] = _weight(sums.texts, having)
        values[f"counted{at}"] = _counted(term)
        scores.append(
            f"CAST(:weight{at} AS float8) * ((f{at} * 2.2) / (f{at} + 1.2 * (0.25 + 0.75 * size"
            " / CAST(:mean AS float8))))"
        )
    often = ", ".join(f"{_often(at, term)} AS f{at}" for at, term in enumerate(terms))
    hits = f"""
        SELECT article, version, -({" + ".join(scores)}) AS place FROM (
            SELECT article, version, CAST(size AS float8) AS size, {often} FROM (
                SELECT texts.id, texts.article, texts.version, texts.size
                FROM {TEXTS} AS texts {_words_of(terms)}
                WHERE {where} LIMIT :number
            ) AS texts JOIN {WORDS} AS said USING (id) OFFSET 0
        ) AS counts"""  # noqa: S608
    return found_of(hits, _JOINED), values


def _weight(texts: int, having: int) -> float:
    weight = log((texts - having + 0.5) / (having + 0.5)) if having <= texts else 0.0
    return weight if weight > 0 else _RAREST


def _having(connection: Connection, term: "Term") -> int:
    """Return how many texts have a term."""
    terms = (term,)
    where = " AND ".join([_matching(term), *_rechecks(terms)])
    which = f"SELECT 1 FROM {TEXTS} AS texts {_words_of(terms)} WHERE {where}"  # noqa: S608
    values: dict[str, Any] = _phrases(terms)
    some = text(f"SELECT count(*) FROM ({which} LIMIT :most) AS found")  # noqa: S608
    number: int = connection.execute(some, {**values, "most": COUNTED}).scalar_one()
    if number < COUNTED:
        return number
    plan = connection.execute(text(f"EXPLAIN (FORMAT JSON) {which}"), values).scalar_one()
    return max(number, int(plan[0]["Plan"]["Plan Rows"]))


def _counted(term: "Term") -> str:
    """Return what a term's occurrences are counted by."""
    if not _may_overlap(term):
        return _phrase(term)
    first, rest = spaced(term.words[:1]), _phrase(term)[len(spaced(term.words[:1])) :]
    return f"{first}(?={rest})"  # of letters and digits: no signs of patterns


def _may_overlap(term: "Term") -> bool:
    """Return whether one occurrence of a phrase may begin within another."""
    first, *rest = term.words
    return bool(rest) and (term.prefix or first in rest)


def _often(at: int, term: "Term") -> str:
    """Return how often a text has a term, by the weights of its columns."""
    counted = f"CAST(:counted{at} AS text)"

    def of(name: str) -> str:
        column = f"said.{name}"
        if _may_overlap(term):
            return f"(SELECT count(*) FROM regexp_matches({column}, {counted}, 'g'))"  # noqa: S608
        left = f"octet_length(replace({column}, {counted}, ''))"
        return f"(octet_length({column}) - {left}) / octet_length({counted})"

    return " + ".join(f"{weight} * {of(name)}" for name, weight in _COLUMNS)
