"""What the tests of the configuration share."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from crawler.config import Config, load
from crawler.errors import ConfigError

SECRET = "hunter2"  # a made-up password that no message may repeat

Problems = Callable[..., tuple[str, ...]]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Config]:
    """Load this YAML text as config.yaml with these variables."""

    def read(text: str, environ: Mapping[str, str] | None = None) -> Config:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path, environ or {})

    return read


@pytest.fixture
def problems(read: Callable[..., Config], tmp_path: Path) -> Problems:
    """Provide the problems of this YAML text with these variables, without the file's folder."""

    def problems(text: str, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
        with pytest.raises(ConfigError) as caught:
            read(text, environ)
        assert (
            SECRET
            not in f"{caught.value} {caught.value.hint} {caught.value!r} {caught.value.__cause__!r}"
        )
        return tuple(problem.replace(f"{tmp_path}/", "") for problem in caught.value.problems)

    return problems
