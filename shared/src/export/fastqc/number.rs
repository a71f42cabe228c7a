//! Numbers as Java prints them, and amounts as FastQC does.

/// A double as `Double.toString` writes it: always with a decimal, and with an exponent below
/// 0.001 and from ten million on.
pub(super) fn double(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if value == 0.0 || (1e-3..1e7).contains(&value.abs()) {
        return format!("{value:?}");
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => format!("{digits}E{exponent}"),
        Some((digits, exponent)) => format!("{digits}.0E{exponent}"),
        None => text,
    }
}

/// A double that may be missing: NaN.
pub(super) fn optional(value: Option<f64>) -> String {
    double(value.unwrap_or(f64::NAN))
}

/// Bases as FastQC 0.12.1 writes them: cut, not rounded, to one decimal, and without it if that is
/// zero (BasicStats.java).
pub(super) fn total_bases(bases: u64) -> String {
    for (unit, name) in [(1_000_000_000, "Gbp"), (1_000_000, "Mbp"), (1_000, "kbp")] {
        if bases >= unit {
            let tenths = bases / (unit / 10);
            return match tenths % 10 {
                0 => format!("{} {name}", tenths / 10),
                tenth => format!("{}.{tenth} {name}", tenths / 10),
            };
        }
    }
    format!("{bases} bp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_javas() {
        let cases = [
            (0.0, "0.0"),
            (5.0, "5.0"),
            (1e7, "1.0E7"),
            (9_999_999.5, "9999999.5"),
            (12_345_678.0, "1.2345678E7"),
            (0.001, "0.001"),
            (9e-4, "9.0E-4"),
            (7.441_734_246_427_245e-4, "7.441734246427245E-4"),
            (-1.5, "-1.5"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (value, expected) in cases {
            assert_eq!(double(value), expected);
        }
        assert_eq!(optional(None), "NaN");
    }

    #[test]
    fn bases_are_cut() {
        let cases = [
            (0, "0 bp"),
            (999, "999 bp"),
            (1_000, "1 kbp"),
            (737_699, "737.6 kbp"),
            (999_999, "999.9 kbp"),
            (1_050_000, "1 Mbp"),
            (1_990_000_000, "1.9 Gbp"),
        ];
        for (bases, expected) in cases {
            assert_eq!(total_bases(bases), expected);
        }
    }
}
