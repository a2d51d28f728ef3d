# The few verbs. `certify` and `test` do all their own set-up; ARGS goes through to the command: make test ARGS="-k smsc"
.DEFAULT_GOAL := help
.ONESHELL:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
export PYTHON
BIN := .venv/bin
ARGS ?=
PYTEST := $(BIN)/python -m pytest

.PHONY: help certify test check lint fix bench soak models docs lock clean setup

help:  ## these lines
	@grep -hE '^[a-z]+:.*  ## ' Makefile | sed -E 's/^([a-z]+):.*  ## /make \1 \t/' | expand -t 16

certify:  ## set up, then certify our reference implementation and report
	@.ci/setup certify
	$(BIN)/hawiya certify $(ARGS)

test: setup  ## set up, then run the tests of this project
	@$(PYTEST) --no-header -n 2 --dist loadfile $(ARGS)

check: lint  ## lint, generated documents, and the proof that every conformance test can fail
	@$(BIN)/hawiya selftest

lint: setup  ## style, types, import contracts
	@$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/mypy
	imports=$$($(BIN)/lint-imports --no-logo) || { echo "$$imports"; exit 1; }
	tail -n 2 <<<"$$imports"
	$(BIN)/python .ci/documents.py --check

fix: setup  ## mend what a machine can mend
	@$(BIN)/ruff check --quiet --fix-only
	$(BIN)/ruff format --quiet

bench: setup  ## speed of the reference, the virtual card, the faces and the capacity engines beside the bare limits
	@missed=0
	$(BIN)/python -m harness.reference.bench $(ARGS) || missed=$$?
	$(BIN)/python -m simulators.bench $(ARGS) || missed=$$?
	$(BIN)/python -m simulators.faces.bench $(ARGS) || missed=$$?
	$(BIN)/python -m load.capacity.bench $(ARGS) || missed=$$?
	exit $$missed

soak: setup  ## the tests that take long
	@$(PYTEST) --no-header -m soak $(ARGS)

models: setup  ## make the reference's face model again, from pictures that the generator makes (half an hour to an hour)
	@for folder in learn faults attacks; do
	  options=$$($(BIN)/python -m harness.reference.face.training.recipe $$folder)
	  $(BIN)/hawiya faces generate $$options --out out/models/$$folder
	done
	$(BIN)/python -m harness.reference.face.training out/models --out $(or $(MODEL),harness/reference/face/model.npz)

docs: setup  ## write the generated documents again
	@$(BIN)/python .ci/documents.py

lock:  ## resolve the dependencies anew into constraints.txt, with hashes
	@tool=$$(mktemp -d); trap 'rm -rf "$$tool"' EXIT
	$${PYTHON:-python3} -m venv "$$tool"
	"$$tool/bin/pip" install --quiet --disable-pip-version-check uv
	env -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_FIND_LINKS "$$tool/bin/uv" pip compile pyproject.toml --extra dev \
	  --universal --python-version 3.11 --only-binary :all: --generate-hashes --upgrade \
	  --no-header --no-annotate --no-emit-index-url --quiet --output-file constraints.txt
	echo "constraints.txt: $$(grep -c == constraints.txt) packages"

clean:  ## remove what was made: environment, caches, outputs
	@rm -rf .venv out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@.ci/setup test
