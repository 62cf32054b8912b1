# `make` converts input/ into output/; `make test` runs everything that a pull request must pass.
# Both install what they need into .venv first.

PYTHON ?= python3
BIN := .venv/bin
INPUT ?= input
OUTPUT ?= output

.DEFAULT_GOAL := all
.PHONY: all json html pdf glossary check report test lint bench train schema clean

all: $(BIN)/.installed
	@$(BIN)/duizhao convert $(INPUT) -o $(OUTPUT) --to json,html,pdf

json html pdf: $(BIN)/.installed
	@$(BIN)/duizhao convert $(INPUT) -o $(OUTPUT) --to $@

check: $(BIN)/.installed
	@$(BIN)/duizhao check $(INPUT)

schema: $(BIN)/.installed
	@$(BIN)/duizhao schema

test: lint
	@$(BIN)/pytest

lint: $(BIN)/.installed-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

clean:
	rm -rf $(OUTPUT) .venv build *.egg-info

$(BIN)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(BIN)/.installed-dev: $(BIN)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
