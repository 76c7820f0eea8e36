"""Only ``http`` and ``https``.

Links and redirects to anything else are refused before a request is made of them.
"""

SCHEMES = frozenset({"http", "https"})


def scheme_refusal(url: str) -> str | None:
    """Return why a URL of this scheme is not fetched, fit for a check line.

    None for ``http``, ``https`` and what has no scheme at all.
    """
    scheme, colon, _ = url.strip().partition(":")
    name = scheme.lower()
    if not colon or name in SCHEMES or not name.isascii() or "/" in name:
        return None
    return f"scheme: {name[:40]} is not fetched, only http and https"
