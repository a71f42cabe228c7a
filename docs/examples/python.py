# An example for each address of the API, with Python's standard library alone. The page /docs shows
# them, and a test runs each from there.

### POST /api/v1/report
import json
import urllib.error
import urllib.parse
import urllib.request

query = urllib.parse.urlencode({"name": "reads.fastq.gz", "library": "whole_genome"})
with open("reads.fastq.gz", "rb") as file:
    request = urllib.request.Request(
        f"http://127.0.0.1:8787/api/v1/report?{query}",
        data=file,
        headers={"Content-Type": "application/gzip", "Accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            report = json.load(answer)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        raise SystemExit(f"{problem['code']}: {problem['detail']}")
print(report["summary"]["reads"], "reads,", report["summary"]["q30_percent"], "% Q30")
for section in report["sections"]:
    print(section["verdict"], section["title"], "-", section["sentence"])

### POST /api/v1/tally
import json
import urllib.request

with open("reads.fastq", "rb") as file:
    part = b"".join(line for _, line in zip(range(4000), file))
request = urllib.request.Request(
    "http://127.0.0.1:8787/api/v1/tally?start=0&more=true",
    data=part,
    headers={"Content-Type": "text/x-fastq"},
)
with urllib.request.urlopen(request) as answer:
    tally = json.load(answer)
print(tally["read_length"]["reads"], "reads")

### POST /api/v1/merge
import concurrent.futures
import json
import urllib.request


def post(path, body, content_type):
    request = urllib.request.Request(
        f"http://127.0.0.1:8787{path}", data=body, headers={"Content-Type": content_type}
    )
    with urllib.request.urlopen(request) as answer:
        return answer.read()


# Parts of 1,000 records, each with the byte of the file at which it begins.
parts, start = [], 0
with open("reads.fastq", "rb") as file:
    while part := b"".join(line for _, line in zip(range(4000), file)):
        parts.append((start, part))
        start += len(part)


def tally(part):
    start, body = part
    more = "false" if part is parts[-1] else "true"
    return post(f"/api/v1/tally?start={start}&more={more}", body, "text/x-fastq")


with concurrent.futures.ThreadPoolExecutor(8) as pool:
    tallies = list(pool.map(tally, parts))
query = "format=json&name=reads.fastq"
report = json.loads(post(f"/api/v1/merge?{query}", b"\n".join(tallies), "application/x-ndjson"))
print(report["summary"]["reads"], "reads,", report["receipt"])

### POST /api/v1/pairs
import json
import urllib.request


def post(path, body, content_type):
    request = urllib.request.Request(
        f"http://127.0.0.1:8787{path}", data=body, headers={"Content-Type": content_type}
    )
    with urllib.request.urlopen(request) as answer:
        return answer.read()


tallies = []
for name in ["R1.fastq.gz", "R2.fastq.gz"]:
    with open(name, "rb") as file:
        tallies.append(post("/api/v1/tally", file.read(), "application/gzip"))
section = json.loads(post("/api/v1/pairs", b"\n".join(tallies), "application/x-ndjson"))
print(section["verdict"], section["sentence"])

### GET /api/v1/limits
import json
import urllib.request

with urllib.request.urlopen("http://127.0.0.1:8787/api/v1/limits") as answer:
    limits = json.load(answer)
print(limits["max_body_bytes"])

### GET /api/v1/health
import json
import urllib.request

with urllib.request.urlopen("http://127.0.0.1:8787/api/v1/health") as answer:
    print(json.load(answer)["version"])

### GET /api/openapi.json
import json
import urllib.request

with urllib.request.urlopen("http://127.0.0.1:8787/api/openapi.json") as answer:
    print(*json.load(answer)["paths"], sep="\n")

### GET /docs
import urllib.request

with urllib.request.urlopen("http://127.0.0.1:8787/docs") as answer:
    page = answer.read().decode()
print(len(page))
