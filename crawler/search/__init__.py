"""Full-text search, apart from any database.

What counts as a word, what a query asks, where a text answers it.
"""

from crawler.search.query import Query, Term, parse
from crawler.search.snippet import Excerpt, excerpt
from crawler.search.words import Word, indexed, read

__all__ = ["Excerpt", "Query", "Term", "Word", "excerpt", "indexed", "parse", "read"]
