//! One read, borrowed from the input.

use super::error::{FastqErrorKind, Part};
use crate::lanes;

/// A validated record. All slices are borrowed from the input, without line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The whole header after `@`, with its description.
    pub definition: &'a [u8],
    /// The bases, in the case they were written.
    pub sequence: &'a [u8],
    /// One byte a base, `!` to `~`, as they were written (the Phred offset is not subtracted).
    pub quality_scores: &'a [u8],
    /// The sequence is known to be of A, C, G and T alone, of either case.
    pub plain: bool,
    /// The text after `+` is the first word of the definition, not the whole.
    pub plus_first_word: bool,
    /// The header line ended in CR LF.
    pub carriage_return: bool,
    /// Where the parts may be read beyond their ends.
    pub room: Room<'a>,
}

/// The input from a record's first base on, as far as the buffer goes, if its parts stand there as
/// in most files; else nothing. Blocks of bytes can be read from it past the end of a part, which
/// spares a copy of what fills no block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Room<'a>(&'a [u8]);

impl<'a> Room<'a> {
    /// The input from the first base of a record whose lines end in LF and whose `+` stands alone.
    pub(super) fn of(at_sequence: &'a [u8]) -> Self {
        Self(at_sequence)
    }

    /// The input from the first base on.
    pub(crate) fn at_sequence(self) -> &'a [u8] {
        self.0
    }

    /// The input from the first score on, of a read of so many bases.
    pub(crate) fn at_scores(self, bases: usize) -> &'a [u8] {
        self.0.get(bases + b"\n+\n".len()..).unwrap_or_default()
    }
}

/// It is no part of what a record says.
impl PartialEq for Room<'_> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Room<'_> {}

impl<'a> Record<'a> {
    /// The read's name: the definition up to the first space or tab.
    ///
    /// ```
    /// # use shared::fastq::record::first_word;
    /// assert_eq!(first_word(b"SRR1.1 1 length=36"), b"SRR1.1");
    /// ```
    #[must_use]
    pub fn name(&self) -> &'a [u8] {
        first_word(self.definition)
    }
}

/// The bytes before the first space or tab.
#[must_use]
pub fn first_word(definition: &[u8]) -> &[u8] {
    memchr::memchr2(b' ', b'\t', definition).map_or(definition, |end| &definition[..end])
}

/// What a `+` line's text says of its record.
pub(super) enum PlusName {
    /// Empty or the whole definition.
    Same,
    /// Only the definition's first word.
    FirstWord,
    /// Something else.
    Different,
}

pub(super) fn compare_plus(definition: &[u8], plus: &[u8]) -> PlusName {
    if plus.is_empty() || plus == definition {
        PlusName::Same
    } else if plus == first_word(definition) {
        PlusName::FirstWord
    } else {
        PlusName::Different
    }
}

/// Whether a byte may stand in a sequence: what `bio` holds to be IUPAC DNA or RNA, of either
/// case, and `.`, `-`, `*`.
static IS_BASE: std::sync::LazyLock<[bool; 256]> = std::sync::LazyLock::new(|| {
    let dna = bio::alphabets::dna::iupac_alphabet();
    let rna = bio::alphabets::rna::iupac_alphabet();
    let mut table = [false; 256];
    for (byte, allowed) in (0..=u8::MAX).zip(table.iter_mut()) {
        *allowed = dna.is_word([byte]) || rna.is_word([byte]) || b".-*".contains(&byte);
    }
    table
});

/// Whether a sequence is of A, C, G and T alone, of either case.
#[inline]
pub(super) fn is_plain(sequence: &[u8]) -> bool {
    !lanes::any(sequence, b'A', |block| !lanes::is_plain(block))
}

/// Offset and byte of the first byte that is no base.
pub(super) fn invalid_base(sequence: &[u8]) -> Option<(usize, u8)> {
    // Almost all reads are of A, C, G, T and N alone.
    let rare = lanes::any(sequence, b'A', |block| {
        let upper = lanes::upper(block);
        !(lanes::is(upper, b'A')
            | lanes::is(upper, b'C')
            | lanes::is(upper, b'G')
            | lanes::is(upper, b'T')
            | lanes::is(upper, b'N'))
    });
    if !rare {
        return None;
    }
    let at = sequence
        .iter()
        .position(|&byte| !IS_BASE[usize::from(byte)])?;
    Some((at, sequence[at]))
}

/// Offset and byte of the first byte that is no quality score.
pub(super) fn invalid_quality(scores: &[u8]) -> Option<(usize, u8)> {
    if lanes::all_between(scores, b'!', b'~') {
        return None;
    }
    let at = scores
        .iter()
        .position(|byte| !(b'!'..=b'~').contains(byte))?;
    Some((at, scores[at]))
}

/// A fault in a record whose lines are all there: its kind, the part, and the offset in that part.
pub(super) type Fault = (FastqErrorKind, Part, usize);

/// Checks the bytes and lengths of a record's parts, in the order in which they stand.
pub(super) fn check(sequence: &[u8], plus: PlusName, scores: &[u8]) -> Result<bool, Fault> {
    if let Some((at, found)) = invalid_base(sequence) {
        return Err((FastqErrorKind::InvalidBase { found }, Part::Sequence, at));
    }
    let plus_first_word = match plus {
        PlusName::Same => false,
        PlusName::FirstWord => true,
        PlusName::Different => return Err((FastqErrorKind::NameMismatch, Part::Plus, 1)),
    };
    // A stray byte explains a wrong length, so it is named first.
    if let Some((at, found)) = invalid_quality(scores) {
        return Err((
            FastqErrorKind::InvalidQuality { found },
            Part::QualityScores,
            at,
        ));
    }
    if sequence.len() != scores.len() {
        let kind = FastqErrorKind::LengthMismatch {
            bases: sequence.len() as u64,
            scores: scores.len() as u64,
        };
        return Err((kind, Part::QualityScores, scores.len().min(sequence.len())));
    }
    Ok(plus_first_word)
}
