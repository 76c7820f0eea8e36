"""What the pages of one article are going to ask, for servers: asked of them as one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.index.database import STATE_OF_INDEX, Database
from crawler.index.queries.alias_keys import ALIASES_OF_ONE, JOINED
from crawler.index.queries.article_looks import LOOKS, MARKS
from crawler.index.queries.articles import MEMBERSHIPS, SUMMARY_OF_ONE
from crawler.index.queries.attested import SAID_OF
from crawler.index.queries.check_lines import UNSETTLED_OF
from crawler.index.queries.revisits import CHANGES_OF, HISTORIES_OF, SPANS_OF
from crawler.index.queries.shared_passages import OWN_PASSAGES
from crawler.index.queries.standing_versions import FED_OF

if TYPE_CHECKING:
    from crawler.index.asking_connection import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAhead:
    """What is going to be asked of an article besides what finds it."""

    looks: int | None = None
    """Of ``article_looks``, for its course; None where that is not asked for."""
    aliases: int | None = None
    """Of ``alias_keys``; None where they are not asked for."""
    unsettled: bool = False
    copies: bool = False
    """What the search for copies begins with."""
    history: bool = False
    """``check_history``."""


NO_MORE = AskedAhead()


class AheadQueries(Database):
    """The method that asks ahead. It raises ``IndexUnusable``."""

    def ask_of_article(self, article: str, also: AskedAhead = NO_MORE) -> None:
        """Ask for ``state``, what finds an article, and what ``also`` says, within ``one_state``.

        They are answered of one moment. What else is asked then is a message of its own, as ever.
        """
        one, names, until = {"article": article}, {"names": [article]}, self.believed_until()
        questions: list[Question] = [
            (STATE_OF_INDEX, {}),
            (SAID_OF, names),
            (FED_OF, names),
            (SUMMARY_OF_ONE, one),
            (MEMBERSHIPS, names),
            (JOINED, names),
        ]
        if also.looks is not None:
            questions += [(LOOKS, {**one, "until": until, "limit": also.looks}), (MARKS, one)]
        if also.aliases is not None:
            questions.append((ALIASES_OF_ONE, {**one, "limit": also.aliases}))
        if also.unsettled:
            questions.append((UNSETTLED_OF, {**names, "limit": until}))
        if also.copies:
            questions.append((OWN_PASSAGES, one))
        if also.history:
            questions += [
                (statement, {**names, "limit": until})
                for statement in (HISTORIES_OF, SPANS_OF, CHANGES_OF)
            ]
        self.ask_ahead(questions)
