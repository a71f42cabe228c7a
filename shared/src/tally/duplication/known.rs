//! A distinct prefix and what is known of it.

use super::super::prefix::{Bases, PlainPrefix, Prefix};
use super::blocks::Blocks;

/// A distinct prefix and what is known of it, in half a cache line: most of a lookup is waiting for
/// memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) hash: u64,
    /// Those of a [`PlainPrefix`], or the index among the other prefixes and [`LETTERS`].
    words: [u64; 2],
    pub(super) reads: u64,
}

/// Above all bits of a [`PlainPrefix`].
const LETTERS: u64 = 1 << 63;

impl Known {
    /// Other letters than A, C, G and T are put among `letters`.
    pub(super) fn new(
        bases: &Bases<'_>,
        hash: u64,
        reads: u64,
        letters: &mut Blocks<Prefix>,
    ) -> Self {
        let words = match bases {
            Bases::Plain(plain) => plain.words(),
            Bases::Letters(sequence) => [u64::from(letters.push(Prefix::of(sequence))), LETTERS],
        };
        Self { hash, words, reads }
    }

    /// The prefix.
    pub(super) fn bases<'a>(&self, letters: &'a Blocks<Prefix>) -> Bases<'a> {
        match self.words {
            [index, LETTERS] => {
                Bases::Letters(letters.get(index as u32).map_or(&[], Prefix::bases))
            }
            words => Bases::Plain(PlainPrefix::from_words(words)),
        }
    }

    /// Whether this is its prefix. Its words are in the processor already, as its hash is.
    #[inline]
    pub(super) fn is(&self, bases: &Bases<'_>, letters: &Blocks<Prefix>) -> bool {
        match bases {
            Bases::Plain(plain) => plain.words() == self.words,
            Bases::Letters(sequence) => match self.bases(letters) {
                Bases::Plain(_) => false,
                Bases::Letters(own) => own.eq_ignore_ascii_case(sequence),
            },
        }
    }

    /// Of two prefixes that have its hash, keeps the first: plain ones come before others, so that
    /// `letters` does not grow by it.
    #[cold]
    pub(super) fn keep_first(&mut self, bases: &Bases<'_>, letters: &mut Blocks<Prefix>) {
        let (prefix, own) = (bases.prefix(), self.bases(letters).prefix());
        match (bases, self.words) {
            (Bases::Plain(plain), [_, LETTERS]) => self.words = plain.words(),
            (Bases::Plain(plain), _) if prefix < own => self.words = plain.words(),
            (Bases::Letters(_), [index, LETTERS]) if prefix < own => {
                if let Some(place) = letters.get_mut(index as u32) {
                    *place = prefix;
                }
            }
            _ => {}
        }
    }
}
