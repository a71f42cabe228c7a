//! Cuts a stream of bytes into JSON objects: the items of one array, or one after another (NDJSON).
//!
//! Each object is handed on as soon as its last byte is in, so that no more than one is ever held.
//! Only what delimits objects is looked at here; whether an object is JSON is its parser's to say.

use thiserror::Error;

/// Why a stream cannot be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SplitError {
    /// A byte stands where none can.
    #[error(
        "byte {0} of the body cannot stand there; send a JSON array of tallies, or one tally after another"
    )]
    Unexpected(u64),
    /// The stream ends inside an object or an array.
    #[error("the body ends inside a tally or before the array is closed")]
    Truncated,
    /// Arrays and objects stand in one another, more of them than the limit.
    #[error("the JSON in the body is nested more than {0} deep; no tally is")]
    TooDeep(u64),
    /// An object is longer than the limit.
    #[error("a tally in the body is larger than {0} bytes")]
    TooLarge(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing but blanks so far.
    Start,
    /// In an array, where an object must come; it may be closed only while it has none.
    Item { first: bool },
    /// In an array, after an object.
    Comma,
    /// Between the objects of NDJSON.
    Line,
    /// After the array.
    Closed,
    /// In an object.
    Object {
        depth: u32,
        nested: u64,
        text: bool,
        escape: bool,
        array: bool,
    },
}

/// The state of the cutting.
#[derive(Debug)]
pub struct Splitter {
    state: State,
    held: Vec<u8>,
    read: u64,
    max_bytes: u64,
    max_depth: u64,
}

impl Splitter {
    /// A cutter for objects of at most `max_bytes`, nested at most `max_depth` deep.
    pub fn new(max_bytes: u64, max_depth: u64) -> Self {
        Self {
            state: State::Start,
            held: Vec::new(),
            read: 0,
            max_bytes,
            max_depth,
        }
    }

    /// Takes the next bytes, and hands each object that they complete to `object`.
    pub fn feed<E: From<SplitError>>(
        &mut self,
        bytes: &[u8],
        mut object: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut from = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            match self.state {
                State::Object {
                    mut depth,
                    mut nested,
                    text,
                    escape,
                    array,
                } => {
                    let (mut text_now, mut escape_now) = (text, false);
                    match byte {
                        _ if escape => {}
                        b'\\' if text => escape_now = true,
                        b'"' => text_now = !text,
                        b'{' if !text => {
                            depth = depth.saturating_add(1);
                            nested += 1;
                        }
                        b'}' if !text => {
                            depth -= 1;
                            nested = nested.saturating_sub(1);
                        }
                        b'[' if !text => nested += 1,
                        b']' if !text => nested = nested.saturating_sub(1),
                        _ => {}
                    }
                    if nested > self.max_depth {
                        return Err(SplitError::TooDeep(self.max_depth).into());
                    }
                    if depth > 0 {
                        self.state = State::Object {
                            depth,
                            nested,
                            text: text_now,
                            escape: escape_now,
                            array,
                        };
                        continue;
                    }
                    self.hold(bytes.get(from..=at).unwrap_or_default())?;
                    object(&self.held)?;
                    self.held.clear();
                    self.state = if array { State::Comma } else { State::Line };
                }
                state => {
                    self.state = match (state, byte) {
                        (_, b' ' | b'\t' | b'\r' | b'\n') => state,
                        (State::Start | State::Line | State::Item { .. }, b'{') => {
                            from = at;
                            let array = matches!(state, State::Item { .. });
                            State::Object {
                                depth: 1,
                                nested: 1 + u64::from(array),
                                text: false,
                                escape: false,
                                array,
                            }
                        }
                        (State::Start, b'[') => State::Item { first: true },
                        (State::Comma, b',') => State::Item { first: false },
                        (State::Comma | State::Item { first: true }, b']') => State::Closed,
                        _ => return Err(SplitError::Unexpected(self.read + at as u64).into()),
                    };
                }
            }
        }
        if matches!(self.state, State::Object { .. }) {
            self.hold(bytes.get(from..).unwrap_or_default())?;
        }
        self.read += bytes.len() as u64;
        Ok(())
    }

    fn hold(&mut self, bytes: &[u8]) -> Result<(), SplitError> {
        if (self.held.len() + bytes.len()) as u64 > self.max_bytes {
            return Err(SplitError::TooLarge(self.max_bytes));
        }
        self.held.extend_from_slice(bytes);
        Ok(())
    }

    /// Checks that the stream may end here.
    pub fn finish(&self) -> Result<(), SplitError> {
        match self.state {
            State::Start | State::Line | State::Closed => Ok(()),
            State::Item { .. } | State::Comma | State::Object { .. } => Err(SplitError::Truncated),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, piece: usize) -> Result<Vec<String>, SplitError> {
        let mut splitter = Splitter::new(40, 4);
        let mut objects = Vec::new();
        for bytes in text.as_bytes().chunks(piece) {
            splitter.feed(bytes, |object| {
                objects.push(String::from_utf8_lossy(object).into_owned());
                Ok::<_, SplitError>(())
            })?;
        }
        splitter.finish().map(|()| objects)
    }

    #[test]
    fn cuts_are_the_same_for_every_piece() {
        let cases: [(&str, Result<Vec<&str>, SplitError>); 17] = [
            ("", Ok(vec![])),
            (" \n", Ok(vec![])),
            ("[]", Ok(vec![])),
            (r#"{"a":1}"#, Ok(vec![r#"{"a":1}"#])),
            (
                "{\"a\":1}\n{\"b\":{}}\n",
                Ok(vec![r#"{"a":1}"#, r#"{"b":{}}"#]),
            ),
            (
                r#" [ {"a":"}]\"{"} , {} ] "#,
                Ok(vec![r#"{"a":"}]\"{"}"#, "{}"]),
            ),
            (r#"{"a":"\\"}{}"#, Ok(vec![r#"{"a":"\\"}"#, "{}"])),
            (r#"[{"a":[[]]}]"#, Ok(vec![r#"{"a":[[]]}"#])),
            (r#"[{"a":[[[]]]}]"#, Err(SplitError::TooDeep(4))),
            (r#"{"a":"[[[[["}"#, Ok(vec![r#"{"a":"[[[[["}"#])),
            ("[{},]", Err(SplitError::Unexpected(4))),
            ("[{}{}]", Err(SplitError::Unexpected(3))),
            ("[{}] {}", Err(SplitError::Unexpected(5))),
            ("hello", Err(SplitError::Unexpected(0))),
            ("[{}", Err(SplitError::Truncated)),
            ("{\"a\"", Err(SplitError::Truncated)),
            (
                r#"{"a":"0123456789012345678901234567890123456789"}"#,
                Err(SplitError::TooLarge(40)),
            ),
        ];
        for (text, expected) in cases {
            for piece in 1..=text.len().max(1) {
                let expected = expected
                    .clone()
                    .map(|items| items.into_iter().map(str::to_owned).collect());
                assert_eq!(split(text, piece), expected, "{text} in pieces of {piece}");
            }
        }
    }
}
