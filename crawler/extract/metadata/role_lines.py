"""Lines that say who wrote an article by a name and a role alone: "Ana Moe, Staff Writer"."""

import re

from crawler.extract.metadata.names import person_names
from crawler.languages import Kind, alternatives

_BEFORE_ROLE = re.compile(r"\s*[,|\u00b7(]\s*|\s+[\u2013\u2014-]\s+")
_FIRST = re.compile(rf"(?:{alternatives(Kind.ROLES)})(?!\S)", re.IGNORECASE)
_LAST = re.compile(rf"(?<!\S)(?:{alternatives(Kind.ROLES)})$", re.IGNORECASE)
_MAX_ROLE_WORDS = 4
_MAX_LENGTH = 80


def has_role(text: str) -> bool:
    """Return whether a line is somebody's name and a role, and nothing else."""
    found = _BEFORE_ROLE.search(text)
    if found is None or len(text) > _MAX_LENGTH:
        return False
    role = text[found.end() :].strip(" )")
    return (
        0 < len(role.split()) <= _MAX_ROLE_WORDS
        and not role.endswith((".", "!", "?"))
        and (_FIRST.match(role) or _LAST.search(role)) is not None
        and len(person_names([text[: found.start()]], ())) == 1
    )
