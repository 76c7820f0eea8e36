# The whole set-up lives here: a fresh machine needs Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
# Tests start hundreds of processes: none should recompile what another has compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-slow check clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Palimpsest needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,dev]'
	touch $@

demo: $(VENV)/.installed  ## a developing story on a built-in newspaper: crawled, changed, compared, verified
	$(BIN)/palimpsest demo

test: $(VENV)/.installed  ## all tests but the slow ones
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder -m 'not slow'

test-slow: $(VENV)/.installed  ## container builds, long races, thousands of pages
	$(BIN)/python -m pytest -m slow

check: $(VENV)/.installed  ## the one command before a commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) --no-print-directory test

clean:  ## remove what the targets above made; archives stay
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find crawler jobs tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
