#!/bin/sh
# Builds both hosts with the feature `forced-fault`, for the tests of what a failure does to others:
# target/faulty/readout, and the Worker into api/build-faulty.
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh
cargo build --locked --profile faulty -p api --bin readout --features forced-fault
cd api
worker-build --profile faulty --no-opt --out-dir build-faulty -- --locked --features forced-fault
cp src/entry.js build-faulty/entry.js
