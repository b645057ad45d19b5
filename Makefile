# Everything a person or a machine does with this repository.
#
#   make run               a site with the starter course on http://localhost:8000
#   make run PORT=8001     the same on another port
#   make test              lint and tests: whatever this machine can run
#   make lint  make bench  the checks alone; timings beside their references
#   make figures           every figure on one page: var/figures.html
#   make install           the environment alone
#   make serve             production settings (see docs/operators.md)
#
# Needs make and Python 3.11 or later with venv; nothing else.

PORT ?= 8000
VENV ?= .venv
VENV61 ?= .venv61
PYTHON ?= $(shell .ci/python 3.11)
BIN = $(VENV)/bin
PIP_INSTALL = -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run install install-test test lint bench figures serve requirements clean
.DEFAULT_GOAL := run

install: $(VENV)/.run
install-test: $(VENV)/.test

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed (with venv)."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(VENV)/bin/python
	$(BIN)/python $(PIP_INSTALL) -r requirements/run.txt
	@touch $@

$(VENV)/.test: requirements/test.txt | $(VENV)/bin/python
	$(BIN)/python $(PIP_INSTALL) -r requirements/test.txt
	@touch $@ $(VENV)/.run

run: export DJANGO_SETTINGS_MODULE = cms.settings.local
run: export SITE_URL = http://localhost:$(PORT)
run: install
	@mkdir -p var
	@$(BIN)/python manage.py demo --verbosity 0
	@exec $(BIN)/python -W ignore manage.py runserver $(PORT)

test: install-test
	@VENV=$(VENV) VENV61=$(VENV61) .ci/test

lint: install-test
	@VENV=$(VENV) .ci/lint

bench: install-test
	@$(BIN)/python -m pytest tests/benchmarks -m benchmark -q -s -p no:xdist

figures: install
	@$(BIN)/python manage.py figures

serve: install
	@VENV=$(VENV) PORT=$(PORT) .ci/serve

# Writes the locked files again; needs uv and an index of packages.
requirements:
	uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 requirements/run.in -o requirements/run.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 requirements/test.in -o requirements/test.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.12 requirements/test-django61.in -o requirements/test-django61.txt

clean:
	rm -rf $(VENV) $(VENV61) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
