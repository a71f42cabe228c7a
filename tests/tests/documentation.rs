//! The page `/docs` and the recipe that it links: every example runs as it stands there, on a host.
//!
//! Examples of R run where Rscript and the packages httr2 and jsonlite are.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at the first thing that is wrong"
)]

use serde_json::Value;
use shared::wire::{TallyDocument, paths};
use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    process::{Command, Output},
    thread,
};
use tests::{
    corpus::{self, same},
    http, made, root,
    server::{Server, hosts, native, workerd},
};

/// Where the examples say that the API is.
const HERE: &str = "http://127.0.0.1:8787";

struct Example {
    address: String,
    language: String,
    source: String,
}

/// The examples of the page, as a reader would copy them.
fn examples(page: &str) -> Vec<Example> {
    let pieces = page.split("data-address=\"").skip(1);
    let examples = pieces.map(|piece| {
        let (address, rest) = piece.split_once("\" data-language=\"").unwrap();
        let (language, rest) = rest.split_once("\"><code>").unwrap();
        let (source, _) = rest.split_once("</code>").unwrap();
        Example {
            address: address.to_owned(),
            language: language.to_owned(),
            source: source
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        }
    });
    examples.collect()
}

/// A folder with the files of which the examples speak: real reads, or made ones.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let reads = corpus::real_or_made();
    let cuts = corpus::cuts(&reads, 1 << 20);
    let part = &reads[..cuts[1]];
    write("reads.fastq", part);
    write("reads.fastq.gz", &gzip(part));
    let mates = ["R1", "R2"].map(|name| (name, format!("{name}.fastq.gz")));
    for (number, (name, file)) in mates.iter().enumerate() {
        let bytes = corpus::read(&format!("spades__ecoli_1K_{}.fq.gz", number + 1)).map_or_else(
            || gzip(&made::reads(100_000, 100, number as u64)),
            |sample| sample.bytes,
        );
        assert!(!bytes.is_empty(), "{name}");
        write(file, &bytes);
    }
    folder
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn run(mut command: Command, folder: &Path, what: &str) -> Output {
    let output = command
        .current_dir(folder)
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(
        output.status.success(),
        "{what}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

fn has_httr2() -> bool {
    Command::new("Rscript")
        .args(["-e", "library(httr2); library(jsonlite)"])
        .output()
        .is_ok_and(|output| output.status.success())
}

fn examples_run_on(host: &Server) {
    let page = http::get(&host.url(paths::DOCS)).unwrap();
    assert_eq!(
        (page.status, page.content_type.as_str()),
        (200, "text/html; charset=utf-8")
    );
    assert!(page.policy.contains("default-src 'none'") && !page.policy.contains("script-src"));
    let page = page.text();
    assert!(!page.contains("<script") && !page.contains("src=\"http"));
    let folder = folder();
    let examples = examples(&page);
    let with_r = has_httr2();
    let mut ran = 0;
    for Example {
        address,
        language,
        source,
    } in &examples
    {
        let what = format!("{address} from {language} on {}", host.name);
        assert!(source.contains(HERE), "{what} asks nobody");
        let source = source.replace(HERE, &host.url(""));
        let mut command = match language.as_str() {
            "curl" => {
                let mut command = Command::new("sh");
                command.args(["-euc", &source]);
                command
            }
            "Python" => {
                let mut command = Command::new("python3");
                command.args(["-c", &source]);
                command
            }
            "R" if with_r => {
                let mut command = Command::new("Rscript");
                command.args(["-e", &source]);
                command
            }
            "R" => continue,
            other => panic!("{what}: nobody runs {other}"),
        };
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        let output = run(command, folder.path(), &what);
        let wrote = !output.stdout.is_empty() || language == "curl" || address == paths::TALLY;
        assert!(wrote, "{what} says nothing");
        ran += 1;
    }
    if !with_r {
        eprintln!(
            "\n**** SKIPPED: the examples of R did not run on {}; they need Rscript and its packages httr2 and jsonlite ****\n",
            host.name
        );
    }
    assert_eq!(examples.len(), 24);
    // What the examples left behind is what the core says.
    let read = |name: &str| {
        let path = folder.path().join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let expected = corpus::expected(&read("reads.fastq.gz"));
    for name in ["report.json", "merged.json"] {
        let report: Value = serde_json::from_slice(&read(name)).unwrap();
        assert_eq!(report["receipt"], expected.document.receipt(), "{name}");
        assert_eq!(report["complete"], true, "{name}");
    }
    let pairs: Value = serde_json::from_slice(&read("pairs.json")).unwrap();
    assert_eq!(pairs["id"], "read_pairs");
    assert!(read("report.html").starts_with(b"<!doctype html>"));
    assert!(read("reads_fastqc.zip").starts_with(b"PK"));
    println!("{ran} examples on {}", host.name);
}

#[test]
fn the_examples_of_the_page_run_on_the_native_host() {
    examples_run_on(native());
}

#[test]
fn the_examples_of_the_page_run_on_workerd() {
    examples_run_on(workerd());
}

#[test]
fn both_hosts_describe_themselves_alike() {
    for path in [paths::DOCS, paths::OPENAPI] {
        let kept = if path == paths::DOCS {
            "docs/api.html"
        } else {
            "docs/openapi.json"
        };
        let kept = fs::read(root().join(kept)).unwrap();
        for host in hosts() {
            let answer = http::get(&host.url(path)).unwrap();
            assert_eq!(answer.status, 200, "{path} on {}", host.name);
            assert!(answer.body == kept, "{path} on {}", host.name);
        }
    }
}

/// The recipe with some settings, and what it gave.
fn recipe(url: &str, file: &Path, settings: &[(&str, &str)]) -> Vec<u8> {
    let mut command = Command::new("bash");
    command
        .arg(root().join("docs/recipes/split-tally-merge.sh"))
        .arg(url)
        .arg(file)
        .envs(settings.iter().copied());
    run(command, &root(), "the recipe").stdout
}

/// Counts a file by the recipe and as a whole: the same tally to the byte, and the same report.
fn recipe_counts_as_one_request(host: &Server, name: &str) {
    let Some(sample) = corpus::read(name) else {
        return;
    };
    let url = host.url("");
    let expected = corpus::expected(&sample.bytes).document;
    let settings = [("RECORDS", "700"), ("GROUP", "4"), ("PARALLEL", "4")];
    let tally = recipe(
        &url,
        &sample.path,
        &[&settings[..], &[("FORMAT", "tally")]].concat(),
    );
    let place = format!("{name} by the recipe on {}", host.name);
    same(
        &expected.to_json(),
        &String::from_utf8(tally.clone()).unwrap(),
        &place,
    );
    assert_eq!(
        TallyDocument::from_json(&tally).unwrap().receipt(),
        expected.receipt()
    );
    let merged: Value = serde_json::from_slice(&recipe(&url, &sample.path, &settings)).unwrap();
    let whole = http::post(
        &host.url(&format!("{}?name={name}", paths::REPORT)),
        &sample.bytes,
    );
    let mut whole = whole.json();
    // How the file was packed, only who saw its bytes can tell.
    let sections = whole["sections"].as_array_mut().unwrap();
    let before = sections.len();
    sections.retain(|section| section["id"] != "integrity");
    assert_eq!(sections.len(), before - 1);
    for (key, value) in whole.as_object().unwrap() {
        assert!(merged[key] == *value, "{place}: {key} differs");
    }
}

#[test]
fn the_recipe_counts_as_one_request_does() {
    // Of more than a hundred parts, so that sums are merged again.
    recipe_counts_as_one_request(native(), "trimgalore__smallRNA_100K.fastq.gz");
    recipe_counts_as_one_request(native(), "bismark__test_data.fastq");
    recipe_counts_as_one_request(workerd(), "seqkit__Illimina1.8.fq.gz");
}

/// A host that is too busy at first: refuses so many requests, then hands on to `upstream`.
fn busy(upstream: u16, refusals: [&'static str; 2]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for (number, client) in listener.incoming().enumerate() {
            let mut client = client.unwrap();
            let refusal = refusals.get(number).copied();
            thread::spawn(move || serve(&mut client, upstream, refusal));
        }
    });
    port
}

fn serve(client: &mut std::net::TcpStream, upstream: u16, refusal: Option<&str>) {
    if let Some(status) = refusal {
        let mut buffer = [0; 1 << 16];
        let _ = client.read(&mut buffer);
        let body = r#"{"code":"rate-limited"}"#;
        let answer = format!(
            "HTTP/1.1 {status}\r\nretry-after: 1\r\ncontent-type: application/problem+json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let _ = client.write_all(answer.as_bytes());
        return;
    }
    let mut server = std::net::TcpStream::connect(("127.0.0.1", upstream)).unwrap();
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    });
    let _ = std::io::copy(&mut server, client);
    let _ = client.shutdown(std::net::Shutdown::Both);
}

#[test]
fn the_recipe_tries_again_where_a_host_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("with a blank & é.fastq");
    let reads = made::reads(50_000, 100, 7);
    fs::write(&file, &reads).unwrap();
    let port = busy(
        native().port,
        ["429 Too Many Requests", "503 Service Unavailable"],
    );
    let url = format!("http://127.0.0.1:{port}");
    let settings = [("RECORDS", "20"), ("GROUP", "3"), ("PARALLEL", "2")];
    let report: Value = serde_json::from_slice(&recipe(&url, &file, &settings)).unwrap();
    assert_eq!(
        report["receipt"],
        corpus::expected(&reads).document.receipt()
    );
    assert_eq!(report["name"], "with a blank & é.fastq");
}

/// A shell that, having handed out a part, goes on when that part was counted and is gone.
const SLOW_SHELL: &str = r#"
printf() {
  builtin printf "$@"
  for ((turn = 0; turn < 1000; turn++)); do
    [[ $1 == '%s %s %s\n' && -e $2 ]] || return 0
    sleep 0.01
  done
  exit 3
}
"#;

#[test]
fn the_recipe_counts_parts_that_are_gone_before_the_next_is_handed_out() {
    let folder = tempfile::tempdir().unwrap();
    let (file, shell) = (
        folder.path().join("reads.fastq"),
        folder.path().join("shell"),
    );
    let reads = made::reads(20_000, 100, 8);
    fs::write(&file, &reads).unwrap();
    fs::write(&shell, SLOW_SHELL).unwrap();
    let settings = [("RECORDS", "20"), ("BASH_ENV", shell.to_str().unwrap())];
    let report: Value =
        serde_json::from_slice(&recipe(&native().url(""), &file, &settings)).unwrap();
    assert_eq!(
        report["receipt"],
        corpus::expected(&reads).document.receipt()
    );
}

#[test]
fn the_recipe_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.fastq");
    fs::write(&file, "@r1\nACGT\n+\nIIII\n@r2\nAC\n+\nI\n").unwrap();
    let run = Command::new("bash")
        .arg(root().join("docs/recipes/split-tally-merge.sh"))
        .arg(native().url(""))
        .arg(&file)
        .output()
        .unwrap();
    assert!(!run.status.success());
    assert!(run.stdout.is_empty());
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains("malformed-fastq"), "{said}");
}
