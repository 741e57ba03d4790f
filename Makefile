# Everything a person or a machine runs here. `make help` lists it.

HOST ?= localhost
PORT ?= 8000
PYTHON ?= python3
# Tests to run, or any other words for pytest: make test ARGS="tests/core -k access"
ARGS ?=

BOOTSTRAP = $(PYTHON) setup/bootstrap.py
PY = .venv/bin/python
TOOLS = $(BOOTSTRAP) install --dev

.DEFAULT_GOAL := help
.PHONY: help run test lint format engines engines-stop chaos bench audit lock messages compilemessages clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-16s %s\n' "$$name" "$$text"; done

# `exec` leaves no shell in between, so that a signal for make reaches the server.
run: ## set everything up, fill it with demonstration content and serve it (HOST, PORT)
	@exec $(BOOTSTRAP) run --host "$(HOST)" --port "$(PORT)"

test: ## set everything up and run the tests on what is there (CI=true: a missing engine fails)
	@$(TOOLS)
	@exec $(PY) -m pytest $(ARGS)

lint: ## style, types, layers, Django's own checks
	@$(TOOLS)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) manage.py check
	$(PY) manage.py makemigrations --check --dry-run

format: ## let the formatter rewrite the Python files
	@$(TOOLS)
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

engines: ## start the real engines for tests; prints the variables to export
	@engines/engines.sh start

engines-stop: ## stop them
	@engines/engines.sh stop

chaos: ## kill parts and engines of a whole site twenty times under load (after make engines)
	@$(TOOLS)
	@CHAOS=long $(PY) -m pytest --real -n 0 -s tests/real/test_chaos.py

bench: ## measure the site and compare with the targets
	@$(TOOLS)
	@$(PY) -m bench $(ARGS)

audit: ## axe, keyboard, HTML, weight and Lighthouse over the site; writes docs/audit.md (needs chromium, node, java)
	@$(TOOLS)
	@$(PY) -m audit $(ARGS)

# The test tools are solved on top of the site's lock, so both files agree on every version.
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q
lock: ## compile the two lock files anew (needs uv)
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt

messages: ## gather the texts to translate (needs gettext)
	$(PY) manage.py makemessages --locale en --locale es --no-obsolete --add-location file --ignore var --ignore .venv

compilemessages: ## compile the translations, which are committed (needs gettext)
	$(PY) manage.py compilemessages --locale en --locale es --ignore var --ignore .venv

clean: ## drop what the tools left; var/ with the site's data stays
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
