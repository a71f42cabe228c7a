#!/bin/sh
# Builds the Worker into api/build.
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh
cd api
worker-build --release
