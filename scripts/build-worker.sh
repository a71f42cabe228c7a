#!/bin/sh
# Builds the Worker into api/build.
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh
cd api
worker-build --release
cp src/entry.js build/entry.js
