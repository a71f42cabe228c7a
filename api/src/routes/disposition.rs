//! The name under which an answer is saved: `Content-Disposition` (RFC 6266).

use crate::error::ApiError;
use axum::http::HeaderValue;
use std::fmt::Write as _;

/// Shown where it is asked for, and saved under its name.
pub(super) const INLINE: &str = "inline";
/// Saved.
pub(super) const ATTACHMENT: &str = "attachment";

/// The header for a file's name. Names of other letters than ASCII are given twice, once so that
/// every client can read them.
pub(super) fn disposition(kind: &str, name: &str) -> Result<HeaderValue, ApiError> {
    // Some clients unescape what is quoted, so nothing in it may look escaped.
    let plain: String = name
        .chars()
        .map(|character| match character {
            '"' | '\\' | '%' => '_',
            ' '..='~' => character,
            _ => '_',
        })
        .collect();
    let mut text = format!("{kind}; filename=\"{plain}\"");
    if plain != name {
        text.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    HeaderValue::try_from(text).map_err(|_| ApiError::internal())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_quotes() {
        let header = |name| disposition(INLINE, name).unwrap();
        assert_eq!(header("a b.txt"), "inline; filename=\"a b.txt\"");
        assert_eq!(
            header("é\"; x=\r\n%41"),
            "inline; filename=\"__; x=___41\"; filename*=UTF-8''%C3%A9%22%3B%20x%3D%0D%0A%2541"
        );
    }
}
