# Everything runs in .venv, which the first target that needs it sets up.
#   make demo    the main job on the shipped graph: check, four answers with citations, a picture
#   make test    every test
#   make quick   the tests that take no time, in less than half a minute
#   make check   style, types, imports, scripts and their format, and the faults of the shipped graph
#   make sssom   the SSSOM project's validator, in an environment of its own: one test uses it where it is
#   make picture the README's picture, docs/network.svg, from the graph as it is
#   make bench   the figures of benchmarks/README.md
#   make clean   removes what the others made

PYTHON ?= python3
BIN := .venv/bin
USE := .venv/.installed
DEV := .venv/.installed-for-development
SSSOM := .venv/sssom/bin/sssom

.PHONY: help demo test quick check sssom picture bench clean
help:
	@sed -n 's/^#   //p' Makefile

define show
@printf '\n$$ cakg %s\n' '$(1)'
@$(BIN)/cakg $(1)
endef

demo: $(USE)
	$(call show,check)
	$(call show,ask who-is-accused --thing drones --cite)
	$(call show,ask votes-on-a-resolution --resolution ES-11/1 --cite)
	$(call show,ask who-recognised --object "annexation of Crimea" --cite)
	$(call show,ask corroboration --verdict "confirmed at second hand" --thing Uzbekistan --cite)
	$(call show,draw network -o cakg-network.html)
	@printf '\nThe picture: %s\n' '$(CURDIR)/cakg-network.html'

test: $(DEV)
	$(BIN)/python -m pytest -n auto --dist worksteal

quick: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadfile -m 'not slow and not browser'

check: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/oxlint --deny-warnings src/cakg/templates
	$(BIN)/oxfmt --check 'src/cakg/templates/*.js'
	$(BIN)/cakg check

sssom: $(SSSOM)

picture: $(USE)
	$(BIN)/cakg draw network --theme diplomacy --theme security -o docs/network.svg

bench: $(DEV)
	$(BIN)/python benchmarks/measure.py
	$(BIN)/python benchmarks/pictures.py

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis cakg-network.html
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps are younger than what they depend on exactly when .venv is up to date.
$(USE): pyproject.toml constraints.txt | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(DEV): pyproject.toml constraints.txt | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,data,export,notebook]'
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
