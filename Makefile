# Everything here needs Python >= 3.11 and make; everything else, buf too, comes by pip. Nothing is installed outside .venv/ and build/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
T ?= tests
ARGS ?=
UV_VERSION := 0.13.9
UV := build/tools/uv/bin/uv
# A virtual environment made without ensurepip has no pip of its own: the one that made it installs into it.
PIP = $(shell test -x $(BIN)/pip && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python)
INSTALL = $(PIP) install -qq --disable-pip-version-check --root-user-action=ignore

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv dev demo test check bench proto browser screenshots texts lock clean

help: ## Show the targets (default)
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r target text; do printf '%-14s %s\n' "$$target" "$$text"; done

venv: $(VENV)/.runtime ## Make .venv with the exchange and what it needs to run, pinned by hash

dev: $(VENV)/.dev ## ... and what tests and checks need

demo: $(VENV)/.runtime ## Three nodes, from case store to case store, verified (ARGS=... go to `exchange demo`)
	$(BIN)/exchange demo $(ARGS)

test: $(VENV)/.dev ## Run the tests, on SQLite and on a PostgreSQL of their own (T=path narrows, ARGS=... go to pytest)
	$(BIN)/python -m pytest -n $(JOBS) $(T) $(ARGS)

check: $(VENV)/.dev ## Formatting, lint, types, floors, proto lint, freshness of generated code
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python proto/generate.py --check
	$(BIN)/buf lint build/image.binpb --config buf.yaml --path exchange

bench: $(VENV)/.dev ## Measure; writes build/benchmarks.json, build/benchmarks-questions.json, -subjects.json and -console.json
	$(BIN)/python -m tests.benchmarks.bench_sync $(ARGS)
	$(BIN)/python -m tests.benchmarks.bench_questions
	$(BIN)/python -m tests.benchmarks.bench_planning
	$(BIN)/python -m tests.benchmarks.bench_subjects
	$(BIN)/python -m tests.benchmarks.bench_console

proto: $(VENV)/.dev ## Write exchange/v1 from proto/
	$(BIN)/python proto/generate.py

browser: ## Install Chromium and Chinese fonts for the browser tests (Debian; needs root)
	@which chromium >/dev/null 2>&1 && ls /usr/share/fonts/opentype/noto/NotoSansCJK*.ttc >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; }

screenshots: $(VENV)/.dev ## Pictures of every page of the console, as every role, in both languages: build/screenshots/index.html
	$(BIN)/python -m tests.browser.gallery

texts: $(VENV)/.dev ## Bring the Chinese catalogue up to what the sources say; names what lacks its Chinese
	$(BIN)/python exchange/texts/locale/update.py $(ARGS)

lock: $(UV) ## Pin the newest versions that pyproject.toml allows
	rm -f uv.lock
	$(UV) export --quiet --format requirements.txt --no-emit-project --no-header --no-annotate --no-dev --group build --output-file requirements.txt
	$(UV) export --quiet --format requirements.txt --no-emit-project --no-header --no-annotate --only-dev --output-file requirements-dev.txt
	rm -f uv.lock

clean: ## Remove everything made here, .venv too
	rm -rf build $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find adapters certs exchange proto tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) must be Python 3.11 or newer; name another with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the exchange into $(VENV) ..."
	@$(INSTALL) --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "Installing what tests and checks need ..."
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

$(UV): Makefile | $(VENV)/bin/python
	@$(INSTALL) --target build/tools/uv --upgrade uv==$(UV_VERSION)
	@touch $@
