# make run    set up everything and read the sample filing
# make test   set up everything and run the tests
# make lint   check style and types      make bench   print the figures of the benchmarks

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-slow lint bench clean

run: $(VENV)/ready
	$(BIN)/tieout run examples/sample-10qsb.txt --out out

test: $(VENV)/dev-ready
	$(BIN)/pytest -m "not slow"

test-slow: $(VENV)/dev-ready
	$(BIN)/pytest

lint: $(VENV)/dev-ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/dev-ready
	$(BIN)/python benchmarks/run_one.py
	$(BIN)/python benchmarks/tag_statements.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/html_facts.py
	$(BIN)/python benchmarks/cost_of_notes.py
	$(BIN)/python benchmarks/hostile.py
	$(BIN)/python benchmarks/batch.py
	$(BIN)/python benchmarks/review_page.py
	$(BIN)/python benchmarks/warehouse.py
	$(BIN)/python benchmarks/tagging.py
	$(BIN)/python benchmarks/prose.py
	$(BIN)/python benchmarks/notes.py
	$(BIN)/python benchmarks/rules.py

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tieout needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/dev-ready: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@
