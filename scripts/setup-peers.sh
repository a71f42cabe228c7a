#!/bin/sh
# Gets the programs that `make bench` compares with: FastQC, fastp, seqkit, pigz and, where it is
# packaged, falco from Debian, and fastqc-rust from the Rust package registry. None is needed to
# build or test Readout.
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh

FASTQC_RUST_VERSION=1.1.0
say() { printf 'setup-peers: %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }

# debian PROGRAM: the package of the same name, if it is not here and Debian has it.
debian() {
    have "$1" && return
    if ! have apt-get || [ "$(id -u)" != 0 ]; then
        say "install as root, for the benchmark to run it: $1"
        return
    fi
    # A package that Debian does not have has no candidate.
    if ! apt-cache policy "$1" | grep -q 'Candidate: [0-9]'; then
        say "Debian has no package $1 here; the benchmark goes without it"
        return
    fi
    say "installing $1 with apt-get"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

if have apt-get && [ "$(id -u)" = 0 ]; then apt-get update -qq; fi
for program in fastqc fastp seqkit falco pigz; do debian "$program"; done

# Its program is called fastqc, too: in a folder of its own it does not stand before FastQC's.
# It is built as its authors set it up, for speed: it is to be timed.
if .tools/peers/bin/fastqc --version 2>/dev/null | grep -qF "v$FASTQC_RUST_VERSION"; then
    :
else
    say "building fastqc-rust $FASTQC_RUST_VERSION into .tools/peers (some minutes)"
    env -u CARGO_TARGET_DIR cargo install --quiet --locked --force --root .tools/peers \
        --version "$FASTQC_RUST_VERSION" fastqc-rust ||
        say "fastqc-rust cannot be had; the benchmark goes without it"
fi
say "ready"
