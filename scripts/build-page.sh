#!/bin/sh
# Builds the page into frontend/dist.
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh
# trunk reads NO_COLOR as a truth value and fails on "1".
unset NO_COLOR
trunk build --release --locked
node scripts/postbuild.mjs frontend/dist
