# Every command of the project. CI and people call these; nothing repeats what they do.

# Byte code is compiled once, when the environment is made: without it every start of Prefect takes twice as long.
unexport PYTHONDONTWRITEBYTECODE
export DO_NOT_TRACK := 1
export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1

PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv || echo .uv/bin/uv)

# Before uv is asked: of a Python that is not there it would take another, and of one that is too old it says less.
define SOUND
command -v $(PYTHON) >/dev/null \
  || { echo "There is no $(PYTHON) here; name a Python that is: make PYTHON=python3.11 env" >&2; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 env" >&2; exit 1; }
endef

.DEFAULT_GOAL := help
.PHONY: help env run lint check fix test proof bench clean

help: ## Show these commands.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

env: .venv/.made ## Make the environment in .venv, from uv.lock.

.venv/.made: uv.lock pyproject.toml | $(UV)
	@$(SOUND)
	@echo "Making the environment in .venv; this takes half a minute, once."
	@$(UV) sync --frozen --quiet --python "$$(command -v $(PYTHON))"
	@touch $@

.uv/bin/uv:
	@$(SOUND)
	@$(PYTHON) -m venv .uv \
	  || { echo "Python lacks its venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@.uv/bin/pip install --quiet --disable-pip-version-check uv

run: env ## Start the whole: database, Prefect, forms, messages. Ctrl-C stops it.
	@exec $(BIN)/scd up

lint: env ## Format, lint, types and floors.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: lint ## The fast gate before a commit: lint, and the fast tests.
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow and not proof"

fix: env ## Mend what the formatter and linter can mend.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

test: env ## All tests but the heavy proofs.
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not proof"

proof: env ## The heavy proofs, scaled by SCD_PROOF_SCALE (1).
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m proof

bench: env ## How fast we are, as ratios against a floor measured in the same run.
	$(BIN)/python -m bench

clean: ## Remove the environment and everything that was made, but not var/.
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-artifacts
