# Versions and paths that every script shares. Source it from the repository's root.
# shellcheck shell=sh

TRUNK_VERSION=0.21.14
# worker-build 0.8.7 pins wasm-bindgen 0.2.129; Cargo.toml names the same one.
WASM_BINDGEN_VERSION=0.2.129
WORKER_BUILD_VERSION=0.8.7
ZOPFLI_VERSION=0.8.4
GECKODRIVER_VERSION=0.37.0
# Not for export: MultiQC takes what begins so for settings of its own.
MULTIQC_VERSION=1.35
# Not for export either.
SCHEMATHESIS_VERSION=4.32.5
WASM_TARGET=wasm32-unknown-unknown

ROOT=$(pwd)
# npm's package `node` is a real Node 22: wrangler needs one, and the machine's may be older.
PATH="$ROOT/node_modules/.bin:$ROOT/.tools/bin:$PATH"
# worker-build looks only here for its tools, and would download them otherwise.
WASM_BINDGEN_BIN="$ROOT/.tools/bin/wasm-bindgen"
WASM_OPT_BIN="$ROOT/node_modules/.bin/wasm-opt"
ESBUILD_BIN="$ROOT/node_modules/.bin/esbuild"
# wrangler is to run alone: no statistics, no look-up of a real request's properties, no questions.
WRANGLER_SEND_METRICS=false
CLOUDFLARE_CF_FETCH_ENABLED=false
CI=1
export PATH WASM_BINDGEN_BIN WASM_OPT_BIN ESBUILD_BIN WRANGLER_SEND_METRICS CLOUDFLARE_CF_FETCH_ENABLED CI
