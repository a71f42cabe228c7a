# An example for each address of the API, with the packages httr2 and jsonlite. The page /docs shows
# them, and a test runs each from there where R and both packages are.

### POST /api/v1/report
library(httr2)

report <- request("http://127.0.0.1:8787/api/v1/report") |>
  req_url_query(name = "reads.fastq.gz") |>
  req_body_file("reads.fastq.gz", type = "application/gzip") |>
  req_error(body = \(answer) resp_body_json(answer)$detail) |>
  req_perform() |>
  resp_body_json()
cat(report$summary$reads, "reads,", report$summary$q30_percent, "% Q30\n")
for (section in report$sections) cat(section$verdict, section$title, "\n")

### POST /api/v1/tally
library(httr2)

writeLines(readLines("reads.fastq", n = 4000), "part1.fastq")
tally <- request("http://127.0.0.1:8787/api/v1/tally") |>
  req_url_query(start = 0, more = "true") |>
  req_body_file("part1.fastq", type = "text/x-fastq") |>
  req_perform() |>
  resp_body_string()
writeLines(tally, "part1.json")

### POST /api/v1/merge
library(httr2)

lines <- readLines("reads.fastq")
writeLines(head(lines, 4000), "part1.fastq")
writeLines(tail(lines, -4000), "part2.fastq")
tally <- function(file, start, more) {
  request("http://127.0.0.1:8787/api/v1/tally") |>
    req_url_query(start = start, more = more) |>
    req_body_file(file, type = "text/x-fastq") |>
    req_perform() |>
    resp_body_string()
}
tallies <- c(
  tally("part1.fastq", 0, "true"),
  tally("part2.fastq", file.size("part1.fastq"), "false")
)
report <- request("http://127.0.0.1:8787/api/v1/merge") |>
  req_url_query(format = "json", name = "reads.fastq") |>
  req_body_raw(paste(tallies, collapse = "\n"), type = "application/x-ndjson") |>
  req_perform() |>
  resp_body_json()
cat(report$summary$reads, "reads,", report$receipt, "\n")

### POST /api/v1/pairs
library(httr2)

tally <- function(file) {
  request("http://127.0.0.1:8787/api/v1/tally") |>
    req_body_file(file, type = "application/gzip") |>
    req_perform() |>
    resp_body_string()
}
tallies <- c(tally("R1.fastq.gz"), tally("R2.fastq.gz"))
section <- request("http://127.0.0.1:8787/api/v1/pairs") |>
  req_body_raw(paste(tallies, collapse = "\n"), type = "application/x-ndjson") |>
  req_perform() |>
  resp_body_json()
cat(section$verdict, section$sentence, "\n")

### GET /api/v1/limits
library(httr2)

limits <- request("http://127.0.0.1:8787/api/v1/limits") |> req_perform() |> resp_body_json()
cat(limits$max_body_bytes, "\n")

### GET /api/v1/health
library(httr2)

health <- request("http://127.0.0.1:8787/api/v1/health") |> req_perform() |> resp_body_json()
cat(health$version, "\n")

### GET /api/openapi.json
library(httr2)

api <- request("http://127.0.0.1:8787/api/openapi.json") |> req_perform() |> resp_body_json()
cat(names(api$paths), sep = "\n")

### GET /docs
library(httr2)

page <- request("http://127.0.0.1:8787/docs") |> req_perform() |> resp_body_string()
cat(nchar(page), "\n")
