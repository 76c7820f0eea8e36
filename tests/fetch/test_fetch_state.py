"""The one object of ours in Scrapy's ``meta``."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request

from crawler.middlewares.fetch_state import KEY, FetchState, state_of
from crawler.middlewares.requests import page_request
from crawler.plan import PageTarget

CRAWLER = Path(__file__).resolve().parents[2] / "crawler"
SCRAPYS = ("download_maxsize", "proxy", "playwright")
"""Keys, or beginnings of keys, that are Scrapy's or scrapy-playwright's own."""


def _keys(path: Path) -> Iterator[str]:
    """Yield the string keys that a module reads from, or writes to, something called meta."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for key in (*_looked_up(node), *_given(node)):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value


def _looked_up(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Subscript) and _is_meta(node.value):
        return [node.slice]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.args[:1] if _is_meta(node.func.value) else []
    return []


def _given(node: ast.AST) -> list[ast.expr | None]:
    """Return the keys of a dictionary that is called meta."""
    if isinstance(node, ast.keyword) and node.arg == "meta":
        return node.value.keys if isinstance(node.value, ast.Dict) else []
    if isinstance(node, ast.Assign) and any(map(_is_meta, node.targets)):
        return node.value.keys if isinstance(node.value, ast.Dict) else []
    return []


def _is_meta(node: ast.expr) -> bool:
    return getattr(node, "attr", getattr(node, "id", None)) == "meta"


def test_meta_holds_no_other_key_of_ours() -> None:
    """Scrapy's own keys aside, nothing is read from or written to ``meta`` by a name."""
    parts = ("middlewares", "rendering", "spiders", "pipelines.py")
    files = [file for part in parts for file in (CRAWLER / part).rglob("*.py")]
    keys = {key for path in (*files, CRAWLER / "pipelines.py") for key in _keys(path)}
    assert keys
    assert not {key for key in keys if not key.startswith(SCRAPYS)}


def test_hops_and_attempts_share_the_state() -> None:
    """A request that Scrapy makes of another has the very same state."""
    request = page_request(PageTarget(url="https://news.example/a"))
    following = request.replace(url="https://news.example/b").copy()
    assert state_of(following) is state_of(request)


def test_a_request_of_somebody_else() -> None:
    """A request without a state is a bug, and named."""
    with pytest.raises(TypeError, match=r"news\.example"):
        state_of(Request("https://news.example/"))


def test_secrets_are_not_shown() -> None:
    """What Scrapy may log of a request shows no header that a source sends."""
    state = FetchState(displaced={"cookie": [b"subscriber-1234"]})
    assert "1234" not in repr(Request("https://news.example/", meta={KEY: state}).meta)
