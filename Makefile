# Everything a developer does, in one place. `make help` lists it.
# PYTHON=…  a Python of 3.11 or newer, if `python3` is not one
# PORT=…, OFFICE_PORT=…, RESET=1  for `make demo`

SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST := $(BIN)/pytest
SOURCES := src tests bench scripts
export PORT OFFICE_PORT RESET
# A process that may not store bytecode compiles the platform at each start, and tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## List what there is, a line each
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: .venv/ready ## Make the environment in .venv from the hashed lock file
	@echo "Ready: $$($(BIN)/python --version) in .venv. Next: make demo, or make help."

.venv/ready: requirements/bootstrap.lock requirements/dev.lock pyproject.toml scripts/make-venv
	@scripts/make-venv

.PHONY: demo
demo: .venv/ready ## Run the demo city: PORT=8000 (public), OFFICE_PORT=8001 (office), RESET=1 starts over
	@$(BIN)/mingtang run --demo

.PHONY: screenshots
screenshots: .venv/ready ## Photograph the public pages of a demo city: phone, tablet, desktop; normal, elder, dark, traditional
	@$(BIN)/python scripts/screenshots.py --readme $(ARGS)

.PHONY: manual
manual: .venv/ready ## Photograph the office screens of the manual in a demo city of its own
	@$(BIN)/python scripts/manual.py $(ARGS)

.PHONY: fmt
fmt: .venv/ready ## Format the code and repair what the linter can repair
	@$(BIN)/ruff check --fix-only --quiet $(wildcard $(SOURCES))
	@$(BIN)/ruff format --quiet $(wildcard $(SOURCES))

.PHONY: lint
lint: .venv/ready ## Check format, lint, what old browsers know, types and import contracts
	@scripts/check format lint browsers types contracts

.PHONY: test-fast
test-fast: .venv/ready ## The inner loop: lint and the quick tests on SQLite; ARGS="tests/spine/events -x" narrows it
	@scripts/check format lint browsers
	@MINGTANG_HYPOTHESIS=quick $(PYTEST) -n 2 --dist loadgroup -m "not slow and not soak and not browser" $(ARGS)

.PHONY: test
test: .venv/ready ## Everything: format, lint, old browsers, types, contracts, SQLite, PostgreSQL, browser, docs
	@scripts/check format lint browsers types contracts programs sqlite postgresql browser record

.PHONY: soak
soak: .venv/ready ## The long runs: a million random cases, kills, load
	@MINGTANG_HYPOTHESIS=soak $(PYTEST) -m soak $(ARGS)

.PHONY: flaky
flaky: .venv/ready ## Repeat tests beside a busy process: ARGS="tests/wiring/config/test_supervisor.py", TIMES=30
	@scripts/repeat $(or $(TIMES),30) $(ARGS)

.PHONY: mutants
mutants: .venv/ready ## Change policies and actions of a room at random, see whether a test fails: ROOM=editorial/review, SAMPLE=150, SEED=1
	@$(BIN)/python -m tests.mutants $(ROOM) --sample $(or $(SAMPLE),150) --seed $(or $(SEED),1) --jobs $(or $(JOBS),2)

.PHONY: lock
lock: .venv/ready ## Resolve the lock files again after a change in pyproject.toml
	@scripts/lock
