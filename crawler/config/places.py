"""Where the store and the index lie.

Relative paths start at the folder of the configuration file.
"""

import re
from pathlib import Path
from urllib.parse import parse_qsl

BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{1,253}[A-Za-z0-9]")
_SQLITE = re.compile(r"(?P<head>sqlite(?:\+\w+)?:///)(?P<path>[^?]*)(?P<tail>\?.*)?", re.DOTALL)
_POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+\w+)?://.+", re.DOTALL)
_PASSWORD = re.compile(r"^([^:/]+://)([^:/@]*):.*@", re.DOTALL)
_SECRET_PARAMETER = re.compile(r"password|passwd|secret|token", re.IGNORECASE)


def check_store_url(url: str) -> str:
    """Return ``url``, if it can name a store. Raises ``ValueError``."""
    if url.startswith("file:"):
        _check_path(
            url.removeprefix("file://" if url.startswith("file://") else "file:"),
            absolute=url.startswith("file://"),
        )
        return url
    if not url.startswith("s3://"):
        raise ValueError("a store is file:folder or s3://bucket/prefix")
    bucket, _, prefix = url.removeprefix("s3://").partition("/")
    if "@" in bucket:
        raise ValueError(
            "credentials do not belong into a URL; set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or use a profile or role"
        )
    if not BUCKET.fullmatch(bucket):
        raise ValueError(
            "a bucket's name is three or more letters, digits, dots and hyphens: s3://bucket/prefix"
        )
    if re.search(r"[^A-Za-z0-9._\-/=]|//|(?:^|/)\.|\.(?:/|$)", prefix):
        raise ValueError(
            "the prefix after the bucket must be plain: letters, digits, '-', '_', '.', "
            "'=' and single slashes"
        )
    return url


def is_postgresql(url: str) -> bool:
    """Return whether a URL names a PostgreSQL database."""
    return _POSTGRESQL.fullmatch(url) is not None


def check_index_url(url: str) -> str:
    """Return ``url``, if it names a SQLite file or a PostgreSQL database. Raises ``ValueError``."""
    match = _SQLITE.fullmatch(url)
    if match is not None:
        if ":memory:" in match["path"]:
            raise ValueError(
                "an index in memory would be lost to the other processes of a run; name a file"
            )
        _check_path(match["path"], absolute=False)
    elif not _POSTGRESQL.fullmatch(url):
        raise ValueError("an index is sqlite:///file or postgresql://user@host/database")
    return url


def _check_path(path: str, *, absolute: bool) -> None:
    if not path.strip() or "\0" in path:
        raise ValueError("this names no file")
    if absolute and not path.startswith("/"):
        raise ValueError(
            "after file:// an absolute path must follow; a relative one is written file:folder"
        )
    if path.startswith("~"):
        raise ValueError("~ is an abbreviation of the shell; write the path out")


def folder_of(store_url: str) -> Path | None:
    """Return the folder of a ``file:`` store, None for any other."""
    if not store_url.startswith("file:"):
        return None
    return Path(store_url.removeprefix("file:").removeprefix("//"))


def file_of(index_url: str) -> Path | None:
    """Return the file of a SQLite index, None for any other."""
    match = _SQLITE.fullmatch(index_url)
    return Path(match["path"]) if match else None


def store_below(url: str, base: Path) -> str:
    """Return the store's URL with an absolute path."""
    folder = folder_of(url)
    return url if folder is None else f"file:{base / folder}"


def index_below(url: str, base: Path) -> str:
    """Return the index's URL with an absolute path."""
    match = _SQLITE.fullmatch(url)
    return url if match is None else f"{match['head']}{base / match['path']}{match['tail'] or ''}"


def holds_password(url: str) -> bool:
    """Return whether a database URL carries a password, before its host or among its parameters."""
    return _PASSWORD.search(url) is not None or _has_secret_parameter(url)


def _has_secret_parameter(url: str) -> bool:
    return any(_SECRET_PARAMETER.search(name) for name, _ in parse_qsl(url.partition("?")[2]))


def without_password(url: str) -> str:
    """Return the URL for people.

    Any password shown as ``***``, all parameters left out when one is secret.
    """
    shown = url.partition("?")[0] if _has_secret_parameter(url) else url
    return _PASSWORD.sub(r"\1\2:***@", shown)
