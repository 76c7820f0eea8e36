"""Long texts in pieces, so that no single call into C works on all of it.

One that holds the interpreter holds up every other thread.
"""

from collections.abc import Iterator

PIECE = 50_000
"""Characters of a piece, as far as white space allows."""


def pieces(text: str) -> Iterator[str]:
    """Yield the text in order, cut before a space or a line feed that stands behind something else.

    There no word, and no sign, goes on.

    Joined they are the text. A word that is longer than a piece stays whole.
    """
    start = 0
    while len(text) - start > PIECE:
        found = [
            at for at in (text.find(" ", start + PIECE), text.find("\n", start + PIECE)) if at >= 0
        ]
        end = min(found, default=len(text))
        while end < len(text) and text[end - 1].isspace():  # white space stays together
            end += 1
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]
