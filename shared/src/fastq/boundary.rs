//! Where a record begins in an arbitrary window of a four-line file.
//!
//! A line starts a record when it starts with `@` and the line two below starts with `+`. In a
//! valid four-line file this is exact: a quality line may start with `@`, but two lines below it
//! stands a sequence, which cannot start with `+`.

use memchr::{memchr, memchr_iter};

/// The answer of [`find_record_start`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// A record begins at this offset of the window.
    Found(usize),
    /// The window is too short to tell; come again with a longer one.
    NeedMore,
    /// The window ends the input, and no record begins in it at or after the place asked for.
    End,
}

/// The first record start at or after `from`.
///
/// `previous` is the byte before the window, none at the start of the file: without it the finder
/// could not know whether `window[0]` begins a line. `ends_input` says that the window ends the file.
///
/// ```
/// use shared::fastq::boundary::{Boundary, find_record_start};
/// // A cut in the middle of the first record, whose quality scores start with '@'.
/// let window = b"CGT\n+\n@III\n@r2\nA\n+\nI\n";
/// assert_eq!(find_record_start(window, 0, Some(b'A'), true), Boundary::Found(11));
/// assert_eq!(find_record_start(&window[..14], 0, Some(b'A'), false), Boundary::NeedMore);
/// ```
#[must_use]
pub fn find_record_start(
    window: &[u8],
    from: usize,
    previous: Option<u8>,
    ends_input: bool,
) -> Boundary {
    let unknown = if ends_input {
        Boundary::End
    } else {
        Boundary::NeedMore
    };
    let Some(mut start) = line_start_at_or_after(window, from, previous) else {
        return unknown;
    };
    loop {
        if start >= window.len() {
            return unknown;
        }
        let mut ends = memchr_iter(b'\n', &window[start..]);
        let Some(first_end) = ends.next() else {
            return unknown;
        };
        if window[start] == b'@' {
            match ends.next().map(|end| window.get(start + end + 1)) {
                Some(Some(b'+')) => return Boundary::Found(start),
                Some(Some(_)) => {}
                Some(None) | None => return unknown,
            }
        }
        start += first_end + 1;
    }
}

/// The last record start in a window that begins at a record's start, itself left out.
///
/// None if no second record can be seen to begin in the window. The search goes back from the end
/// in doubling steps, so its cost is that of the last record, not of the window.
#[must_use]
pub fn last_record_start(window: &[u8]) -> Option<usize> {
    let mut reach = 1024;
    loop {
        let from = window.len().saturating_sub(reach).max(1);
        let previous = window.first().copied();
        let mut last = None;
        let mut next = from;
        while let Boundary::Found(at) = find_record_start(window, next, previous, false) {
            last = Some(at);
            next = at + 1;
        }
        if last.is_some() || from <= 1 {
            return last;
        }
        reach = reach.saturating_mul(2);
    }
}

fn line_start_at_or_after(window: &[u8], from: usize, previous: Option<u8>) -> Option<usize> {
    let before = match from.checked_sub(1) {
        None => previous,
        Some(index) => Some(*window.get(index)?),
    };
    if before.is_none_or(|byte| byte == b'\n') {
        return Some(from);
    }
    memchr(b'\n', window.get(from..)?).map(|end| from + end + 1)
}
