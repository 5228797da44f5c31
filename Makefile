# Everything runs in .venv, which the first target that needs it sets up.
#   make demo     draws and checks the shipped graph, and answers one question
#   make test     every test, except those of make pages and make engines
#   make pages    opens pages in Chromium, serves the web explorer, and writes whole sites
#   make engines  compares all questions on rdflib and on Virtuoso with the whole graph, and additions with all rules, and imports on Apache Spark
#   make quick    the fast tests, in less than half a minute
#   make check    style, types, imports, scripts, and faults of the shipped graph
#   make wheel    builds sdist and wheel, and tries the wheel on each Python of PYTHONS
#   make docs     builds the documentation in docs/_build/html, and checks its links
#   make examples runs the commands shown in README and docs, and rewrites their output
#   make sssom    installs the SSSOM validator, which one test uses
#   make picture  draws docs/network.svg, the README's picture
#   make bench    measures the figures of benchmarks/README.md
#   make clean    removes everything that make has made

PYTHON ?= python3
PYTHONS ?= python3.11 python3.12 python3.13
BIN := .venv/bin
USE := .venv/.installed
DEV := .venv/.installed-for-development
DOCS := .venv/.installed-for-docs
SPARK := .venv/.installed-for-spark
BENCH := .venv/.installed-for-benchmarks
SSSOM := .venv/sssom/bin/sssom

.PHONY: help demo test pages engines quick check docs examples wheel sssom picture bench clean
help:
	@sed -n 's/^#   //p' Makefile

demo: $(USE)
	@$(BIN)/cakg draw network -o cakg-network.html
	@report="$$($(BIN)/cakg check)" || { printf '%s\n' "$$report"; exit 1; }
	@printf 'A picture of the network, for any browser:\n  %s\n' '$(CURDIR)/cakg-network.html'
	@printf '\nWho is accused of supplying drones?\n\n$$ cakg ask who-is-accused --thing drones --cite\n'
	@$(BIN)/cakg ask who-is-accused --thing drones --cite
	@printf '\nChecked: the graph has no fault (cakg check). Try next, with the commands in .venv/bin:\n'
	@printf '  %s\n' 'cakg questions' \
	  'cakg about Kazakhstan' \
	  'cakg ask votes-on-a-resolution --resolution ES-11/1' \
	  'cakg compare asia-plus-2022 fiia-2023' \
	  'cakg draw map --question votes-on-a-resolution --resolution ES-11/1 -o votes.html'

test: $(DEV)
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'not browser and not pages and not engines and not spark and not virtuoso'

pages: $(DEV)
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'browser or pages'

engines: $(SPARK)
	$(BIN)/python -m pytest tests/queries tests/spark tests/adding -m 'engines or spark or virtuoso'

quick: $(DEV)
	$(BIN)/python -m pytest -n auto --dist worksteal -m 'not slow and not browser and not pages and not engines and not spark and not virtuoso'

check: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/oxlint --deny-warnings src/cakg/templates
	$(BIN)/oxfmt --check 'src/cakg/templates/*.js'
	$(BIN)/cakg check

wheel: $(DEV)
	rm -rf dist
	$(BIN)/python -m hatchling build -t sdist -t wheel
	.ci/try-wheel dist/*.whl $(PYTHONS)

sssom: $(SSSOM)

picture: $(USE)
	$(BIN)/cakg draw network --theme diplomacy --theme security -o docs/network.svg

# A broken link, a missing anchor or an unknown name in a reference fails the build, which always starts from nothing:
# Sphinx reports a fault of a page only when it reads the page.
docs: $(DOCS)
	rm -rf docs/_build
	$(BIN)/python -m sphinx -W --keep-going -n -q -d docs/_build/doctrees docs docs/_build/html
	@printf 'The documentation: %s\n' '$(CURDIR)/docs/_build/html/index.html'

examples: $(DEV)
	$(BIN)/python docs/shown.py

bench: $(DEV) $(BENCH)
	$(BIN)/python benchmarks/measure.py
	$(BIN)/python benchmarks/pictures.py
	$(BIN)/python benchmarks/web.py
	$(BIN)/python benchmarks/endpoint.py
	$(BIN)/python benchmarks/growth.py

clean:
	rm -rf .venv build dist docs/_build .mypy_cache .pytest_cache .ruff_cache .hypothesis cakg-network.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are younger than what they depend on exactly when .venv is up to date.
$(USE): pyproject.toml constraints.txt | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(DEV): pyproject.toml constraints.txt | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,data,docs,export,mcp,notebook,serve]'
	@touch $@ $(USE) $(DOCS)

# Spark is half a gigabyte, which no other target needs.
$(SPARK): $(DEV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[spark]'
	@touch $@

$(DOCS): pyproject.toml constraints.txt | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[docs]'
	@touch $@ $(USE)

$(BENCH): pyproject.toml constraints.txt | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[bench]'
	@touch $@ $(USE)

# Its hundred packages and their pins are kept away from ours.
$(SSSOM): | .venv/bin/pip
	$(BIN)/python -m venv .venv/sssom
	.venv/sssom/bin/python -m pip install --quiet sssom==0.4.21

.venv/bin/pip:
	@command -v $(PYTHON) >/dev/null || { \
	  echo 'cakg needs Python 3.11 or newer: install it (on Debian: apt-get install python3 python3-venv)' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "cakg needs Python 3.11 or newer, and $(PYTHON) is `$(PYTHON) -V`: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo 'this Python has no venv or pip: install them (on Debian: apt-get install python3-venv)' >&2; exit 1; }
	$(PYTHON) -m venv .venv
