//! Query parameters, each known by name and given at most once.

use crate::error::ApiError;
use std::borrow::Cow;

/// The largest offset in a file: JavaScript counts no further, and no sum can overflow.
pub const MAX_OFFSET: u64 = 1 << 53;

/// The parameters of one request.
#[derive(Debug)]
pub struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    /// Reads a query string. A name that is not in `known` is an error: a misspelt parameter must
    /// not change a result in silence.
    pub fn parse(query: Option<&'a str>, known: &[&str]) -> Result<Self, ApiError> {
        let mut pairs: Vec<(Cow<str>, Cow<str>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            if !known.contains(&name.as_ref()) {
                return Err(ApiError::bad_request(format!(
                    "the parameters here are {}",
                    known.join(", ")
                )));
            }
            if pairs.iter().any(|(other, _)| *other == name) {
                return Err(ApiError::bad_request(format!(
                    "the parameter {name} is given twice"
                )));
            }
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    /// The value of one parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_ref())
    }

    /// The value that a word stands for, or `default`.
    pub fn one_of<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
        default: T,
    ) -> Result<T, ApiError> {
        let Some(value) = self.get(name) else {
            return Ok(default);
        };
        words
            .iter()
            .find(|(word, _)| *word == value)
            .map(|&(_, meaning)| meaning)
            .ok_or_else(|| {
                let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
                ApiError::bad_request(format!("{name} can be {}", words.join(", ")))
            })
    }

    /// A number of bytes up to [`MAX_OFFSET`], or 0.
    pub fn offset(&self, name: &str) -> Result<u64, ApiError> {
        let Some(value) = self.get(name) else {
            return Ok(0);
        };
        value
            .parse()
            .ok()
            .filter(|&offset| offset <= MAX_OFFSET)
            .ok_or_else(|| {
                ApiError::bad_request(format!(
                    "{name} must be a whole number of bytes from 0 to {MAX_OFFSET}"
                ))
            })
    }

    /// `true` or `false`, or false.
    pub fn flag(&self, name: &str) -> Result<bool, ApiError> {
        self.one_of(name, &[("true", true), ("false", false)], false)
    }
}
