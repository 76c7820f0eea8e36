"""What is wrong, as sentences: where it stands, which key, what is the matter, how to mend it.

No value is ever repeated.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from crawler.config.document import Path
from crawler.config.model import Config

_CREDENTIAL = re.compile(
    r"access_?key|secret|passw|passphrase|token|api_?key|credential|private_?key|^auth",
    re.IGNORECASE,
)
_NO_CREDENTIALS = (
    "credentials have no place in the configuration; for the store, set "
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or use a profile "
    "or role; for the index, set PALIMPSEST_INDEX__URL; for a source, name the "
    "variables in headers_env and cookies_env; for the pages, in web.token_env or web.password_env"
)
# a sentence


def no_password(section: str) -> str:
    """Return why a database's address in the file holds no password, and where that belongs."""
    return (
        f"a password must not stand in the file; set PALIMPSEST_{section.upper()}__URL or "
        "PGPASSWORD in the environment instead"
    )


def key_path(path: Path) -> str:
    """Return the path as people write it: ``sources[2].schedule``."""
    return "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
    ).removeprefix(".")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a closing question that names the most alike of the known words, or nothing."""
    match = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean {match[0]}?" if match else ""


def unknown_variable(name: str, known: Iterable[str]) -> str:
    """Return the sentence for a variable that sets nothing."""
    if _CREDENTIAL.search(name):
        return f"{name}: {_NO_CREDENTIALS}"
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"{name}: this variable sets nothing" + (f"; did you mean {near[0]}?" if near else "")


def explained(errors: Iterable[ErrorDetails]) -> Iterator[tuple[Path, str]]:
    """Yield (path, sentence) for each of pydantic's errors."""
    for error in errors:
        path = tuple(step for step in error["loc"] if step != "[key]")
        yield path, _sentence(path, error)


_SENTENCES = {
    "missing": "this key is required",
    "string_pattern_mismatch": (
        "a name is letters, digits, '-' and '_', 64 at most, as it stands in addresses and logs"
    ),
    "model_type": "this must be a mapping of keys to values",
    "dict_type": "this must be a mapping of keys to values",
    "tuple_type": 'this must be a list, such as ["..."]',
    "string_type": "this must be text; put it in quotes",
    "int_parsing": "this must be a whole number",
    "int_type": "this must be a whole number",
    "int_from_float": "this must be a whole number",
    "float_parsing": "this must be a number",
    "float_type": "this must be a number",
    "bool_parsing": "this must be true or false",
    "bool_type": "this must be true or false",
    "greater_than_equal": "this must be at least {ge}",
    "less_than_equal": "this must be at most {le}",
    "greater_than": "this must be more than {gt}",
    "less_than": "this must be less than {lt}",
}


def _sentence(path: Path, error: ErrorDetails) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        word = str(path[-1])
        return (
            _NO_CREDENTIALS
            if _CREDENTIAL.search(word)
            else "unknown key" + nearest(word, _known_keys(path[:-1]))
        )
    if kind == "value_error":
        return str(error["ctx"]["error"])
    return value_problem(error)


def given_problem(error: BaseException | None) -> str | None:
    """Return what is wrong with a value and what it is, where pydantic says so; else None."""
    if not isinstance(error, ValidationError):
        return None
    found = error.errors()[0]
    return f"{value_problem(found)}, not {found['input']}"


def value_problem(error: ErrorDetails) -> str:
    """Return what is wrong with a value, in words that are not pydantic's where we have some."""
    known = _SENTENCES.get(error["type"])
    if known is None:
        return error["msg"].replace("Input should be", "this must be")
    return known.format(**error.get("ctx", {}))


def _known_keys(path: Path) -> list[str]:
    """Return the keys of the section at ``path``."""
    found: Any = Config
    for step in path:
        kinds = (
            list(_models(found.model_fields[step].annotation))
            if isinstance(step, str) and step in found.model_fields
            else [found]
        )
        found = kinds[0] if kinds else found
    return list(found.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  # any annotation
    """Yield the sections within an annotation such as ``tuple[SourceConfig, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
