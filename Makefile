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

glossary: $(BIN)/.installed
	@$(BIN)/duizhao glossary $(OUTPUT) -o $(OUTPUT)

report: $(BIN)/.installed
	@$(BIN)/duizhao report $(OUTPUT) -o $(OUTPUT)

schema: $(BIN)/.installed
	@$(BIN)/duizhao schema

test: lint
	@$(BIN)/pytest -n auto

lint: $(BIN)/.installed-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

# Side by side, in one run on a machine that does nothing else: about half an hour. Peers of the aligner go to build/.
bench: $(BIN)/.installed-dev
	@$(BIN)/python -m compileall -q pipeline  # as pip does with what it installs
	@$(BIN)/python tools/bench.py
	@$(BIN)/python tools/bench_references.py
	@$(BIN)/python tools/bench_entities.py
	@$(BIN)/python tools/bench_glossary.py
	@$(BIN)/python tools/bench_rendering.py
	@$(BIN)/python tools/bench_alignment.py

train: $(BIN)/.installed-dev
	@$(BIN)/python tools/train_alignment.py

clean:
	rm -rf $(OUTPUT) build *.egg-info

$(BIN)/.installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(BIN)/.installed-dev: $(BIN)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
