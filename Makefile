# The whole set-up lives here: a fresh machine needs Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# More than there are cores: tests of the service and of crawls wait for most of their time. On two
# cores three took 332 s where two took 415 (2026-11-27).
WORKERS ?= 3
# Tests start hundreds of processes: none should recompile what another has compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-slow check clean

# Without --no-compile, pip compiles tens of thousands of files of which few are ever imported.
# It says nothing but what goes wrong: each target says what it does, and for how long.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --constraint constraints.txt

$(VENV)/.runs: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Palimpsest needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up Palimpsest in $(VENV), once: about 90 packages, up to a minute."
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed: $(VENV)/.runs
	@echo "Adding what the tests need, once: about 120 packages, up to two minutes."
	@$(INSTALL) --editable '.[test,dev]'
	@touch $@

demo: $(VENV)/.runs  ## a developing story on a built-in newspaper: crawled, changed, compared, verified
	@$(BIN)/palimpsest demo

test: $(VENV)/.installed  ## all tests but the slow ones
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder -m 'not slow'

test-slow: $(VENV)/.installed  ## container builds, long races, thousands of pages, many examples
	MANY_EXAMPLES=1 $(BIN)/python -m pytest -m 'slow or hypothesis'

check: $(VENV)/.installed  ## the one command before a commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) --no-print-directory test

clean:  ## remove what the targets above made; archives stay
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find crawler jobs tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
