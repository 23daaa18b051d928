# Each target is a line you could have typed. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
FLASK := $(VENV)/bin/python -m flask --app wsgi
PIP := $(PYTHON) -m pip --python $(VENV)/bin/python --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --require-hashes --no-deps --root-user-action=ignore
COMPILE := $(VENV)/bin/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# Our settings read .env themselves, and answer for a broken one in a sentence; Flask would end in a traceback.
export FLASK_SKIP_DOTENV := 1

# A house starts dozens of processes: what one has compiled, the others need not compile again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo up doctor test peers bench check format lock

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup: $(VENV)/.installed ## Make the environment in .venv from requirements.lock

setup-dev: $(VENV)/.installed-dev ## The same, with what tests and checks need

demo: setup ## A whole simulated plant; ARGS=--for=90 stops by itself with a summary
	@$(FLASK) demo $(ARGS)

up: setup ## A real site, from .env and the devices configured in the portal
	@$(FLASK) up $(ARGS)

doctor: setup ## Say in sentences what is missing or broken
	@$(FLASK) doctor $(ARGS)

test: setup-dev peers check ## Every test, on SQLite and on PostgreSQL; ARGS goes to pytest
	@$(VENV)/bin/python -m pytest --database=both --numprocesses=3 --no-loadscope-reorder $(ARGS)

peers: ## Install the programs that tests talk to, where we may; say so where we may not
	@sh tests/install_peers.sh

bench: setup-dev ## Measure; ARGS="lane search" picks groups
	@$(VENV)/bin/python -m bench $(ARGS)

check: setup-dev ## Format, lint, types, import contracts
	@$(VENV)/bin/ruff format --quiet --check . || { echo "Run make format."; exit 1; }
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy --no-error-summary
	@report=$$($(VENV)/bin/lint-imports) || { echo "$$report"; exit 1; }

format: setup-dev ## Bring the code into its form
	@$(VENV)/bin/ruff format --quiet .
	@$(VENV)/bin/ruff check --quiet --fix .

lock: setup-dev ## Choose versions anew, into both lock files
	@$(COMPILE) --upgrade -o requirements.lock
	@$(COMPILE) --upgrade --group dev -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else \
		"Greengate needs Python 3.11 or newer; %s is %s. Name another: make PYTHON=python3.12 …" \
		% (sys.executable, sys.version.split()[0]))'
	@$(PYTHON) -m pip --version > /dev/null 2>&1 || { \
		echo "Greengate is installed by pip, which is missing (Debian: apt-get install python3-pip)."; exit 1; }
	@rm -f $(VENV)/.installed $(VENV)/.installed-dev
	@$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/.installed: requirements.lock | $(VENV)/bin/python
	@echo "Installing the packages of $< into $(VENV) …"
	@$(INSTALL) -r $<
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing the packages of $< into $(VENV) …"
	@$(INSTALL) -r $<
	@touch $(VENV)/.installed $@
