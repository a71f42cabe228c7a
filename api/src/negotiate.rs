//! Which form of an answer a caller gets: `?format=`, else `Accept` (RFC 9110, 12.5.1).

use crate::error::ApiError;
use axum::http::{HeaderMap, header};
use shared::wire::media;

/// A form that an answer can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `application/json`: of a report, or of a tally where only tallies are answered.
    Json,
    /// `text/html`: the self-contained page of a report.
    Html,
    /// `text/plain`: the report as FastQC's `fastqc_data.txt`.
    Text,
    /// `text/plain`: FastQC's `summary.txt`; only by `?format=`, for `Accept` gets the text above.
    Summary,
    /// `application/zip`: the report as FastQC's zip.
    Zip,
    /// `application/vnd.readout.tally+json`.
    Tally,
}

impl Form {
    /// What a report can be answered as, the first one unless something else is asked for.
    pub const REPORTS: [Self; 5] = [Self::Json, Self::Html, Self::Text, Self::Summary, Self::Zip];

    /// The media type as it is sent.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => media::JSON,
            Self::Html => media::HTML,
            Self::Text | Self::Summary => media::TEXT,
            Self::Zip => media::ZIP,
            Self::Tally => media::TALLY,
        }
    }

    /// The media type, without parameters.
    pub fn media_type(self) -> &'static str {
        let content_type = self.content_type();
        content_type.split(';').next().unwrap_or(content_type)
    }

    /// The word for `?format=`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Text => "text",
            Self::Summary => "summary",
            Self::Zip => "zip",
            Self::Tally => "tally",
        }
    }
}

/// The form to answer in. `offers` stand in the order of preference.
pub fn form(headers: &HeaderMap, format: Option<&str>, offers: &[Form]) -> Result<Form, ApiError> {
    if let Some(word) = format {
        return offers
            .iter()
            .copied()
            .find(|offer| offer.word() == word)
            .ok_or_else(|| {
                let words: Vec<_> = offers.iter().map(|offer| offer.word()).collect();
                ApiError::bad_request(format!("format can be {}", words.join(", ")))
            });
    }
    let ranges = accepted(headers);
    let mut best = None;
    for &offer in offers {
        let quality = if ranges.is_empty() {
            1000
        } else {
            quality(&ranges, offer.media_type())
        };
        if quality > 0 && best.is_none_or(|(top, _)| quality > top) {
            best = Some((quality, offer));
        }
    }
    best.map(|(_, offer)| offer).ok_or_else(|| {
        let mut types: Vec<_> = offers.iter().map(|offer| offer.media_type()).collect();
        types.dedup();
        ApiError::not_acceptable(&types)
    })
}

struct Range {
    kind: String,
    subkind: String,
    /// In thousandths, so that nothing is lost: RFC 9110 allows three digits.
    quality: u16,
}

fn accepted(headers: &HeaderMap) -> Vec<Range> {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(range)
        .collect()
}

fn range(text: &str) -> Option<Range> {
    let mut parts = text.split(';').map(str::trim);
    let (kind, subkind) = parts.next()?.split_once('/')?;
    let quality = parts
        .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
        .map_or(Some(1.0), |q| {
            q.trim()
                .parse::<f32>()
                .ok()
                .filter(|q| (0.0..=1.0).contains(q))
        })?;
    // Within 0 to 1000.
    Some(Range {
        kind: kind.to_ascii_lowercase(),
        subkind: subkind.to_ascii_lowercase(),
        quality: (quality * 1000.0) as u16,
    })
}

/// The quality of the range that names `media_type` most exactly; 0 where none does.
fn quality(ranges: &[Range], media_type: &str) -> u16 {
    let (kind, subkind) = media_type.split_once('/').unwrap_or((media_type, ""));
    ranges
        .iter()
        .filter_map(|range| {
            let exactness = match (range.kind.as_str(), range.subkind.as_str()) {
                ("*", "*") => 0,
                (k, "*") if k == kind => 1,
                (k, s) if k == kind && s == subkind => 2,
                _ => return None,
            };
            Some((exactness, range.quality))
        })
        .max()
        .map_or(0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn choose(accept: &'static str) -> Option<Form> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        form(&headers, None, &Form::REPORTS).ok()
    }

    #[test]
    fn accept_is_weighed() {
        let cases = [
            ("*/*", Some(Form::Json)),
            ("text/html", Some(Form::Html)),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                Some(Form::Html),
            ),
            ("application/json;q=0.5, text/*;q=0.6", Some(Form::Html)),
            ("application/json;q=0, */*", Some(Form::Html)),
            ("TEXT/HTML; charset=utf-8", Some(Form::Html)),
            ("text/html;q=0.001", Some(Form::Html)),
            ("text/plain", Some(Form::Text)),
            ("text/plain, text/html;q=0.9", Some(Form::Text)),
            ("application/zip", Some(Form::Zip)),
            ("application/*;q=0.5, application/json;q=0", Some(Form::Zip)),
            ("image/png", None),
            ("application/json;q=0", None),
        ];
        for (accept, expected) in cases {
            assert_eq!(choose(accept), expected, "{accept}");
        }
    }

    #[test]
    fn format_stands_before_accept() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("image/png"));
        assert_eq!(
            form(&headers, Some("html"), &[Form::Json, Form::Html]).ok(),
            Some(Form::Html)
        );
        assert!(form(&headers, Some("pdf"), &[Form::Json]).is_err());
        assert_eq!(
            form(&HeaderMap::new(), None, &[Form::Tally]).ok(),
            Some(Form::Tally)
        );
    }
}
