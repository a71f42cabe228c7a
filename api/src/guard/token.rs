//! The token of a private deployment. Only its SHA-256 is known here.

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use subtle::ConstantTimeEq;
use thiserror::Error;

/// Who may use the API.
#[derive(Clone, PartialEq, Eq)]
pub enum Token {
    /// Anyone.
    Open,
    /// Who sends the token with this SHA-256.
    Sha256([u8; 32]),
    /// Nobody: what should be a SHA-256 is none, and a deployment that is meant to be private must
    /// not stand open.
    Closed,
}

/// What should be a SHA-256 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "READOUT_TOKEN_SHA256 must be the SHA-256 of the token, 64 hexadecimal digits; get it with: printf %s TOKEN | sha256sum"
)]
pub struct TokenError;

impl FromStr for Token {
    type Err = TokenError;

    /// Reads the SHA-256 of a token.
    ///
    /// ```
    /// use api::guard::{Token, TokenError};
    /// assert!(matches!(format!("{:064x}", 7).parse(), Ok(Token::Sha256(_))));
    /// assert_eq!("secret".parse::<Token>(), Err(TokenError));
    /// ```
    fn from_str(text: &str) -> Result<Self, TokenError> {
        let text = text.trim().as_bytes();
        let mut digest = [0; 32];
        if text.len() != 2 * digest.len() {
            return Err(TokenError);
        }
        for (byte, pair) in digest.iter_mut().zip(text.chunks_exact(2)) {
            for &letter in pair {
                let digit = char::from(letter).to_digit(16).ok_or(TokenError)?;
                *byte = *byte << 4 | u8::try_from(digit).map_err(|_| TokenError)?;
            }
        }
        Ok(Self::Sha256(digest))
    }
}

impl Token {
    /// Whether a request with these headers may pass. It must carry one `Authorization` only:
    /// which of two a proxy has looked at, nobody knows.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        let expected = match self {
            Self::Open => return true,
            Self::Closed => return false,
            Self::Sha256(digest) => digest,
        };
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        let Some((scheme, token)) = value.as_bytes().split_at_checked(7) else {
            return false;
        };
        // The digest of what was sent says nothing about the digest that is expected, and the
        // comparison takes the same time wherever they differ.
        scheme.eq_ignore_ascii_case(b"bearer ")
            && bool::from(
                Sha256::digest(token.trim_ascii())
                    .as_slice()
                    .ct_eq(expected),
            )
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Open => "Open",
            Self::Sha256(_) => "Sha256",
            Self::Closed => "Closed",
        })
    }
}
