#!/bin/sh
# Times the native program, one core, on a made-up file. Time is printed, never asserted.
#
#   scripts/bench.sh [READS]
set -eu
cd "$(dirname "$0")/.."
reads=${1:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A fixed generator, so that every run times the same bytes.
awk -v reads="$reads" 'BEGIN {
    srand(7); letters = "ACGT"
    for (i = 0; i < 400; i++) {
        sequence = ""; scores = ""
        for (j = 0; j < 150; j++) {
            sequence = sequence substr(letters, 1 + int(rand() * 4), 1)
            scores = scores sprintf("%c", 33 + 2 + int(rand() * 39))
        }
        s[i] = sequence; q[i] = scores
    }
    for (r = 0; r < reads; r++) printf "@bench:1:1:%d\n%s\n+\n%s\n", r, s[r % 400], q[(r * 7) % 400]
}' >"$folder/bench.fastq"
gzip -1 -k "$folder/bench.fastq"

for file in bench.fastq bench.fastq.gz; do
    bytes=$(wc -c <"$folder/$file")
    start=$(date +%s%N)
    target/release/readout report --format tally "$folder/$file" >/dev/null
    end=$(date +%s%N)
    awk -v f="$file" -v b="$bytes" -v t="$((end - start))" 'BEGIN { printf "%-16s %7.1f MB  %6.2f s  %7.1f MB/s\n", f, b / 1e6, t / 1e9, b / 1e6 / (t / 1e9) }'
done
