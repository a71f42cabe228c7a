#!/bin/sh
# Builds the page into frontend/dist.
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh
# trunk reads NO_COLOR as a truth value and fails on "1".
unset NO_COLOR
# Views as values of one type make the program smaller by a tenth. The rest is what .cargo/config.toml has
# for wasm, which this variable takes the place of.
# Where a library's source lies on this machine is no part of the page.
export RUSTFLAGS="-C target-feature=+simd128 --cfg erase_components --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src/="
trunk build --release --cargo-profile page --locked
node scripts/postbuild.mjs frontend/dist
