"""A connection that asks ready statements of the driver, several at once where that pays."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from crawler.index.asked_together import asked_together
from crawler.index.ready_statements import Rows, Statement, asked_of_driver, asked_rows

Question = tuple[Statement, Mapping[str, Any]]
"""A ready statement, and its values."""


class AskingConnection(Connection):
    """A connection whose ready statements are asked of the driver."""

    _ahead: dict[object, Rows[Any]] | None = None
    """Answers that came before their questions."""

    def execute(self, statement: Any, parameters: Any = None, **options: Any) -> Any:  # noqa: ANN401  # SQLAlchemy's own
        """Return the rows of a statement. Where somebody listens to what is asked, he hears it."""
        if not isinstance(parameters, Mapping | None):
            return super().execute(statement, parameters, **options)
        values = parameters or {}
        if self._ahead is not None:
            told = self._ahead.get(_named(statement, values))
            if told is not None:
                return told
        asked = asked_of_driver(statement, self.dialect, values)
        if asked is None or self.engine.dispatch.before_cursor_execute:
            return super().execute(statement, parameters, **options)
        if not self.in_transaction():
            self.begin()
        return asked.answer(self, values)

    def ask_ahead(self, questions: Sequence[Question]) -> None:
        """Ask all these as one; ``execute`` then has the answers, as long as it is connected.

        Where no server is asked, nothing is done: each question is answered sooner by itself.
        """
        if self.dialect.name == "sqlite":
            return
        known = [
            (one, asked)
            for one in questions
            if (asked := asked_of_driver(one[0], self.dialect, one[1])) is not None
        ]
        together = asked_together(tuple(asked for _, asked in known))
        given = together.given([values for (_, values), _ in known])
        if self.engine.dispatch.before_cursor_execute:
            rows: Sequence[Any] = self.exec_driver_sql(together.text, given).all()
        else:
            if not self.in_transaction():
                self.begin()
            rows, _ = asked_rows(self, together.text, given)
        answers = zip(known, together.read(rows), strict=True)
        self._ahead = {_named(*one): told for (one, _), told in answers}


def _named(statement: object, values: Mapping[str, Any]) -> object:
    """Return what a question and its values are known by."""
    return statement, tuple(
        [
            (name, tuple(value) if isinstance(value, list) else value)
            for name, value in values.items()
        ]
    )
