#!/bin/sh
# Gets what building and testing Readout needs, and skips what is there already.
#
#   scripts/setup.sh           for building and running: wasm target, Rust tools, npm packages
#   scripts/setup.sh --tests   for testing, too: Chromium, Firefox and their drivers, MultiQC,
#                              schemathesis
#
# Everything but the browsers goes into this folder (.tools, node_modules, .setup).
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Some machines set RUSTUP_AUTO_INSTALL=0: then rust-toolchain.toml alone adds nothing.
rust_target() {
    have cargo || fail "Rust is missing: install rustup first"
    libdir=$(rustc --print target-libdir --target "$WASM_TARGET" 2>/dev/null || true)
    if [ -n "$libdir" ] && [ -d "$libdir" ]; then return; fi
    have rustup || fail "the Rust target $WASM_TARGET is missing, and there is no rustup to add it"
    say "adding the Rust target $WASM_TARGET"
    rustup target add "$WASM_TARGET"
}

rust_components() {
    for part in rustfmt clippy; do
        command="cargo-$part"
        [ "$part" = rustfmt ] && command=rustfmt
        "$command" --version >/dev/null 2>&1 && continue
        say "adding the Rust component $part"
        rustup component add "$part"
    done
}

apt_install() {
    have apt-get || fail "please install: $*"
    [ "$(id -u)" = 0 ] || fail "please install as root: apt-get install $*"
    say "installing $* with apt-get"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# cargo_tool PACKAGE VERSION BINARY [OPTION…]
cargo_tool() {
    package=$1 version=$2 binary=$3
    shift 3
    # Not every program tells its version; cargo keeps a list.
    if [ -x ".tools/bin/$binary" ] && grep -qs "^\"$package $version " .tools/.crates.toml; then return; fi
    say "building $package $version into .tools (one to four minutes)"
    # Their own release profiles are slow to build, and these tools do little work. The settings
    # hold for this command only: the app must not inherit them. zopfli does much.
    level=0
    [ "$package" != zopfli ] || level=3
    # In one folder: what several of them are made of is built once.
    CARGO_TARGET_DIR="$ROOT/.tools/build" \
        CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 CARGO_PROFILE_RELEASE_OPT_LEVEL=$level \
        cargo install --quiet --locked --force --root .tools --version "$version" "$@" "$package"
}

npm_packages() {
    have npm || fail "npm is missing: install Node.js with npm"
    wanted=$(cksum <package-lock.json)
    if [ "$(cat .setup/npm 2>/dev/null)" = "$wanted" ] && [ -x node_modules/.bin/wrangler ] && [ -x node_modules/.bin/wasm-opt ]; then
        return
    fi
    say "installing the npm packages of package-lock.json"
    npm ci --no-audit --no-fund --loglevel=error
    printf '%s\n' "$wanted" >.setup/npm
}

# python_tool PACKAGE VERSION HOME SIZE: a program from the Python package index, in a virtual
# environment of its own.
python_tool() {
    # To ask it for its version may take five seconds.
    for installed in "$3"/lib/python*/site-packages/"$1-$2".dist-info; do
        if [ -d "$installed" ] && "$3/bin/python" -c '' 2>/dev/null; then return; fi
    done
    have python3 || apt_install python3 python3-venv
    python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv
    say "installing $1 $2 into $3 ($4)"
    python3 -m venv --clear "$3"
    "$3/bin/python" -m pip install --quiet --disable-pip-version-check "$1==$2"
}

# What is built keeps the cores busy; what is fetched waits for the network and the disk.
built() {
    cargo_tool trunk "$TRUNK_VERSION" trunk --no-default-features
    cargo_tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION" wasm-bindgen
    cargo_tool worker-build "$WORKER_BUILD_VERSION" worker-build
    cargo_tool zopfli "$ZOPFLI_VERSION" zopfli
    if [ "$1" = --tests ]; then cargo_tool geckodriver "$GECKODRIVER_VERSION" geckodriver; fi
    rm -rf .tools/build
}

fetched() {
    npm_packages
    [ "$1" = --tests ] || return 0
    if ! { have chromium && have chromedriver; }; then apt_install chromium chromium-driver; fi
    if ! { have firefox-esr || have firefox; }; then apt_install firefox-esr; fi
    # It brings Python's jsonschema, too.
    python_tool multiqc "$MULTIQC_VERSION" .setup/multiqc "a minute, 1 GB"
    python_tool schemathesis "$SCHEMATHESIS_VERSION" .setup/schemathesis "some seconds, 70 MB"
}

mkdir -p .setup
rust_target
rust_components
# worker-build links to the system's OpenSSL.
if [ ! -x .tools/bin/worker-build ] && ! { have pkg-config && pkg-config --exists openssl; }; then
    apt_install pkg-config libssl-dev
fi
fetched "${1:-}" &
fetching=$!
# Whatever ends this early, what is being fetched then is the last.
trap 'kill "$fetching" 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM
built "${1:-}"
wait "$fetching" || fail "something could not be fetched (see above)"
trap - EXIT
say "ready"
