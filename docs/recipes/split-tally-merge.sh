#!/usr/bin/env bash
# The report of a FASTQ file of any size: split into parts, counted in parallel, merged in a tree.
#
#   split-tally-merge.sh URL FILE > report.json
#   split-tally-merge.sh http://127.0.0.1:8787 reads.fastq.gz > report.json
#
# The result is the same to the byte, whatever the parts and their order. FILE is plain or gzip, with
# four lines a record. Needs bash, coreutils, xargs and curl; and as much room in TMPDIR as the text
# of the file takes.
#
#   RECORDS=10000   records of a part: about 3.5 MB of 150-base reads
#   PARALLEL=8      parts on their way at once
#   GROUP=16        tallies that are merged in one request
#   FORMAT=json     of the answer: tally, json, html, text, summary or zip
#   READOUT_TOKEN=  sent as Authorization: Bearer, for a deployment that asks for one
set -euo pipefail

url=${1:?usage: split-tally-merge.sh URL FILE} file=${2:?usage: split-tally-merge.sh URL FILE}
url=${url%/}
records=${RECORDS:-10000} parallel=${PARALLEL:-8} group=${GROUP:-16} format=${FORMAT:-json}
((group > 1)) || { echo "GROUP must be 2 or more" >&2; exit 2; }

export url
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# send PATH BODY ANSWER: curl waits as Retry-After says, or twice as long each time, and tries again
# at 429 and 503. Where the request fails for good, what is wrong is said.
send() {
  local headers=(-H "Content-Type: application/octet-stream")
  if [[ -n ${READOUT_TOKEN:-} ]]; then headers+=(-H "Authorization: Bearer $READOUT_TOKEN"); fi
  # -T streams the file: --data-binary would hold it in memory.
  if ! curl --silent --show-error --fail-with-body --retry 8 --retry-connrefused \
    -X POST -T "$2" "${headers[@]}" -o "$3" "$url$1"; then
    { printf '%s: ' "$1"; cat "$3" 2>/dev/null || true; echo; } >&2
    return 255 # xargs starts nothing more
  fi
}

# count PART START MORE: the tally of a part takes its place on disk.
count() {
  send "/api/v1/tally?start=$2&more=$3" "$1" "$1.tally"
  rm "$1"
}

# merge NAME TALLY…: one tally a line in, their sum out.
merge() {
  local name=$1
  shift
  awk 1 "$@" >"$name.lines"
  send "/api/v1/merge?format=tally" "$name.lines" "$name.tally"
  rm "$name.lines" "$@"
}
export -f send count merge

# 1. Split between records. gzip is known by its first two bytes.
case $(head -c 2 "$file" | od -An -tx1 | tr -d ' \n') in
  1f8b) gzip -cd "$file" ;;
  *) cat "$file" ;;
esac | split -a 8 -d -l $((4 * records)) - "$folder/part."

# 2. Count. start is the place of a part in the text: by it, neighbours are known to touch.
cd "$folder"
start=0
parts=(part.*)
[[ -e ${parts[0]} ]] || { echo "$file is empty" >&2; exit 1; }
for part in "${parts[@]}"; do
  [[ $part == "${parts[-1]}" ]] && more=false || more=true
  bytes=$(wc -c <"$part") # before the part is handed out: once counted, it is gone
  printf '%s %s %s\n' "$part" "$start" "$more"
  start=$((start + bytes))
done | xargs -P "$parallel" -L 1 bash -c 'set -euo pipefail; count "$@"' count

# 3. Merge in groups, and the sums again, until one is left.
level=0
while tallies=(*.tally) && ((${#tallies[@]} > 1)); do
  level=$((level + 1))
  for ((at = 0; at < ${#tallies[@]}; at += group)); do
    printf 'sum.%s.%08d' "$level" "$at"
    printf ' %s' "${tallies[@]:at:group}"
    echo
  done | xargs -P "$parallel" -L 1 bash -c 'set -euo pipefail; merge "$@"' merge
done

# 4. The answer in the form that is wanted. A name for the report is in the address, so escape it.
name=$(basename "$file" | od -An -v -tx1 | tr -d '\n' | sed 's/ 0a$//; s/ /%/g')
send "/api/v1/merge?format=$format&name=$name" "${tallies[0]}" answer
cat answer
