"""The words of others in a message: they can neither add a line to it nor fill it."""


def one_line(text: str, longest: int) -> str:
    """Return text of others as one line without control characters, and not longer than this."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else f"{line[: max(longest - 1, 0)]}…"
