"""What these tests need: a browser."""

import os

import pytest

from crawler.rendering.availability import missing_browser


@pytest.fixture(autouse=True, scope="session")
def _browser() -> None:
    """Skip where no page can be rendered; in CI that is a failure."""
    error = missing_browser(os.environ)
    if error is not None:
        pytest.skip(f"{error.message}. {error.hint}")
