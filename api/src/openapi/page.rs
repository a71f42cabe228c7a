//! The description as a page, with no script and nothing to fetch.

use super::problems;
use crate::{Config, openapi::INTRODUCTION};
use serde_json::Value;
use shared::wire::{media, paths};
use std::fmt::Write as _;

/// The order of the page.
const ORDER: [(&str, &str); 8] = [
    (paths::REPORT, "post"),
    (paths::TALLY, "post"),
    (paths::MERGE, "post"),
    (paths::PAIRS, "post"),
    (paths::LIMITS, "get"),
    (paths::HEALTH, "get"),
    (paths::OPENAPI, "get"),
    (paths::DOCS, "get"),
];
const EXAMPLES: [(&str, &str); 3] = [
    ("curl", include_str!("../../../docs/examples/curl.sh")),
    ("Python", include_str!("../../../docs/examples/python.py")),
    ("R", include_str!("../../../docs/examples/r.R")),
];
const RECIPE: &str = include_str!("../../../docs/recipes/split-tally-merge.sh");
const STYLE: [&str; 2] = [
    include_str!("../../../style/tokens.css"),
    include_str!("../../../style/docs.css"),
];

/// How an operation is used from one language.
pub(super) struct Example {
    /// Its name for readers.
    pub(super) language: &'static str,
    /// What to run.
    pub(super) source: &'static str,
}

/// The examples of an operation: the parts of the files under its name.
pub(super) fn examples(path: &str, method: &str) -> Vec<Example> {
    let heading = format!("{} {path}\n", method.to_uppercase());
    let found = EXAMPLES.iter().filter_map(|(language, file)| {
        let part = file
            .split("\n### ")
            .find_map(|part| part.strip_prefix(heading.as_str()))?;
        Some(Example {
            language,
            source: part.trim(),
        })
    });
    found.collect()
}

/// The page of a document.
pub(super) fn render(document: &Value) -> String {
    let mut page = Page(String::new());
    page.head();
    for (path, method) in ORDER {
        page.operation(path, method, &document["paths"][path][method]);
    }
    page.recipe();
    page.limits(&document["components"]["schemas"]["Limits"]["properties"]);
    page.problems();
    page.0 += "</main>\n<footer class=\"foot\"><p>No read is stored or logged by this software.</p></footer>\n</body>\n</html>\n";
    page.0
}

struct Page(String);

impl Page {
    /// Writing to a string cannot fail.
    fn put(&mut self, text: std::fmt::Arguments) {
        let _ = self.0.write_fmt(text);
    }

    fn head(&mut self) {
        self.put(format_args!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>Readout: the API</title>\n\
             <style>\n{}</style>\n</head>\n<body>\n\
             <a class=\"skip-link\" href=\"#main\">Skip to the text</a>\n\
             <header class=\"bar\"><a class=\"brand\" href=\"/\">\
             <svg viewBox=\"0 0 24 24\" width=\"24\" height=\"24\" aria-hidden=\"true\"><path d=\"M2 18 8 7l4 6 4-9 6 14\"/></svg>\
             Readout</a></header>\n\
             <main id=\"main\">\n<h1>The API</h1>\n",
            STYLE.concat()
        ));
        for paragraph in INTRODUCTION.split("\n\n") {
            self.put(format_args!("<p class=\"lead\">{}</p>\n", words(paragraph)));
        }
        self.put(format_args!("<nav aria-label=\"Addresses\"><ul>\n"));
        for (path, method) in ORDER {
            self.put(format_args!(
                "<li><a href=\"#{}\"><b>{}</b> <code>{path}</code></a></li>\n",
                anchor(path),
                method.to_uppercase()
            ));
        }
        self.put(format_args!(
            "<li><a href=\"#any-size\">Files of any size</a></li>\n<li><a href=\"#limits\">Limits</a></li>\n\
             <li><a href=\"#problems\">Problems</a></li>\n</ul></nav>\n\
             <p>The same for programs: <a href=\"{0}\"><code>{0}</code></a> (OpenAPI 3.1). The examples ask \
             the address at which <code>make run</code> serves; those of R use the packages httr2 and jsonlite.</p>\n",
            paths::OPENAPI
        ));
    }

    fn operation(&mut self, path: &str, method: &str, operation: &Value) {
        let (id, title) = (anchor(path), said(&operation["summary"]));
        self.put(format_args!(
            "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n\
             <p class=\"address\"><b>{}</b> <code>{path}</code></p>\n",
            method.to_uppercase()
        ));
        let description = operation["description"].as_str().unwrap_or_default();
        for paragraph in description.split("\n\n").filter(|text| !text.is_empty()) {
            self.put(format_args!("<p>{}</p>\n", words(paragraph)));
        }
        let parameters = operation["parameters"].as_array();
        if let Some(parameters) = parameters.filter(|list| !list.is_empty()) {
            self.put(format_args!("<h3>Parameters</h3>\n<dl>\n"));
            for parameter in parameters {
                self.put(format_args!(
                    "<div><dt><code>{}</code></dt><dd>{}{}</dd></div>\n",
                    said(&parameter["name"]),
                    said(&parameter["description"]),
                    values(&parameter["schema"])
                ));
            }
            self.put(format_args!("</dl>\n"));
        }
        self.put(format_args!("<h3>Takes and gives</h3>\n<dl>\n"));
        if operation["requestBody"].is_object() {
            self.content("Body", &operation["requestBody"]);
        }
        if let Some(limits) = limits_of(path) {
            self.put(format_args!(
                "<div><dt>Limits</dt><dd>{limits}</dd></div>\n"
            ));
        }
        for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
            self.content(status, answer);
        }
        self.put(format_args!("</dl>\n<h3>Examples</h3>\n"));
        for Example { language, source } in examples(path, method) {
            self.put(format_args!(
                "<details{}><summary>{language}</summary><pre tabindex=\"0\" data-address=\"{path}\" data-language=\"{language}\"><code>{}</code></pre></details>\n",
                if language == "curl" { " open" } else { "" },
                escaped(source)
            ));
        }
        self.put(format_args!("</section>\n"));
    }

    /// What a body or an answer is, and its media types.
    fn content(&mut self, name: &str, body: &Value) {
        let types = body["content"].as_object().into_iter().flatten();
        // The introduction says how problems are sent.
        let types: Vec<_> = types
            .filter(|(kind, _)| *kind != media::PROBLEM)
            .map(|(kind, _)| format!("<code>{kind}</code>"))
            .collect();
        self.put(format_args!(
            "<div><dt>{name}</dt><dd>{} <span class=\"quiet\">{}</span></dd></div>\n",
            said(&body["description"]),
            types.join(", ")
        ));
    }

    fn recipe(&mut self) {
        self.put(format_args!(
            "<section aria-labelledby=\"any-size\">\n<h2 id=\"any-size\">Files of any size</h2>\n\
             <p>Split between records, count the parts in parallel, and merge in a tree: no request is \
             larger than a part or a group of tallies, and the report has the receipt of the whole file. \
             At 429 and 503 curl waits as <code>Retry-After</code> says. Save this script as \
             <code>split-tally-merge.sh</code>:</p>\n\
             <pre tabindex=\"0\"><code>RECORDS=10000 bash split-tally-merge.sh http://127.0.0.1:8787 reads.fastq.gz &gt; report.json</code></pre>\n\
             <details><summary>split-tally-merge.sh</summary><pre tabindex=\"0\"><code>{}</code></pre></details>\n</section>\n",
            escaped(RECIPE)
        ));
    }

    fn limits(&mut self, properties: &Value) {
        let usual = serde_json::to_value(Config::default().limits()).unwrap_or_default();
        self.put(format_args!(
            "<section aria-labelledby=\"limits\">\n<h2 id=\"limits\">Limits</h2>\n\
             <p>As they are unless a deployment sets others; <code>{}</code> says which hold.</p>\n<dl>\n",
            paths::LIMITS
        ));
        for (name, property) in properties.as_object().into_iter().flatten() {
            let value = match usual[name].as_u64() {
                Some(number) => format!(" <b>{}</b>", grouped(number)),
                None => String::new(),
            };
            self.put(format_args!(
                "<div><dt><code>{name}</code></dt><dd>{}{value}</dd></div>\n",
                said(&property["description"])
            ));
        }
        self.put(format_args!("</dl>\n</section>\n"));
    }

    fn problems(&mut self) {
        self.put(format_args!(
            "<section aria-labelledby=\"problems\">\n<h2 id=\"problems\">Problems</h2>\n\
             <p>Whatever is not 200 has a body of JSON with <code>status</code>, <code>code</code>, \
             <code>title</code> and, in words, <code>detail</code>: what is wrong and what to do. Where it \
             is the FASTQ that is wrong, <code>record</code>, <code>line</code>, <code>byte</code>, \
             <code>reason</code> and <code>read_name</code> say where, and <code>tally</code> holds what \
             was counted before it.</p>\n<dl>\n"
        ));
        for (word, code) in problems::codes() {
            self.put(format_args!(
                "<div><dt>{} <code>{word}</code></dt><dd>{}.</dd></div>\n",
                code.status(),
                escaped(code.title())
            ));
        }
        self.put(format_args!("</dl>\n</section>\n"));
    }
}

/// The limits that an address keeps.
fn limits_of(path: &str) -> Option<String> {
    let names: &[&str] = match path {
        paths::REPORT => &["max_body_bytes", "max_output_bytes", "max_record_bytes"],
        paths::TALLY => &["max_chunk_bytes", "max_output_bytes", "max_record_bytes"],
        paths::MERGE | paths::PAIRS => &[
            "max_merge_bytes",
            "max_tally_bytes",
            "max_tallies",
            "max_segments",
            "max_json_depth",
        ],
        _ => return None,
    };
    let names: Vec<_> = names
        .iter()
        .map(|name| format!("<code>{name}</code>"))
        .collect();
    Some(format!(
        "{}: see <a href=\"#limits\">Limits</a>.",
        names.join(", ")
    ))
}

/// The values of a parameter that has few.
fn values(schema: &Value) -> String {
    let words = schema["enum"].as_array();
    let words: Vec<_> = words
        .into_iter()
        .flatten()
        .filter_map(|word| Some(format!("<code>{}</code>", word.as_str()?)))
        .collect();
    if words.is_empty() {
        return match schema["type"].as_str() {
            Some("boolean") => {
                " <span class=\"quiet\"><code>true</code>, <code>false</code></span>".to_owned()
            }
            _ => String::new(),
        };
    }
    format!(" <span class=\"quiet\">{}</span>", words.join(", "))
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn anchor(path: &str) -> &str {
    let last = path.rsplit('/').next().unwrap_or(path);
    match path {
        paths::LIMITS => "get-limits",
        paths::OPENAPI => "openapi",
        _ => last,
    }
}

fn said(value: &Value) -> String {
    words(value.as_str().unwrap_or_default())
}

/// Text with `code` and *emphasis*.
fn words(text: &str) -> String {
    let mut html = String::new();
    for (at, piece) in text.split('`').enumerate() {
        let piece = escaped(piece);
        if at % 2 == 1 {
            html += &format!("<code>{piece}</code>");
            continue;
        }
        for (at, piece) in piece.split('*').enumerate() {
            html += &if at % 2 == 1 {
                format!("<em>{piece}</em>")
            } else {
                piece.to_owned()
            };
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
