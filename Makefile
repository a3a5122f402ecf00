# Everything that CI runs, under the names that CI runs it by.

GO            ?= go

# One of that version on PATH, or else one built from its module.
LINT          := 2.15.0
GOLANGCI_LINT ?= $(shell golangci-lint version --short 2>/dev/null | grep -qx 'v*$(LINT)' && echo golangci-lint || \
	echo $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(LINT))
NESTED        := bench chitrace/opentelemetry e2e example/opentelemetry

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: test
test: ## Run the tests
	$(GO) test ./...
	cd chitrace/opentelemetry && $(GO) test ./...

.PHONY: race
race: ## Run the tests in random order under the race detector
	$(GO) test -race -shuffle=on ./...
	cd chitrace/opentelemetry && $(GO) test -race -shuffle=on ./...

.PHONY: oldest
oldest: ## Build the library with the oldest Go and modules that it supports, and test it with these modules
	GOTOOLCHAIN=go$$($(GO) list -m -f '{{.GoVersion}}') $(GO) build ./chitrace/... ./internal/...
	$(GO) test ./chitrace/... ./internal/...

.PHONY: latest
latest: ## Run the library's tests with the latest Go, chi and Prometheus client
	.ci/latest

.PHONY: platforms
platforms: ## Build and vet the library and the demo for Windows and macOS
	@set -e; for os in windows darwin; do \
		echo "platform $$os"; \
		GOOS=$$os $(GO) build ./...; \
		GOOS=$$os $(GO) vet -stdversion=false ./...; \
	done

.PHONY: api
api: ## Compare the public API with the last release's
	.ci/api

.PHONY: demo
demo: ## Run both example services in one process and check what they print
	.ci/demo

.PHONY: lint
# The library itself is built with the Go of go.mod, by make oldest. Its tests may
# use names of a newer standard library.
lint: ## Run go vet and golangci-lint on every module (minutes the first time)
	@set -e; for dir in . $(NESTED); do \
		echo "lint $$dir"; \
		(cd $$dir && $(GO) vet -stdversion=false ./... && $(GOLANGCI_LINT) run ./...); \
	done

.PHONY: tidy
tidy: ## Check that every go.mod says what its module needs
	@set -e; for dir in . $(NESTED); do \
		echo "tidy $$dir"; \
		(cd $$dir && $(GO) mod tidy -diff); \
	done

.PHONY: build
build: ## Build every package of every module
	@set -e; for dir in . $(NESTED); do \
		echo "build $$dir"; \
		(cd $$dir && $(GO) build -o /dev/null ./...); \
	done

.PHONY: fuzz
fuzz: ## Run every fuzz test of the library, FUZZTIME (default 10m) each
	@set -e; for file in $$(grep -rl --include='*_test.go' '^func Fuzz' chitrace internal); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\).*/\1/p' $$file); do \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(or $(FUZZTIME),10m) -fuzzminimizetime 1s -parallel 1 ./$$(dirname $$file); \
		done; \
	done

.PHONY: cover
cover: ## Print the statement coverage of the library's packages
	$(GO) test -coverpkg=$$($(GO) list ./chitrace/... ./internal/... | grep -v tracetest | paste -sd, -) -coverprofile=coverage.out ./chitrace/... ./internal/... >/dev/null
	$(GO) tool cover -func=coverage.out

.PHONY: bench
bench: ## Measure against the peers, side by side (a few minutes)
	cd bench && $(GO) run ./cmd/table

.PHONY: instructions
instructions: ## Count instructions under valgrind, beside the peers; ONLY=^(bare|chitrace)$$ for a part
	cd bench && $(GO) run ./cmd/instructions $(if $(ONLY),-only '$(ONLY)')

.PHONY: bench-smoke
bench-smoke: ## Check the comparison with the peers, and see that the benchmarks run
	cd bench && $(GO) test -count=1 ./... && $(GO) run ./cmd/table -quick

.PHONY: load
load: ## Measure over real sockets: bare, and each library, not sampled and sampled
	cd bench && $(GO) run ./cmd/load

.PHONY: pictures
pictures: ## Draw docs/cost.svg from the last results of make load, and docs/trace.svg from a request
	cd bench && $(GO) run ./cmd/load -render -picture ../docs/cost.svg
	cd bench && $(GO) run ./cmd/trace -picture ../docs/trace.svg

.PHONY: e2e
e2e: jaeger ## Run the tests against a real Jaeger, Prometheus, OpenTelemetry and Chromium
	cd e2e && $(GO) test -count=1 -timeout 20m -p 1 ./...

.PHONY: attack
attack: ## Compare random programs with us and without, ATTACK (default 10m) of each kind
	cd e2e && $(GO) test -count=1 -v -timeout 12h ./transparency -attack $(or $(ATTACK),10m)

.PHONY: fleet
fleet: jaeger ## Kill each role of a fleet several times, and measure what it costs (half an hour)
	cd e2e && $(GO) test -count=1 -v -timeout 2h ./fleet -long

.PHONY: soak
soak: ## Keep a service and a client busy with everything that goes wrong, two million times
	cd e2e && $(GO) test -count=1 -v -timeout 2h ./soak -requests 2000000

.PHONY: field
field: ## Run the tests of other people's applications, with us and without (an hour at most)
	cd e2e && $(GO) test -count=1 -v -timeout 2h ./field $(if $(APPLICATION),-application $(APPLICATION),-all)

.PHONY: jaeger
jaeger: ## Build Jaeger, unless JAEGER_BIN names one (minutes the first time)
	@test -n "$$JAEGER_BIN" || { cd e2e/jaeger && CGO_ENABLED=0 $(GO) build -o ../bin/jaeger tool; }

.PHONY: compose-test
compose-test: jaeger ## Bring the docker compose demo up, try it, take it down
	cd e2e && $(GO) test -count=1 -v -timeout 40m ./compose -compose
