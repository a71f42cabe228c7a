#!/bin/sh
# An example for each address of the API. The page /docs shows them, and a test runs each from there
# in a folder with reads.fastq, reads.fastq.gz, R1.fastq.gz and R2.fastq.gz.
set -eu

### POST /api/v1/report
# The report of a whole file, as JSON …
curl --fail-with-body --data-binary @reads.fastq.gz \
  'http://127.0.0.1:8787/api/v1/report?name=reads.fastq.gz' > report.json
# … as a page …
curl --fail-with-body --data-binary @reads.fastq.gz -H 'Accept: text/html' \
  'http://127.0.0.1:8787/api/v1/report?name=reads.fastq.gz' > report.html
# … and as FastQC's zip, saved as reads_fastqc.zip, with adapters of your own.
printf 'Ours\tAGATCGGAAGAGC\n' > adapter_list.txt
curl --fail-with-body --data-binary @reads.fastq.gz -OJ --url-query adapters@adapter_list.txt \
  'http://127.0.0.1:8787/api/v1/report?name=reads.fastq.gz&format=zip'

### POST /api/v1/tally
# The first 1,000 records of a file. Others follow, which more=true says.
head -n 4000 reads.fastq > part1.fastq
curl --fail-with-body --data-binary @part1.fastq \
  'http://127.0.0.1:8787/api/v1/tally?start=0&more=true' > part1.json

### POST /api/v1/merge
# Two parts of a file, each counted by itself, and the report of both.
head -n 4000 reads.fastq > part1.fastq
tail -n +4001 reads.fastq > part2.fastq
start=$(wc -c < part1.fastq | tr -d ' ')
curl --fail-with-body --data-binary @part1.fastq \
  'http://127.0.0.1:8787/api/v1/tally?start=0&more=true' > part1.json
curl --fail-with-body --data-binary @part2.fastq \
  "http://127.0.0.1:8787/api/v1/tally?start=$start&more=false" > part2.json
cat part2.json part1.json |
  curl --fail-with-body --data-binary @- -H 'Content-Type: application/x-ndjson' \
    'http://127.0.0.1:8787/api/v1/merge?format=json&name=reads.fastq' > merged.json

### POST /api/v1/pairs
# Whether R1 and R2 hold the same reads in the same order.
curl --fail-with-body --data-binary @R1.fastq.gz http://127.0.0.1:8787/api/v1/tally > R1.json
curl --fail-with-body --data-binary @R2.fastq.gz http://127.0.0.1:8787/api/v1/tally > R2.json
cat R1.json R2.json |
  curl --fail-with-body --data-binary @- -H 'Content-Type: application/x-ndjson' \
    'http://127.0.0.1:8787/api/v1/pairs?first=R1.fastq.gz&second=R2.fastq.gz' > pairs.json

### GET /api/v1/limits
curl --fail-with-body http://127.0.0.1:8787/api/v1/limits

### GET /api/v1/health
curl --fail-with-body http://127.0.0.1:8787/api/v1/health

### GET /api/openapi.json
curl --fail-with-body http://127.0.0.1:8787/api/openapi.json > openapi.json

### GET /docs
curl --fail-with-body http://127.0.0.1:8787/docs > docs.html
