# make run    the portal with the sample datasets, on http://127.0.0.1:8080
# make test   everything: lint, unit, real servers, browser
# make bench  the figures of the README; make fuzz, make lint, make tools

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

NGUON_ADDR ?= 127.0.0.1:8080
NGUON_DATA ?= data
export NGUON_ADDR NGUON_DATA

BIN     := .bin/nguon
CACHE   := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)
TOOLS   := $(CACHE)/nguon-tools
DIST    := web/static/dist/.built
SOURCES := $(shell find cmd catalog publisher search api storage web -name node_modules -prune -o -name dist -prune -o -type f -print) go.mod go.sum
ISLANDS := $(shell find web/frontend -name node_modules -prune -o -type f -print 2>/dev/null)

GOLANGCI  := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
MINIO     := github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
GOTESTSUM := gotest.tools/gotestsum@v1.13.0

.PHONY: build run test lint unit e2e contract bench fuzz tools clean

build: $(BIN)

$(BIN): $(SOURCES) $(DIST)
	@mkdir -p $(@D)
	go build -o $@ ./cmd/nguon

# The islands make the pages better; without npm the pages work all the same.
$(DIST): $(ISLANDS)
	@if command -v npm >/dev/null; then \
	  .ci/packages web/frontend && npm run --silent --prefix web/frontend build; \
	else echo "npm is not installed: building without the page scripts (the pages work without them)"; fi
	@mkdir -p $(@D) && touch $@

# One sample is an API behind the gateway. Its upstream is the portal itself, at this one port of the
# loopback, which is opened for upstreams here and nowhere else.
SAMPLE_API := $(filter-out %:0,$(filter 127.0.0.1:%,$(NGUON_ADDR)))

run: $(BIN)
	@$(BIN) publish datasets-sample/*/
ifneq ($(SAMPLE_API),)
	@$(BIN) product add datasets-sample/vn-airports/product.yaml --upstream http://$(SAMPLE_API)/v1/data/vn-airports --publish
	@NGUON_INSIDE_ADDRESSES="$${NGUON_INSIDE_ADDRESSES:-$(SAMPLE_API)}" exec $(BIN) serve
else
	@exec $(BIN) serve
endif

# What the tests need that this machine does not have; see .ci/install.
tools:
	@GOLANGCI=$(GOLANGCI) MINIO=$(MINIO) GOTESTSUM=$(GOTESTSUM) TOOLS=$(TOOLS) .ci/install

test: tools
	@$(MAKE) --no-print-directory lint unit e2e contract

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	@if [ -x $(TOOLS)/golangci-lint ]; then $(TOOLS)/golangci-lint run ./...; \
	elif [ -n "$${CI:-}" ]; then echo "golangci-lint is missing"; exit 1; else echo "golangci-lint is missing: vetted only"; go vet ./...; fi

# The race detector looks where something runs beside something else: in packages in whose files
# something does. Elsewhere it finds nothing and takes many times as long, and it knows nothing of
# the engine in those that link DuckDB. In a package that it looks into, files of tests that calculate
# in one goroutine begin with "//go:build !race": those are run without it.
BESIDE  = \bgo func|\bgo [a-zA-Z.]+\(|\.Go\(|errgroup|AfterFunc\(|\.Parallel\(|httptest\.New(Unstarted|TLS)?Server
# It does not look into SQLite and the hashes of passwords: they would take most of the time of the tests.
UNSEEN  = -gcflags=modernc.org/...=-race=false -gcflags=golang.org/x/crypto/...=-race=false
# The loops over cells of publisher/table take 18 times as long with it: there the tests of stages that run
# beside one another have it, and all are run without it.
CELLS   = nguon/publisher/table
STAGES  = Cancel|RowGroups|Dictionary|RealFiles
THREADS = $(sort $(patsubst %/,nguon/%,$(dir $(shell git grep -lE '$(BESIDE)' -- api/gateway api/upload catalog publisher search storage | grep '\.go$$'))))
PLAIN   = $(filter-out $(filter-out $(CELLS),$(THREADS)),$(shell go list ./...))
RACE    = $(filter $(filter-out $(CELLS),$(THREADS)),$(shell go list ./...))
ALONE   = $(shell git grep -lE '^//go:build !race' -- '*_test.go')
ASKED   = $(shell echo $$(grep -hoE '^func (Test|Fuzz)\w+' /dev/null $(ALONE) | cut -c6-) | tr ' ' '|')
GOTEST = $(if $(wildcard $(TOOLS)/gotestsum),$(TOOLS)/gotestsum --format pkgname --,go test)

unit: $(DIST)
	$(GOTEST) -race $(UNSEEN) -timeout 15m $(RACE)
	$(GOTEST) -race $(UNSEEN) -timeout 15m -run '$(STAGES)' $(CELLS)
	$(GOTEST) -timeout 15m -run '^($(ASKED))$$' $(filter $(RACE),$(sort $(patsubst %/,nguon/%,$(dir $(ALONE)))))
	$(GOTEST) -timeout 15m $(PLAIN)

e2e: $(BIN)
	@if command -v npm >/dev/null && command -v chromium >/dev/null; then \
	  .ci/packages web/e2e && cd web/e2e && NGUON_BIN=$(CURDIR)/$(BIN) npm test --silent; \
	elif [ -n "$${CI:-}" ]; then echo "npm or chromium is missing"; exit 1; \
	else echo "npm or chromium is missing: the browser tests are skipped"; fi

# The served documents before linters, a validating proxy and generated clients.
# What npm and the Go module proxy give is fetched first; the tests ask only the loopback.
contract: $(BIN)
	@if command -v npm >/dev/null; then \
	  .ci/packages api/contract && (cd api/contract/goclient && go mod download) && \
	  cd api/contract && NGUON_BIN=$(CURDIR)/$(BIN) npm test --silent; \
	elif [ -n "$${CI:-}" ]; then echo "npm is missing"; exit 1; \
	else echo "npm is missing: the documents of the API are not tested by other programs"; fi

# Figures for the README, with ratios taken in one run. Parts: publish, pages, search.
bench:
	@.ci/bench

fuzz:
	@.ci/fuzz $${FUZZ_TIME:-10s}

clean:
	rm -rf .bin web/static/dist web/frontend/node_modules web/e2e/node_modules api/contract/node_modules
