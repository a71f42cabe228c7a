# Readout's commands. `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PORT ?= 8787
BIND ?= 127.0.0.1

# What a build is made of. A stamp in .setup is newer than all of it, or the build runs again.
COMMON := Cargo.toml Cargo.lock rust-toolchain.toml .cargo/config.toml scripts/env.sh package-lock.json
sources = $(shell find $(1) -type f ! -path '*/dist/*' ! -path '*/build/*' ! -path '*/.wrangler/*' 2>/dev/null)
PAGE_SOURCES := $(COMMON) Trunk.toml scripts/build-page.sh scripts/postbuild.mjs $(call sources,shared/src shared/counting shared/Cargo.toml frontend style)
WORKER_SOURCES := $(COMMON) scripts/build-worker.sh $(call sources,shared/src shared/counting shared/Cargo.toml api/src api/Cargo.toml style) docs/openapi.json docs/api.html

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Get the tools that building needs, into this folder
	@scripts/setup.sh

.PHONY: setup-tests
setup-tests: ## Get the tools that testing needs, too (Chromium and Firefox, with apt-get)
	@scripts/setup.sh --tests

.PHONY: run
run: build ## Build, then serve page and API on PORT (8787) in the Workers runtime
	@scripts/serve-worker.sh $(PORT)

.PHONY: serve-native
serve-native: build-page build-native ## Build, then serve both with the native program, without Node
	@exec target/release/readout serve --port $(PORT) --bind $(BIND) --assets frontend/dist

# The last step of each build, linking, keeps one core busy for minutes: two builds at once keep two.
.PHONY: build
build: setup ## Build the page and the Worker
	@$(MAKE) --no-print-directory -j2 build-page build-worker

.PHONY: build-page
build-page: setup .setup/page ## Build the page into frontend/dist

.PHONY: build-worker
build-worker: setup .setup/worker ## Build the Worker into api/build

.PHONY: build-native
build-native: ## Build the native program, target/release/readout
	cargo build --release --locked -p api --bin readout

.PHONY: build-faulty
build-faulty: setup .setup/faulty ## Build both hosts so that requests may ask to fail, for the tests

.setup/faulty: $(WORKER_SOURCES) scripts/build-faulty.sh
	scripts/build-faulty.sh
	@touch $@

.setup/page: $(PAGE_SOURCES)
	scripts/build-page.sh
	@touch $@

.setup/worker: $(WORKER_SOURCES)
	scripts/build-worker.sh
	@touch $@

.PHONY: check
check: setup ## Formatting and lints, natively and for wasm
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo clippy --locked --target wasm32-unknown-unknown -p counting -p shared -p api -p frontend --lib --bins -- -D warnings

# What drives a page, and needs nothing that only Chromium tells.
IN_FIREFOX := $(addprefix --test ,browser browser_access browser_bgzf browser_charts browser_incoming browser_lanes browser_overlays browser_pairs browser_preview browser_room browser_samples browser_states browser_table browser_verdicts faults interleaved lost_workers preferences privacy settings)

.PHONY: test
test: setup-tests check ## Everything that continuous integration runs
	cargo test --locked --workspace --exclude tests
	@$(MAKE) --no-print-directory -j2 build-page build-native build-worker build-faulty
	cargo test --locked -p tests
	READOUT_BROWSER=firefox cargo test --locked -p tests $(IN_FIREFOX) -- --skip serverless_every_file

.PHONY: test-deep
test-deep: test ## What takes long: tests marked as ignored (a file of 5.2 GB, memory, load), and fuzzing
	cargo test --locked --workspace -- --ignored
	READOUT_BROWSER=firefox cargo test --locked -p tests --test browser -- serverless_every_file
	@scripts/fuzz.sh

.PHONY: bench
bench: setup build-native ## Time the program against those of setup-peers, and reading and counting alone
	cargo run --quiet --release --locked -p tests --bin bench

.PHONY: screenshots
screenshots: setup-tests build-page build-native ## Take pictures of every state of the page, into tests/output/screenshots
	cargo run --quiet --locked -p tests --bin screenshots

.PHONY: setup-peers
setup-peers: ## Get the programs that bench compares with (FastQC, fastp, …; with apt-get and cargo)
	@scripts/setup-peers.sh

.PHONY: clean
clean: ## Remove what was built; the tools stay
	cargo clean
	rm -rf frontend/dist api/build api/build-faulty api/.wrangler .wrangler .setup/page .setup/worker .setup/faulty tests/output fuzz/target fuzz/corpus fuzz/artifacts
