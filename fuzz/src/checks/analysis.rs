//! Analysing: bytes of any kind in any pieces give what they give in one.

use crate::{made, numbers, pieces};
use fastrand::Rng;
use shared::analysis::{Analysis, Options, Outcome};
use shared::fastq::Layout;
use shared::problem::Problem;

/// Checks the bytes themselves, and gzip of them, under several options.
pub fn check(data: &[u8]) {
    let mut numbers = numbers(data);
    let packed = made::packed(data, &mut numbers);
    for bytes in [data, &packed] {
        check_bytes(bytes, &Options::default(), &mut numbers);
        let options = Options {
            layout: [Layout::FourLine, Layout::Wrapped][numbers.usize(..2)],
            strict: numbers.bool(),
            start: [0, 0, 1, 1 << 40][numbers.usize(..4)],
            more: numbers.bool(),
            max_output: [u64::MAX, numbers.u64(..=2 * data.len() as u64)][numbers.usize(..2)],
            ..Options::default()
        };
        check_bytes(bytes, &options, &mut numbers);
    }
}

fn check_bytes(bytes: &[u8], options: &Options, numbers: &mut Rng) {
    let whole = analyse(&[bytes], options);
    let parts = analyse(&pieces(bytes, numbers), options);
    assert_eq!(parts.error, whole.error, "{options:?}");
    assert_eq!(
        parts.document.to_json(),
        whole.document.to_json(),
        "{options:?}"
    );
    assert_eq!(parts, whole, "{options:?}");
    assert_eq!(parts.document.receipt(), whole.document.receipt());
    assert_eq!(whole.document.ledger.records(), whole.document.reads());
    // Every sentence and every problem can be made.
    let _ = whole.input.warnings();
    if let Some(error) = &whole.error {
        assert!(!Problem::from(error).detail.is_empty());
    }
}

fn analyse(pieces: &[&[u8]], options: &Options) -> Outcome {
    let mut analysis = Analysis::new(options.clone());
    for piece in pieces {
        if !analysis.feed(piece) {
            break;
        }
    }
    analysis.finish()
}
