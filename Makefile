# Everything this project does from the outside. Needs make and python3 3.11 or newer; the rest goes into .venv and var.

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
CLAIMS ?= ../shared/claims/dev
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# No options in the locks: they would name the index of whoever ran this.
PIP_COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --annotation-style line \
	--no-header --no-emit-options
export PORT

.PHONY: help run test setup serve check bench bench-claims fuzz lock screenshots
.DELETE_ON_ERROR:

help: ## Lists the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# ------------------------------------------------------------------------------------------------------ environment

.venv/pyvenv.cfg:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.txt .venv/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# The key of this checkout, so that a restart of `make run` signs nobody out. Production brings its own.
var/secret-key: | .venv/run.stamp
	@mkdir -p var
	@(umask 077; $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))' > $@)

setup: .venv/dev.stamp ## Makes the environment in .venv and does nothing else

lock: .venv/dev.stamp ## Writes the hash-locked requirements from pyproject.toml (UPGRADE=1 takes newer releases)
	$(PIP_COMPILE) $(if $(UPGRADE),--upgrade) -o requirements/run.txt pyproject.toml
	$(PIP_COMPILE) $(if $(UPGRADE),--upgrade) --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

# ---------------------------------------------------------------------------------------------------------- running

run: export SITE_URL ?= http://127.0.0.1:$(PORT)
run: export TRUST_PROXY ?= 1
run: .venv/run.stamp var/secret-key ## Serves the site with example content on PORT (8000); DEBUG=1 for debug pages
	@set -e; export SECRET_KEY="$${SECRET_KEY:-$$(cat var/secret-key)}"; \
	$(MANAGE) migrate --verbosity 0; \
	$(MANAGE) collectstatic --no-input --verbosity 0; \
	$(MANAGE) load_example; \
	printf '\nSmart Meditation: %s/   desk: %s/admin/   (Ctrl-C stops it)\n\n' "$$SITE_URL" "$$SITE_URL"; \
	exec $(MANAGE) runserver 127.0.0.1:$(PORT)

# No access log: which page about mental health an address has read is health data.
serve: .venv/run.stamp ## Serves in production on PORT (8000) with WORKERS (2); docs/configuration.md says what it needs
	@$(MANAGE) check --deploy --tag production --fail-level ERROR
	@$(MANAGE) collectstatic --no-input --verbosity 0
	exec $(BIN)/gunicorn smartmeditation.wsgi --bind $${HOST:-127.0.0.1}:$(PORT) --workers $(WORKERS) \
		--worker-class gthread --threads 4 --keep-alive 75 --no-control-socket

bench: .venv/run.stamp ## Measures the site and its parts
	@$(MANAGE) collectstatic --no-input --verbosity 0
	$(MANAGE) bench

bench-claims: .venv/dev.stamp ## Measures how good claim detection is on labelled articles (CLAIMS=folder), with what it misses
	@if [ -d "$(CLAIMS)" ]; then $(MANAGE) bench_claims "$(CLAIMS)" --errors --left-out; \
	else echo "No labelled articles in $(CLAIMS): give a folder with CLAIMS=."; fi

# --------------------------------------------------------------------------------------------------------- checking

test: .venv/dev.stamp ## Runs the tests; REQUIRE_ALL=1 turns skips into failures
	@$(BIN)/python -m tests.run

screenshots: .venv/dev.stamp ## Makes the pictures of README and docs again, by browser tests
	SCREENSHOTS=1 $(BIN)/pytest -q tests/end_to_end

fuzz: export HYPOTHESIS_PROFILE = long
fuzz: .venv/dev.stamp ## Runs the property tests with many more examples
	$(BIN)/pytest -n 2 -m hypothesis

check: .venv/dev.stamp ## Lint, types, import contracts, drift of migrations and diagrams; reports every failure
	@failed=; \
	try() { printf '== %s\n' "$$*"; "$$@" || failed="$$failed\n  $$*"; }; \
	try $(BIN)/ruff check --quiet .; \
	try $(BIN)/ruff format --check --quiet .; \
	try $(BIN)/mypy --no-error-summary; \
	try $(BIN)/lint-imports --no-cache --no-logo; \
	try $(MANAGE) check --fail-level WARNING; \
	try $(MANAGE) makemigrations --check --dry-run; \
	try $(MANAGE) review_states --check; \
	if [ -n "$$failed" ]; then printf "\nFailed:$$failed\n"; exit 1; fi
