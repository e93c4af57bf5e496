# Everything starts from a bare Python 3.11 or newer with pip. `make help` lists what there is.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST := $(BIN)/python -m pytest
SOURCES := demur tests bench scripts
LANGUAGES := hu ru en
COMPILED := $(LANGUAGES:%=demur/locale/%/LC_MESSAGES/django.mo)
LOCKS := build base cluster dev lock

# What a developer's own Demur keeps stays out of reach of what runs from here.
export DEMUR_DATA := $(CURDIR)/.demur/make
unexport DATABASE_URL DJANGO_SETTINGS_MODULE

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo setup test check bench prove lock messages

help:
	@echo 'make demo      the demo company at http://127.0.0.1:8000 (PORT=…)'
	@echo 'make test      every test, on SQLite and, where it is installed, on PostgreSQL'
	@echo 'make check     format, lint, types, import contracts, templates, messages'
	@echo 'make bench     every benchmark, each beside its alternatives'
	@echo 'make prove     the deep proofs; they take minutes'
	@echo 'make setup     .venv/ with everything for development'
	@echo 'make messages  bring new words into the .po files'
	@echo 'make lock      pin the requirements anew'

# A development environment serves the demo too; without one, only what Demur runs on is fetched.
demo: $(if $(wildcard $(VENV)/.dev),$(VENV)/.dev,$(VENV)/.base) $(COMPILED)
	@DEMUR_DATA='$(CURDIR)/.demur/demo' exec $(BIN)/demur demo --port $(PORT)

setup: $(VENV)/.dev $(COMPILED)

test: setup
	$(PYTEST) -n $(WORKERS) --dist loadfile --engine sqlite
	@if found=$$($(BIN)/python -m tests.cluster --check); then \
	  set -x; $(PYTEST) -n $(WORKERS) --dist loadfile --engine postgresql --ignore tests/domain; \
	elif [ "$$DEMUR_REQUIRE_ALL" = 1 ]; then \
	  echo "Not tested on PostgreSQL: $$found" >&2; exit 1; \
	else \
	  echo "Not tested on PostgreSQL: $$found"; \
	fi

check: setup
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint demur/web/templates
	$(BIN)/bandit --quiet --recursive --severity-level medium --confidence-level medium demur
	$(BIN)/python scripts/messages.py check
	$(BIN)/django-admin check --deploy --fail-level WARNING --settings demur.settings --pythonpath .
	$(BIN)/django-admin makemigrations --check --dry-run --settings demur.settings --pythonpath .
	@find demur \( -name '*.py' -o -name '*.html' -o -name '*.css' -o -name '*.js' \) \
	  -not -path '*/migrations/*' -exec wc -l {} + \
	  | awk '$$1 > 400 && $$2 != "total" {print $$2 ": " $$1 " lines: is there a second subject?"; n++} \
	    END {exit n > 0}'

bench: setup
	@for one in $(basename $(notdir $(shell grep -l __main__ bench/*.py))); do \
	  $(BIN)/python -m bench.$$one || exit 1; \
	done

prove: setup
	$(PYTEST) --draw-anew -m hypothesis
	$(PYTEST) --deep --draw-anew -m deep
	@if $(BIN)/python -m tests.cluster --check; then \
	  set -x; $(PYTEST) --deep --draw-anew -m deep --engine postgresql tests/reliability/test_no_exit_leaks.py; \
	fi
	$(BIN)/python scripts/mutants.py

lock: $(VENV)/.lock
	for one in $(LOCKS); do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    requirements/$$one.in --output-file requirements/$$one.txt || exit 1; \
	done

messages: setup
	$(BIN)/python scripts/messages.py extract
	$(BIN)/python scripts/messages.py compile

# Debian gives a Python without its venv package no pip of its own to copy: borrow the system's.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Demur needs Python 3.11 or newer: name one with make PYTHON=python3.11' >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --clear --without-pip $(VENV) \
	    && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; } \
	  || { echo 'This Python can make no virtual environment with pip in it. On Debian or Ubuntu:' \
	    'apt-get install python3-venv, then make again.' >&2; rm -rf $(VENV); exit 2; }

$(VENV)/.base: $(BIN)/pip requirements/build.txt requirements/base.txt pyproject.toml
	@echo 'Fetching what Demur runs on; once, a minute or so.'
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/base.txt
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/pip requirements/build.txt requirements/dev.txt pyproject.toml
	@echo 'Fetching what Demur is developed with; once, a minute or two.'
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/dev.txt
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.base $@

$(VENV)/.lock: $(BIN)/pip requirements/lock.txt
	@$(PIP) install --require-hashes -r requirements/lock.txt
	@touch $@

demur/locale/%/LC_MESSAGES/django.mo: demur/locale/%/LC_MESSAGES/django.po | $(VENV)/.base
	@$(BIN)/python scripts/messages.py compile $*
