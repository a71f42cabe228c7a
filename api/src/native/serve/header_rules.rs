//! The `_headers` file of Cloudflare's static assets: which headers go with which path.
//!
//! A line that is not indented is a pattern: a path in which `*` stands for anything. The indented
//! lines below it set headers (`Name: value`) or take one away that an earlier rule has set
//! (`! Name`). All the rules that fit apply, in the order of the file; a header set twice has both
//! values, joined by a comma.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The rules of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeaderRules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    unset: Vec<HeaderName>,
    set: Vec<(HeaderName, HeaderValue)>,
}

impl HeaderRules {
    /// Reads the text of a file. What cannot be a header is an error with its line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut rules: Vec<Rule> = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let content = line.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let wrong = || {
                format!(
                    "_headers, line {}: {content:?} is neither a path nor a header",
                    at + 1
                )
            };
            if !line.starts_with([' ', '\t']) {
                if !content.starts_with('/') {
                    return Err(wrong());
                }
                rules.push(Rule {
                    pattern: content.to_owned(),
                    unset: Vec::new(),
                    set: Vec::new(),
                });
                continue;
            }
            let rule = rules.last_mut().ok_or_else(wrong)?;
            if let Some(name) = content.strip_prefix('!') {
                rule.unset.push(name.trim().parse().map_err(|_| wrong())?);
            } else {
                let (name, value) = content.split_once(':').ok_or_else(wrong)?;
                let name = name.trim().parse().map_err(|_| wrong())?;
                rule.set
                    .push((name, value.trim().parse().map_err(|_| wrong())?));
            }
        }
        Ok(Self { rules })
    }

    /// Puts the headers for `path` into `headers`, in place of what stands there.
    pub(crate) fn apply(&self, path: &str, headers: &mut HeaderMap) {
        let mut ours: Vec<HeaderName> = Vec::new();
        for rule in self.rules.iter().filter(|rule| fits(&rule.pattern, path)) {
            for name in &rule.unset {
                headers.remove(name);
                ours.retain(|other| other != name);
            }
            for (name, value) in &rule.set {
                if !ours.contains(name) {
                    ours.push(name.clone());
                    headers.insert(name, value.clone());
                    continue;
                }
                let both = headers
                    .get(name)
                    .map(|first| [first.as_bytes(), b", ", value.as_bytes()].concat());
                if let Some(both) = both.and_then(|both| HeaderValue::from_bytes(&both).ok()) {
                    headers.insert(name, both);
                }
            }
        }
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, path, expected) in [
            ("/*", "/", true),
            ("/*", "/a/b", true),
            ("/a", "/a", true),
            ("/a", "/ab", false),
            ("/a*", "/ab.js", true),
            ("/a*.js", "/ab.js", true),
            ("/a*.js", "/ab.css", false),
            ("/a*b*c", "/a-b-b-c", true),
            ("/a*b*c", "/a-c", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn later_rules_add_or_replace() {
        let rules =
            HeaderRules::parse("# why\n/*\n  X-A: 1\n  X-B: 2\n/w*\n  ! X-A\n  X-A: 3\n  X-B: 4\n")
                .unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-b", HeaderValue::from_static("0"));
        rules.apply("/w.js", &mut headers);
        assert_eq!(headers["x-a"], "3");
        assert_eq!(headers["x-b"], "2, 4");
        let mut headers = HeaderMap::new();
        rules.apply("/", &mut headers);
        assert_eq!(
            (headers["x-a"].as_bytes(), headers["x-b"].as_bytes()),
            (&b"1"[..], &b"2"[..])
        );
        assert!(HeaderRules::parse("  X-A: 1").is_err());
        assert!(HeaderRules::parse("/*\n  X A: 1").is_err());
    }

    #[test]
    fn our_own_file_is_understood() {
        let rules =
            HeaderRules::parse(include_str!("../../../../frontend/public/_headers")).unwrap();
        let mut headers = HeaderMap::new();
        rules.apply("/analyser-loader.js", &mut headers);
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("connect-src 'none'") && !policy.contains("connect-src 'self'"),
            "{policy}"
        );
    }
}
