"""What these tests need: a browser."""

import os

import pytest

from crawler.rendering.finding import lacking


@pytest.fixture(autouse=True, scope="session")
def _browser() -> None:
    """Skip where no page can be rendered; in CI that is a failure."""
    error = lacking(os.environ)
    if error is not None:
        pytest.skip(f"{error.message}. {error.hint}")
