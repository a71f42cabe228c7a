#!/bin/sh
# Runs the fuzz targets one after another, each for FUZZ_SECONDS (60) seconds, from the seeds of the
# corpora and of what earlier runs found. Fails with the paths of the inputs that break a law.
#
#   scripts/fuzz.sh [TARGET…]
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh

CARGO_FUZZ_VERSION=0.13.2
seconds=${FUZZ_SECONDS:-60}
say() { printf 'fuzz: %s\n' "$*"; }
# A tool that is missing is no fault of the code; that the fuzzer did not run must not be overlooked.
skip() {
    printf '\n**** fuzz: SKIPPED, no target was fuzzed: %s ****\n\n' "$*" >&2
    replay_seeds
    exit 0
}

# Builds the seeds, and writes them into a folder that git ignores.
make_seeds() {
    set -- tests/fixtures
    corpus=${READOUT_CORPUS:-../shared/data}
    for folder in "$corpus/conformance" "$corpus/reads"; do
        if [ -d "$folder" ]; then set -- "$@" "$folder"; else say "no seeds from $folder; set READOUT_CORPUS"; fi
    done
    cargo build --quiet --release --locked --manifest-path fuzz/Cargo.toml --bin seeds
    seeds="${CARGO_TARGET_DIR:-fuzz/target}/release/seeds"
    "$seeds" make fuzz/corpus "$@"
}

# Without the fuzzer the laws can at least be checked on the seeds.
replay_seeds() {
    for target in $targets; do
        find "fuzz/corpus/$target" -type f -exec "$seeds" replay "$target" {} + 2>fuzz/corpus/replay.log || {
            cat fuzz/corpus/replay.log >&2
            exit 1
        }
    done
    say "the seeds alone were checked"
}

targets=${*:-reader boundary wrapped gzip analysis tally_laws wire json_values}
make_seeds
command -v rustup >/dev/null 2>&1 || skip "there is no rustup to run a nightly compiler with"
toolchain=$(rustup toolchain list | awk '/^nightly/ { print $1; exit }')
[ -n "$toolchain" ] || skip "no nightly compiler; get one with: rustup toolchain install nightly"
if [ "$(cargo-fuzz --version 2>/dev/null | awk '{ print $NF }')" != "$CARGO_FUZZ_VERSION" ]; then
    say "building cargo-fuzz $CARGO_FUZZ_VERSION into .tools"
    env -u CARGO_TARGET_DIR cargo install --quiet --locked --force --root .tools --version "$CARGO_FUZZ_VERSION" cargo-fuzz ||
        skip "cargo-fuzz cannot be had"
fi
cargo "+$toolchain" fetch --quiet --locked --manifest-path fuzz/Cargo.toml || say "not every dependency is here"

# Nothing is fetched from here on. There is no unsafe code of ours for a sanitizer to watch.
export CARGO_NET_OFFLINE=true
failed=
for target in $targets; do
    say "$target, for $seconds seconds"
    mkdir -p "fuzz/artifacts/$target"
    log="fuzz/artifacts/$target.log"
    # What once failed is tried first, and is a seed from then on.
    find "fuzz/artifacts/$target" -type f -exec mv {} "fuzz/corpus/$target/" \;
    # Laws of many steps are slow on long inputs; a tally as JSON is not short.
    length=4096
    [ "$target" = wire ] && length=16384
    if cargo "+$toolchain" fuzz run --sanitizer none "$target" "fuzz/corpus/$target" -- \
        -max_total_time="$seconds" -max_len="$length" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 >"$log" 2>&1; then
        awk '/stat::number_of_executed_units/ { printf "fuzz:   %s inputs, none breaks a law\n", $2 }' "$log"
    else
        tail -n 40 "$log" >&2
        failed="$failed $target"
    fi
done
[ -z "$failed" ] && exit 0
echo "fuzz: these targets failed:$failed; the inputs, and how to run one again:" >&2
for target in $failed; do
    find "fuzz/artifacts/$target" -type f -exec printf '  %s\n' {} \; >&2
    echo "  ${seeds} replay $target FILE" >&2
done
exit 1
