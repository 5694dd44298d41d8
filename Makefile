# Everything a newcomer, a developer and CI need; see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command "make lock" --quiet pyproject.toml
# One more than there are processors: some tests wait for processes, some for a clock.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: run test test-all check check-format check-types check-imports check-templates check-texts check-schema mutate format bench bench-compare timing services lock sbom messages language pages states clean

# The program reads .env itself, and says what is wrong with it.
run: $(VENV)/.run
	@FLASK_SKIP_DOTENV=1 exec $(BIN)/flask --app wsgi serve

test: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) --dist worksteal tests

# Everything on SQLite and on PostgreSQL and in every combination; ``test`` has PostgreSQL where the kind matters.
test-all: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --both-databases tests

# The checks that need no test beside each other, two at a time, then every test.
check: $(VENV)/.dev
	@$(MAKE) --no-print-directory -j2 --output-sync check-format check-types check-imports check-templates check-texts check-schema
	@$(MAKE) --no-print-directory test

check-types: $(VENV)/.dev
	$(BIN)/mypy

check-format: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check-imports: $(VENV)/.dev
	$(BIN)/lint-imports

check-templates: $(VENV)/.dev
	$(BIN)/djlint --lint --quiet templates

check-texts: $(VENV)/.dev
	$(BIN)/python -m petition.translations.check

check-schema: $(VENV)/.dev
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && export INSTANCE_PATH="$$folder" DATABASE_URL= && \
		$(BIN)/flask db upgrade && $(BIN)/flask db check

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Breaks the rules that keep the promises, one by one; for each a named test must fail. WHICH chooses some by a word.
mutate: $(VENV)/.dev
	$(BIN)/python tests/mutate/run.py $(WHICH)

# ARGS chooses: ARGS=--quick, ARGS="--database sqlite healthz signing". The figures go into build/bench.json.
bench: $(VENV)/.dev
	$(BIN)/python tests/bench/run.py $(ARGS)

# Two runs side by side: `make bench-compare A.json B.json`, or with A=A.json B=B.json.
ifeq ($(firstword $(MAKECMDGOALS)),bench-compare)
RUNS := $(wordlist 2,3,$(MAKECMDGOALS))
.PHONY: $(RUNS)
$(RUNS):
	@:
endif
bench-compare: $(VENV)/.dev
	@$(BIN)/python tests/bench/compare.py $(A) $(B) $(RUNS)

# Whether the time of an answer tells what is known of an address; on a quiet machine.
timing: $(VENV)/.dev
	$(BIN)/python tests/bench/timing.py

services:
	deploy/services.sh

lock: $(VENV)/.dev
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group test --group check --output-file requirements-dev.txt
	echo 'cyclonedx-bom>=7,<8' | $(subst pyproject.toml,-,$(LOCK)) --output-file deploy/sbom.txt

# What the program is made of, in CycloneDX's form, from the lock: build/sbom.json. The image has its own.
sbom:
	$(PYTHON) -m venv build/sbom
	deploy/install.sh build/sbom/bin/python deploy/sbom.txt
	build/sbom/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file build/sbom.json requirements.txt

# Finds new texts of the interface, and compiles what has been translated.
messages: $(VENV)/.dev
	$(BIN)/python -m petition.translations.update

# A catalogue for one more language (TAG=pt), to be translated: docs/languages.md.
language: $(VENV)/.dev
	$(BIN)/python -m petition.translations.update $(TAG)

# The proxy's own error pages, after a change of their words, of the layout or of a translation.
pages: $(VENV)/.dev
	$(BIN)/python -m petition.proxy_pages

# docs/states.md, after a change of the states or of what leads from one to another.
states: $(VENV)/.dev
	$(BIN)/python -m petition.signing.state_page

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# One environment; the development set contains the other.
$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@test -e $(VENV)/.dev || deploy/install.sh $(BIN)/python requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@deploy/install.sh $(BIN)/python requirements-dev.txt
	@touch $@ $(VENV)/.run

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed (make PYTHON=python3.12 …)"; exit 1; }
	@echo "Creating the Python environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }
