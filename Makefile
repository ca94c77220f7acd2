# The commands of the project. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -u -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: ## install what is locked, migrate, serve on http://HOST:PORT (default 127.0.0.1:8000)
	@bash tests/setup/environment.sh $(PYTHON) requirements.txt
	@$(BIN)/python manage.py migrate --verbosity 0
	@exec $(BIN)/python manage.py serve --host $(HOST) --port $(PORT)

test: ready ## every test: Python, real servers, scripts, browser
	@bash tests/setup/run_tests.sh

bench: ready ## speed, over the wire; ONLY=fanout,posts BASE=revision LONG=1 SMALL=1 GO_ON=1 ALONE=files
	@$(BIN)/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(BASE),--base $(BASE)) \
		$(if $(GO_ON),--go-on) $(if $(ALONE),--alone $(ALONE)) \
		--scale $(if $(LONG),long,$(if $(SMALL),small,usual))

scaling: ready ## unit costs, the capacity model, rolling restarts: docs/scaling.md; ONLY=units
	@$(BIN)/python -m tests.deploy.scaling $(if $(ONLY),--only $(ONLY))

faults: ready ## break everything under load, judge; SEED=n ONLY=word MODE=cluster LONG=1
	@$(BIN)/python -m tests.faults $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only "$(ONLY)") \
		$(if $(MODE),--mode $(MODE)) $(if $(BASE),--base $(BASE)) $(if $(LONG),--long) \
		--docs docs/reliability.md

check: development ## style, types, import law, templates, security, locks, vendored files
	@$(BIN)/python -m tests.tooling.check

format: development ## put Python and templates into the project's form
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format . ; $(BIN)/djlint --reformat --quiet templates

lock: development ## write both locks from the lists of pyproject.toml; UPGRADE=1 takes the newest
	@$(BIN)/python -m tests.tooling.lock $(if $(UPGRADE),--upgrade)

messages: development ## enter new sentences into the catalogues, take out what is gone
	@$(BIN)/python -m tests.tooling.messages

vendor: development ## fetch the browser's libraries again, as named in tests/tooling/vendor.py
	@$(BIN)/python -m tests.tooling.vendor

screenshots: ready ## the pictures of docs/img; FOLDER=var/pictures for every page and state as well
	@$(BIN)/python -m tests.browser.screenshots $(FOLDER)

access: ready ## let axe look at every page and state, in four shapes; ONLY="scene scene"
	@$(BIN)/python -m tests.browser.access $(ONLY)

attack: ready ## thousands of hostile texts through every place where texts are shown; PART=1/8
	@$(BIN)/python -m tests.browser.attack $(PART)

ready: development
	@bash tests/setup/machine.sh

development:
	@bash tests/setup/environment.sh $(PYTHON) requirements-dev.txt

.PHONY: help run test bench scaling faults check format lock messages vendor screenshots access attack ready development
