#!/bin/sh
# Serves the built page and the built Worker on one port, in workerd through wrangler, offline.
# Prints one line with the address as soon as both answer. Build first: make build.
#
#   scripts/serve-worker.sh [PORT]
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh
port=${1:-8787}

for built in api/build/index.js frontend/dist/index.html; do
    [ -f "$built" ] || { echo "serve-worker: $built is missing: run make build first" >&2; exit 1; }
done

# A state folder for each run: runs side by side must not share one.
state=$(mktemp -d)
wrangler dev --config api/wrangler.toml --ip 127.0.0.1 --port "$port" --inspector-port 0 \
    --persist-to "$state" --show-interactive-dev-session=false --log-level warn &
server=$!
stop() {
    trap - INT TERM EXIT
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    rm -rf "$state"
}
trap 'stop; exit 0' INT TERM
trap stop EXIT

url="http://127.0.0.1:$port"
# shellcheck disable=SC2016
node -e '
const gone = Number(process.argv[2]);
const answers = (path) => fetch(process.argv[1] + path).then((r) => r.ok, () => false);
const look = async () => {
  if ((await answers("/api/v1/health")) && (await answers("/"))) process.exit(0);
  try { process.kill(gone, 0); } catch { process.exit(1); }
  setTimeout(look, 100);
};
look();
' "$url" "$server" || { echo "serve-worker: wrangler has stopped" >&2; exit 1; }
echo "Readout is at $url/"
wait "$server"
