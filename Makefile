# Everything a fresh machine needs: `make run` to see the product, `make test` to test it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
APT := apt-get install -y --no-install-recommends
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
PYTEST := $(BIN)/python -m pytest -q
CHROMIUM := command -v chromium || command -v chromium-browser || command -v google-chrome

# $(call bring,TEST,PACKAGES): where the test fails, bring the packages by apt-get when we may, else say which line
# brings them. What is missing after that is not an error here: what needs it says so when it runs.
bring = { { $(1); } >/dev/null 2>&1 || { if [ "$$(id -u)" = 0 ]; then apt-get update -q && $(APT) $(2); \
	else echo "missing: $(2). Run: sudo $(APT) $(2)"; fi; } || echo "could not install: $(2)"; }
# $(call skip,REASON): say why a suite does not run; with REQUIRE_ALL=1 that is a failure.
skip = { echo "SKIPPED: $(1)"; [ "$${REQUIRE_ALL:-0}" != 1 ]; }
# pip reads the lock and checks every hash; uv does the same faster where it is on the path.
install = if command -v uv >/dev/null; then uv pip install -q -p .venv --require-hashes -r $(1); \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); fi

.PHONY: help build run test check clean fast browser postgres faults bench suites

help: ## list these commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

build: .make/built ## build what is missing: virtual environment, design-system files, fonts

run: build ## serve both demonstration councils at http://localhost:8000 (PORT= moves it)
	@LMS_DEMO=1 LMS_COUNCILS=$${LMS_COUNCILS:-ludlow,hereford} LMS_BASE_URL=http://localhost:$(PORT) \
		$(BIN)/lms serve --port $(PORT)

test: fast faults browser postgres ## run every test; suites that cannot run say why

check: build ## everything a contribution must pass: lint, types, imports, content, templates, tests
	@failed=""; said=$$(mktemp); trap 'rm -f "$$said"' EXIT; \
	step() { echo "== $$1"; shift; "$$@" || failed="$$failed [$$*]"; }; \
	every_suite() { $(MAKE) -k test 2>&1 | tee "$$said"; }; \
	step "style" $(BIN)/ruff check .; \
	step "format" $(BIN)/ruff format --check .; \
	step "types" $(BIN)/mypy; \
	step "imports" $(BIN)/lint-imports; \
	step "content" $(BIN)/lms check; \
	step "templates" $(BIN)/djlint templates --lint --quiet; \
	step "tests" every_suite; \
	if grep -q '^SKIPPED' "$$said"; then echo "== not run here"; grep '^SKIPPED' "$$said" | sort -u; \
		echo "Each suite has its own command: make fast, make faults, make browser, make postgres."; fi; \
	if [ -n "$$failed" ]; then echo "FAILED:$$failed"; exit 1; fi; echo "All checks passed."

clean: ## forget the demonstration's data
	rm -rf instance

fast: build ## the tests that need no browser and no database server
	@went=0; $(PYTEST) -n 2 --dist loadfile || went=$$?; \
		echo "The fast suite took $$SECONDS s (limit 120 s)."; exit $$went

faults: build ## kill the server under load and race every limit
	@$(PYTEST) -m "faults or slow"

suites: build # what the browser suite needs: test tools, a browser, and Java with what the judges load
	@$(MAKE) .make/suites || echo "could not install requirements-suites.lock"
	@$(call bring,$(CHROMIUM),chromium)
	@$(call bring,command -v javac && test -f /usr/share/java/jaxb-runtime.jar,default-jdk-headless libjaxb-java)
	@$(call bring,command -v pdftotext,poppler-utils)

browser: suites ## the three stories in a real browser, with axe, the Nu checker and two judges of PDFs
	@if ! $(CHROMIUM) >/dev/null; then $(call skip,the browser suite: no Chromium on this machine); \
	elif ! $(BIN)/python -c 'import playwright, axe_playwright_python' 2>/dev/null; then \
		$(call skip,the browser suite: Playwright is not installed); \
	else $(PYTEST) -m browser; fi

postgres: build .make/suites ## the storage and service tests again on PostgreSQL
	@$(PYTEST) -m postgres

bench: build ## measure speed against floors measured in the same run
	@$(BIN)/python -m benchmarks

.make/venv: requirements.lock pyproject.toml
	@mkdir -p .make
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { if [ "$$(id -u)" = 0 ]; then apt-get update -q && $(APT) python3-venv; \
		else echo "missing: venv. Run: sudo $(APT) python3-venv"; exit 1; fi; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(call install,requirements.lock)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.make/suites: requirements-suites.lock .make/venv
	@$(call install,requirements-suites.lock)
	@touch $@

.make/built: .make/venv package-lock.json lms/assets.py
	@$(BIN)/python -W ignore -c 'import weasyprint' 2>/dev/null || { if [ "$$(id -u)" = 0 ]; then apt-get update -q && $(APT) $(LIBRARIES); \
		else echo "WeasyPrint needs system libraries. Run: sudo $(APT) $(LIBRARIES)"; exit 1; fi; }
	@$(BIN)/python -m lms.assets
	@touch $@
